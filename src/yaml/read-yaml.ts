import { messageOf, UserError } from "../base/errors.ts";

/** The way to a part of a document: keys of maps and indices of lists. */
export type YamlPath = readonly (string | number)[];

/** A YAML or JSON text, whose parts can be pointed at. */
export interface YamlText {
  /** Maps, lists and texts: no other type of scalar is known, so that `1.10` stays what it is. */
  readonly value: unknown;
  /** Line and column, from 1, of what lies at a path; of the part that holds it where nothing does. */
  positionOf(path: YamlPath): { readonly line: number; readonly column: number };
  /**
   * Throws, naming the line and column of what lies at a path.
   *
   * @throws {UserError} always
   */
  refuse(path: YamlPath, what: string): never;
}

/**
 * Reads YAML 1.2 by its failsafe schema, and JSON. Aliases are followed, up to a bound.
 *
 * @param place begins each message, such as `templates.yml, `
 * @param accepted ends the message about a text that is not YAML
 * @throws {UserError} with line and column, for what is not YAML
 */
export async function readYaml(
  text: string,
  { place, accepted }: { readonly place: string; readonly accepted: string },
): Promise<YamlText> {
  const { LineCounter, parseDocument, visit } = await import("yaml");
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { schema: "failsafe", lineCounter });
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const refuseAt = (offset: number, what: string): never => {
    const { line, column } = at(offset);
    throw new UserError(`${place}line ${line}, column ${column}: ${what}`);
  };
  const [error] = document.errors;
  if (error) {
    // The parser's message goes on with an excerpt and a picture of the place.
    const [message = ""] = error.message.split(/ at line \d+/);
    refuseAt(error.pos[0], `${message.replace(/[\s.:]+$/, "")}; ${accepted}`);
  }
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document))
        refuseAt(alias.range?.[0] ?? 0, `no anchor &${alias.source} comes before it`);
    },
  });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases that multiply, or hold themselves.
    refuseAt(0, `${messageOf(error)}; ${accepted}`);
  }
  const offsetOf = (path: YamlPath): number => {
    const node = document.getIn(path, true) as { range?: [number] } | undefined;
    return node?.range?.[0] ?? (path.length === 0 ? 0 : offsetOf(path.slice(0, -1)));
  };
  return {
    value,
    positionOf: (path) => at(offsetOf(path)),
    refuse: (path, what) => refuseAt(offsetOf(path), what),
  };
}
