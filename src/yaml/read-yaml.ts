import { UserError } from "../base/errors.ts";
import { loadYaml } from "./load-yaml.ts";
import { type Position, UnknownAnchorError, YamlError, type YamlNode, type YamlTree } from "./tree.ts";

/** The way to a part of a document: keys of maps and indices of lists. */
export type YamlPath = readonly (string | number)[];

/** A YAML or JSON text, whose parts can be pointed at. */
export interface YamlText {
  /** Maps, lists and texts: no other type of scalar is known, so that `1.10` stays what it is. */
  readonly value: unknown;
  /** Line and column, from 1, of what lies at a path; of the part that holds it where nothing does. */
  positionOf(path: YamlPath): Position;
  /**
   * Throws, naming the line and column of what lies at a path.
   *
   * @throws {UserError} always
   */
  refuse(path: YamlPath, what: string): never;
}

/** Parts that aliases may add to those that are written. */
const mostAliased = 10_000;

/**
 * Reads one document of YAML whose scalars are all texts, or JSON. Aliases are followed, up to a bound.
 *
 * @param place begins each message, such as `templates.yml, `
 * @param accepted ends the message about a text that is not YAML
 * @throws {UserError} with line and column, for what is not YAML
 */
export async function readYaml(
  text: string,
  { place, accepted }: { readonly place: string; readonly accepted: string },
): Promise<YamlText> {
  const parse = await loadYaml({ duplicates: "first", tags: "ignore", ambiguous: "take", documents: "only" });
  const refuseAt = ({ line, column }: Position, what: string): never => {
    throw new UserError(`${place}line ${line}, column ${column}: ${what}`);
  };
  const parsed = (): YamlTree => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const { message, position } = error;
      return refuseAt(position, error instanceof UnknownAnchorError ? message : `${message}; ${accepted}`);
    }
  };
  const { root, positionOf } = parsed();
  const value =
    root && plainValueOf(root, (offset, what) => refuseAt(positionOf(offset), `${what}; ${accepted}`));
  const placeOf = (path: YamlPath) => positionOf(root ? offsetOf(root, path) : 0);
  return {
    value: value ?? null,
    positionOf: placeOf,
    refuse: (path, what) => refuseAt(placeOf(path), what),
  };
}

/** A value, in which what an alias stands for is the same object as what it names. */
function plainValueOf(root: YamlNode, refuse: (offset: number, what: string) => never): unknown {
  const done = new Map<YamlNode, { readonly value: unknown; readonly parts: number }>();
  const visit = (node: YamlNode): { readonly value: unknown; readonly parts: number } => {
    const known = done.get(node);
    if (known) return known;
    let parts = 1;
    const part = (one: YamlNode): unknown => {
      const visited = visit(one);
      parts += visited.parts;
      return visited.value;
    };
    let value: unknown;
    if (node.kind === "scalar") value = node.text;
    else if (node.kind === "list") value = node.items.map(part);
    else {
      for (const { key, offset } of node.pairs) {
        if (key.kind !== "scalar") return refuse(offset, "a key is a text");
        // An alias of that text is a key like any other.
        const merges = key.plain && key.text === "<<" && key.offset === offset;
        if (!merges && node.entries.get(key.text)?.offset !== offset)
          refuse(offset, "Map keys must be unique");
      }
      value = Object.fromEntries([...node.entries].map(([key, entry]) => [key, part(entry.value)]));
    }
    const visited = { value, parts };
    done.set(node, visited);
    return visited;
  };
  const { value, parts } = visit(root);
  if (parts > done.size + mostAliased)
    refuse(0, "Excessive alias count indicates a resource exhaustion attack");
  return value;
}

function offsetOf(node: YamlNode, [first, ...rest]: YamlPath): number {
  const next =
    node.kind === "map"
      ? node.entries.get(String(first))?.value
      : node.kind === "list"
        ? node.items[Number(first)]
        : undefined;
  return first !== undefined && next ? offsetOf(next, rest) : node.offset;
}
