import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { YamlNode, YamlTree } from "../../src/yaml/tree.ts";

/** A node as go-yaml reads it; of an alias, line and column of what it names. */
export type GoNode =
  | readonly ["scalar", line: number, column: number, text: string, plain: boolean]
  | readonly ["alias", line: number, column: number, namedLine: number, namedColumn: number]
  | readonly [kind: "list" | "map", line: number, column: number, parts: readonly GoNode[]];

export type Placed = readonly [name: string, line: number, column: number];

/** What `test/e2e/tools/go-yaml` says of a text. */
export interface GoAnswer {
  readonly error?: string;
  readonly tree: GoNode | null;
  /** Of what is one map; with those that merge keys add. Null where they cannot be told. */
  readonly keys: readonly string[] | null;
  /** What the older go-yaml of act does. */
  readonly act: "same" | "differs" | "refuses";
  readonly events: readonly Placed[] | null;
  /** By name in small letters; each with its name as it is written, and the place of that. */
  readonly jobs: Readonly<Record<string, readonly [...Placed, labels: readonly Placed[]]>> | null;
}

export interface GoYaml extends AsyncDisposable {
  ask(text: string): Promise<GoAnswer>;
  askAll(texts: readonly string[]): Promise<GoAnswer[]>;
}

/** One process that answers for as many texts as there are. */
export function startGoYaml(): GoYaml {
  const child = spawn("go-yaml", { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: PromiseWithResolvers<GoAnswer>[] = [];
  const ended = new Promise<void>((resolve) => {
    const end = (cause: unknown) => {
      for (const { reject } of waiting.splice(0)) reject(new Error("go-yaml has ended", { cause }));
      resolve();
    };
    child.once("error", end).once("close", end);
  });
  createInterface(child.stdout).on("line", (line) => waiting.shift()?.resolve(JSON.parse(line)));
  const ask = (text: string) => {
    const answer = Promise.withResolvers<GoAnswer>();
    waiting.push(answer);
    child.stdin.write(`${JSON.stringify(text)}\n`);
    return answer.promise;
  };
  return {
    ask,
    askAll: (texts) => Promise.all(texts.map(ask)),
    [Symbol.asyncDispose]: () => {
      child.stdin.end();
      return ended;
    },
  };
}

/**
 * The first difference between two trees, in kinds, values and places. Where a value is missing is left out: after a key
 * without a colon it depends on comments for go-yaml, and at the end of a text it is a line further down.
 */
export function difference(go: GoNode | null, { root, positionOf }: YamlTree): string | undefined {
  const place = (offset: number) => {
    const { line, column } = positionOf(offset);
    return `${line}:${column}`;
  };
  const differs = (what: string, theirs: unknown, ours: unknown) =>
    theirs === ours
      ? undefined
      : `${what}: go-yaml has ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`;
  /** @param offset where the node is written, which for an alias is not where it is */
  const compare = (theirs: GoNode, ours: YamlNode, offset?: number): string | undefined => {
    const at = `${theirs[1]}:${theirs[2]}`;
    if (theirs[0] === "alias")
      return (
        differs(`what the alias at ${at} names`, `${theirs[3]}:${theirs[4]}`, place(ours.offset)) ??
        (offset === undefined ? undefined : differs("an alias", at, place(offset)))
      );
    const missing = theirs[0] === "scalar" && theirs[3] === "" && theirs[4];
    const first =
      differs(at, theirs[0], ours.kind) ??
      (missing ? undefined : differs(`a ${theirs[0]}`, at, place(offset ?? ours.offset)));
    if (first !== undefined) return first;
    if (theirs[0] === "scalar")
      return ours.kind === "scalar"
        ? (differs(at, theirs[3], ours.text) ?? differs(`${at} plain`, theirs[4], ours.plain))
        : at;
    const [, , , parts] = theirs;
    const items: { node: YamlNode; offset?: number }[] =
      ours.kind === "list"
        ? ours.items.map((node) => ({ node }))
        : ours.kind === "map"
          ? ours.pairs.flatMap(({ key, offset, value }) => [{ node: key, offset }, { node: value }])
          : [];
    const count = differs(`parts of ${at}`, parts.length, items.length);
    if (count !== undefined) return count;
    for (const [index, { node, offset }] of items.entries()) {
      const part = parts[index];
      const found = part ? compare(part, node, offset) : at;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  if (go && root) return compare(go, root);
  return differs("anything", go !== null, root !== undefined);
}
