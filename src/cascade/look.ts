import type { BareClone } from "../git/bare-clone.ts";
import type { Entry } from "../git/tree.ts";
import type { AboutWorkflow } from "../workflow/about-workflow.ts";
import { allWorkflowFolders } from "../workflow/workflow-folders.ts";
import type { Found } from "./decide.ts";

/** What a look at a template is to find. */
export interface LookFor {
  /** The file that holds the version. */
  readonly path: string;
  /** The workflow's file name. */
  readonly workflow: string;
  /** The folders of workflows, in the order in which the server prefers them; asked for only when that matters. */
  readonly workflowFolders: () => Promise<readonly string[]>;
}

/** The file that holds the version. */
export interface SeenFile {
  readonly found: Found;
  /** Its mode, so that it is kept. */
  readonly mode: "100644" | "100755";
}

/** What one commit of a template shows. */
export interface Seen extends SeenFile {
  readonly workflowFound: boolean;
  /** The workflow's path; undefined when the template has none. */
  readonly workflow: string | undefined;
  /** Whether the workflow, or what it uses of its own repository, reads the file. */
  readonly wired: boolean;
  /** Whether the workflow is larger than 1 MiB, and so was not looked at. */
  readonly workflowTooLarge: boolean;
  readonly about: AboutWorkflow;
}

const nothing = {
  wired: false,
  workflowTooLarge: false,
  about: { startedByPush: undefined, name: undefined },
};

/**
 * Looks at one commit: two requests, or none where other templates have shown the same files; two more for each step
 * to what the workflow uses, as long as the file is not found to be read.
 *
 * @throws {GitError}
 */
export async function lookAt(
  clone: BareClone,
  commit: string,
  { path, workflow, workflowFolders }: LookFor,
  signal: AbortSignal,
): Promise<Seen> {
  const route = foldersOf(path);
  const inFolder = (folder: string) => `${folder}/${workflow}`;
  const entries = await clone.entries(commit, [...route, ...allWorkflowFolders.map(inFolder)], signal);
  const isThere = (folder: string) => isFile(entries.get(inFolder(folder)));
  const having = allWorkflowFolders.filter(isThere);
  const folder = having.length > 1 ? (await workflowFolders()).find(isThere) : having[0];
  const workflowPath = folder === undefined ? undefined : inFolder(folder);
  const read = [path, ...(workflowPath === undefined ? [] : [workflowPath])];
  const contents = await contentsAt(clone, entries, read, signal);
  const seen = {
    ...seenFile(path, route, entries, contents.get(path)),
    workflow: workflowPath,
    workflowFound: workflowPath !== undefined,
  };
  if (workflowPath === undefined) return { ...seen, ...nothing };
  const text = contents.get(workflowPath)?.toString();
  if (text === undefined) return { ...seen, ...nothing, workflowTooLarge: true };
  const { aboutWorkflow } = await import("../workflow/about-workflow.ts");
  const { isWired } = await import("../workflow/wiring.ts");
  const readFiles = async (paths: readonly string[]) => {
    const used = await clone.entries(commit, paths, signal);
    return [...(await contentsAt(clone, used, paths, signal)).values()].map(String);
  };
  return {
    ...seen,
    workflowTooLarge: false,
    wired: await isWired(text, path, readFiles),
    about: await aboutWorkflow(text),
  };
}

/**
 * Looks at the file that holds the version alone: two requests, or none where it has been seen.
 *
 * @throws {GitError}
 */
export async function lookAtFile(
  clone: BareClone,
  commit: string,
  path: string,
  signal: AbortSignal,
): Promise<SeenFile> {
  const route = foldersOf(path);
  const entries = await clone.entries(commit, route, signal);
  const contents = await contentsAt(clone, entries, [path], signal);
  return seenFile(path, route, entries, contents.get(path));
}

/** The contents of those paths that are files, and not too large to be read. */
async function contentsAt(
  clone: BareClone,
  entries: ReadonlyMap<string, Entry>,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Buffer>> {
  const files = paths.flatMap((path) => {
    const entry = entries.get(path);
    return entry && isFile(entry) ? [{ path, oid: entry.oid }] : [];
  });
  const oids = files.map(({ oid }) => oid);
  const contents = await clone.read(oids, signal);
  return new Map(
    files.flatMap(({ path, oid }) => {
      const content = contents.get(oid);
      return content ? [[path, content]] : [];
    }),
  );
}

function seenFile(
  path: string,
  route: readonly string[],
  entries: ReadonlyMap<string, Entry>,
  bytes: Buffer | undefined,
): SeenFile {
  const mode = entries.get(path)?.mode === "100755" ? "100755" : "100644";
  return { found: foundAt(path, route, entries, bytes), mode };
}

function foundAt(
  path: string,
  route: readonly string[],
  entries: ReadonlyMap<string, Entry>,
  bytes: Buffer | undefined,
): Found {
  for (const parent of route.slice(0, -1)) {
    const mode = entries.get(parent)?.mode;
    if (mode !== undefined && mode !== "040000") return { kind: "blocked", parent, by: kindOf(mode) };
  }
  const mode = entries.get(path)?.mode;
  if (mode === undefined) return { kind: "absent" };
  if (mode === "040000") return { kind: "folder" };
  const kind = kindOf(mode);
  if (kind !== "file") return { kind };
  return bytes ? { kind, bytes } : { kind: "large" };
}

function kindOf(mode: string): "symlink" | "submodule" | "file" {
  if (mode === "120000") return "symlink";
  return mode === "160000" ? "submodule" : "file";
}

/** A path, after the folders it is in from the outermost. */
function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

function isFile(entry: Entry | undefined): boolean {
  return entry?.mode.startsWith("100") ?? false;
}
