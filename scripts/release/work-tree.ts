import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import { quoted } from "../../src/base/text.ts";
import type { Git } from "./git.ts";

/** The file of a release that names the commit it was built from. */
export const sourceFile = "SOURCE";

/** A committed file of HEAD; undefined where there is none. */
export async function committedFile(git: Git, path: string): Promise<string | undefined> {
  const ended = await git.try(["cat-file", "blob", `HEAD:${path}`]);
  return ended.code === 0 ? ended.stdout.toString() : undefined;
}

/**
 * Files that are changed or untracked, those that git ignores left out. They are compared by way of a new index, since
 * the work tree's own may tell git to assume that a file is unchanged.
 */
export async function dirtyFiles(git: Git): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "imgpub-index-"));
  try {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    await git.read(["read-tree", "HEAD"], { env });
    const options = [
      "--porcelain",
      "-z",
      "--no-renames",
      "--untracked-files=all",
      "--ignore-submodules=none",
    ];
    const status = await git.read(["status", ...options], { env });
    return entriesOf(status).map((entry) => entry.slice(3));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Files of the folder dist/ that hold other bytes than their commit. git calls such a file unchanged where it has a
 * filter, or converts the ends of its lines. The work tree has to be clean.
 */
export async function convertedFiles(git: Git, source: string): Promise<string[]> {
  const listed = entriesOf(await git.read(["ls-tree", "-r", "-z", source, "dist/"]));
  const files = listed.map((entry) => {
    const [about = "", path = ""] = entry.split("\t");
    return { path, id: about.split(" ")[2] };
  });
  const input = files.map(({ path }) => `${path}\n`).join("");
  const ids = (await git.read(["hash-object", "--no-filters", "--stdin-paths"], { input })).split("\n");
  return files.filter(({ id }, at) => ids[at] !== id).map(({ path }) => path);
}

const entriesOf = (output: string) => output.split("\0").filter((entry) => entry !== "");

/**
 * The commit that is checked out.
 *
 * @throws {UserError} in a folder below the work tree's own, from where git would look at that folder alone
 */
export async function headOf(git: Git): Promise<string> {
  const [prefix, head = ""] = (await git.read(["rev-parse", "--show-prefix", "HEAD^{commit}"])).split("\n");
  if (prefix)
    throw new UserError(
      `this is the folder ${quoted(prefix)} of the work tree; accepted is the folder of the work tree itself`,
    );
  return head;
}

/** A commit that is here, and all that it descends from. */
export async function historyOf(git: Git, commit: string): Promise<ReadonlySet<string>> {
  return new Set((await git.read(["rev-list", commit])).trim().split("\n"));
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
  const blob = (await git.read(["hash-object", "-w", "--stdin"], { input })).trim();
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
