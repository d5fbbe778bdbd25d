import { UserError } from "../../src/errors.ts";
import type { Git } from "./git.ts";

/** The file of a release that names the commit it was built from. */
export const sourceFile = "SOURCE";

/** A committed file of HEAD; undefined where there is none. */
export async function committedFile(git: Git, path: string): Promise<string | undefined> {
  const ended = await git.try(["cat-file", "blob", `HEAD:${path}`]);
  return ended.code === 0 ? ended.stdout.toString() : undefined;
}

/** Files that are changed or untracked, those that git ignores left out. */
export async function dirtyFiles(git: Git): Promise<string[]> {
  const status = await git.read(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]);
  return status
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => entry.slice(3));
}

/** The commit that is checked out. */
export async function headOf(git: Git): Promise<string> {
  return (await git.read(["rev-parse", "--verify", "HEAD^{commit}"])).trim();
}

/**
 * Writes the tree of a release: the committed `dist/`, and the file that names the commit it is from.
 *
 * @returns its name
 * @throws {UserError} when HEAD has no `dist/`
 */
export async function writeTree(git: Git, source: string): Promise<string> {
  const listed = await git.try(["ls-tree", "-z", `${source}:dist`]);
  if (listed.code !== 0)
    throw new UserError(`the commit ${source} has no folder dist/, which a release is made of`);
  const entries = listed.stdout.toString();
  if (entries.includes(`\t${sourceFile}\0`))
    throw new UserError(`dist/ has a file ${sourceFile}; accepted is none, as the release adds its own`);
  const input = `${source}\n`;
  const blob = (await git.read(["hash-object", "-w", "--stdin", "--no-filters"], { input })).trim();
  return (
    await git.read(["mktree", "-z"], { input: `${entries}100644 blob ${blob}\t${sourceFile}\0` })
  ).trim();
}

export interface ReleaseCommit {
  readonly tree: string;
  /** The previous release, where there is one, and the source. */
  readonly parents: readonly string[];
  readonly message: string;
}

/** Writes the commit of a release. People and times are those of the source, so that a rerun writes the same one. */
export async function writeCommit(git: Git, source: string, commit: ReleaseCommit): Promise<string> {
  const { tree, parents, message } = commit;
  const format = "--format=%an%n%ae%n%ad%n%cn%n%ce%n%cd";
  const utf8 = (setting: string) => ["-c", `i18n.${setting}=UTF-8`];
  const shown = await git.read([
    ...utf8("logOutputEncoding"),
    "log",
    "-1",
    "--no-show-signature",
    "--date=raw",
    format,
    source,
  ]);
  const names = [
    "AUTHOR_NAME",
    "AUTHOR_EMAIL",
    "AUTHOR_DATE",
    "COMMITTER_NAME",
    "COMMITTER_EMAIL",
    "COMMITTER_DATE",
  ];
  const lines = shown.split("\n");
  const env = Object.fromEntries(names.map((name, at) => [`GIT_${name}`, lines[at] ?? ""]));
  const args = [
    ...utf8("commitEncoding"),
    "commit-tree",
    tree,
    ...parents.flatMap((parent) => ["-p", parent]),
  ];
  return (await git.read(args, { input: message, env })).trim();
}

/** The tree and the parents of a commit that is here. */
export async function readCommit(git: Git, name: string): Promise<{ tree: string; parents: string[] }> {
  const [tree = "", ...parents] = (await git.read(["rev-parse", `${name}^{tree}`, `${name}^@`]))
    .trim()
    .split("\n");
  return { tree, parents };
}
