import { UserError } from "../../src/errors.ts";
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
 * Reads the commits of releases, which have to be here.
 *
 * @throws {UserError} when a tag is at a commit that is no release: its file `SOURCE` has to name its last parent
 */
export async function readReleased(
  git: Git,
  releases: readonly Release[],
  remote: string,
): Promise<ReleasedCommit[]> {
  if (releases.length === 0) return [];
  const names = releases.flatMap(({ commit }) => [commit, `${commit}:${sourceFile}`]);
  const contents = await contentsOf(git, names);
  return releases.map((release, at) => {
    const [header = ""] = (contents[2 * at] ?? "").split("\n\n");
    const tree = /^tree (.*)$/m.exec(header)?.[1] ?? "";
    const parents = [...header.matchAll(/^parent (.*)$/gm)].map(([, parent = ""]) => parent);
    const source = parents.at(-1);
    if (source === undefined || contents[2 * at + 1] !== `${source}\n`)
      throw new UserError(
        `the tag v${release.version} of ${remote} is at ${release.commit}, which is no release, as no file ` +
          `${sourceFile} there names its last parent; accepted is a release: find out who set the tag, and delete it`,
      );
    return { ...release, tree, parents, source };
  });
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
