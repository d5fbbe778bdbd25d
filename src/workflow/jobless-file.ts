import type { Position, YamlMap, YamlNode, YamlTree } from "../yaml/tree.ts";

/** A file that no forge takes for a workflow, so that it holds no job. It stands at what resembles a workflow. */
export interface JoblessFile extends Position {
  readonly path: string;
  /** What it is instead, such as `it is empty`. */
  readonly message: string;
  /** Whether it looks as if it was meant to be a workflow. */
  readonly isAttempt: boolean;
}

/**
 * What a file is that certainly is no workflow, for any forge; undefined for one that may be one.
 *
 * Certain is a file without content, and a map without jobs: Gitea, Forgejo and GitHub read jobs from the key `jobs` of
 * the first document alone. It has to be far from any other reading: every key is a text, none is `jobs` when case and
 * blanks are left aside, and no line begins as that key would, whatever was made of the line here.
 *
 * It looks like a workflow where a key is `on`, `true` (which YAML 1.1 makes of `on`), `job` or `jobs`, when case and
 * all but letters are left aside.
 */
export function joblessFileOf(
  path: string,
  text: string,
  { root, positionOf }: YamlTree,
): JoblessFile | undefined {
  const other = isNothing(root)
    ? { path, message: "it has no content", isAttempt: false, line: 1, column: 1 }
    : root?.kind === "map" && isWithoutJobs(root)
      ? mapWithoutJobs(path, root, positionOf)
      : undefined;
  return other === undefined || /^["']?jobs["']?[ \t]*:/im.test(text) ? undefined : other;
}

const isNothing = (root: YamlNode | undefined): boolean =>
  root === undefined || (root.kind === "scalar" && root.plain && root.text === "");

/** Whether no key, written or merged, could be `jobs` to anybody. */
function isWithoutJobs({ pairs, entries }: YamlMap): boolean {
  const couldBeJobs = (key: string) => key.normalize("NFKC").trim().toLowerCase() === "jobs";
  return pairs.every(({ key }) => key.kind === "scalar") && ![...entries.keys()].some(couldBeJobs);
}

const nearKeys: ReadonlySet<string> = new Set(["on", "true", "job", "jobs"]);

function mapWithoutJobs(path: string, map: YamlMap, positionOf: YamlTree["positionOf"]): JoblessFile {
  const { entries, offset } = map;
  const near = [...entries].find(([key]) => nearKeys.has(key.toLowerCase().replace(/[^a-z]/g, "")));
  const isAction = /(?:^|\/)action\.ya?ml$/.test(path) && entries.has("runs");
  return {
    path,
    message: isAction ? "it is an action" : 'it has no key "jobs"',
    isAttempt: near !== undefined,
    ...positionOf(near?.[1].offset ?? offset),
  };
}
