import { UserError } from "../../src/base/errors.ts";
import type { Git } from "./git.ts";
import type { Release } from "./remote-refs.ts";
import { sourceFile } from "./work-tree.ts";

/** What the commit of a release tells of it. */
export interface ReleasedCommit extends Release {
  readonly tree: string;
  readonly parents: readonly string[];
  /** The commit that it was built from: the last parent. */
  readonly source: string;
}

/**
 * Reads the commits of tags, which have to be here. One is a release when its file `SOURCE` names its last parent.
 *
 * @returns the releases, and the tags that are none
 */
export async function readReleased(
  git: Git,
  tags: readonly Release[],
): Promise<{ released: ReleasedCommit[]; strays: Release[] }> {
  const released: ReleasedCommit[] = [];
  const strays: Release[] = [];
  if (tags.length === 0) return { released, strays };
  const names = tags.flatMap(({ commit }) => [commit, `${commit}:${sourceFile}`]);
  const contents = await contentsOf(git, names);
  for (const [at, tag] of tags.entries()) {
    const [header = ""] = (contents[2 * at] ?? "").split("\n\n");
    const tree = /^tree (.*)$/m.exec(header)?.[1] ?? "";
    const parents = [...header.matchAll(/^parent (.*)$/gm)].map(([, parent = ""]) => parent);
    const source = parents.at(-1);
    if (source !== undefined && contents[2 * at + 1] === `${source}\n`)
      released.push({ ...tag, tree, parents, source });
    else strays.push(tag);
  }
  return { released, strays };
}

/** What to tell of a tag that is no release and is in the way. */
export function strayTag({ version, commit }: Release, remote: string): UserError {
  return new UserError(
    `the tag v${version} of ${remote} is at ${commit}, which is no release, as no file ` +
      `${sourceFile} there names its last parent; accepted is a release: find out who set the tag, and delete it`,
  );
}

/** The contents of objects by their names; undefined for each that is not there. */
async function contentsOf(git: Git, names: readonly string[]): Promise<(string | undefined)[]> {
  const { stdout } = await git.run(["cat-file", "--batch"], { input: `${names.join("\n")}\n` });
  let at = 0;
  return names.map(() => {
    const end = stdout.indexOf("\n", at);
    const [, size] = / (\d+)$/.exec(stdout.toString("utf8", at, end)) ?? [];
    const content = size === undefined ? undefined : stdout.toString("utf8", end + 1, end + 1 + Number(size));
    at = end + 1 + (size === undefined ? 0 : Number(size) + 1);
    return content;
  });
}
