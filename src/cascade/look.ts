import type { Entry, Repository } from "../git/repository.ts";
import type { Found } from "./decide.ts";
import type { AboutWorkflow } from "./wiring.ts";

/** What a look at a template is to find. */
export interface LookFor {
  /** The file that holds the version. */
  readonly path: string;
  /** The workflow's file name. */
  readonly workflow: string;
  /** The folders it may be in, in the order in which the forge prefers them. */
  readonly workflowFolders: readonly string[];
}

/** What one commit of a template shows. */
export interface Sight {
  readonly found: Found;
  /** The file's mode, so that it is kept. */
  readonly mode: "100644" | "100755";
  /** The workflow's path; undefined when the template has none. */
  readonly workflow: string | undefined;
  /** Whether the workflow, or what it uses of its own repository, reads the file. */
  readonly wired: boolean;
  readonly about: AboutWorkflow;
}

/**
 * Looks at one commit: two requests, or none where other templates have shown the same files; two more for each step
 * to what the workflow uses, as long as the file is not found to be read.
 *
 * @throws {GitError}
 */
export async function lookAt(
  repository: Repository,
  commit: string,
  { path, workflow, workflowFolders }: LookFor,
  signal: AbortSignal,
): Promise<Sight> {
  const candidates = workflowFolders.map((folder) => `${folder}/${workflow}`);
  const route = foldersOf(path);
  const entries = await repository.entries(commit, [...route, ...candidates], signal);
  const workflowPath = candidates.find((candidate) => isFile(entries.get(candidate)));
  const read = [path, ...(workflowPath === undefined ? [] : [workflowPath])];
  const contents = await textsAt(repository, entries, read, signal);
  const text = contents.get(workflowPath ?? "")?.toString() ?? "";
  const file = {
    found: foundAt(path, route, entries, contents.get(path)),
    mode: entries.get(path)?.mode === "100755" ? "100755" : "100644",
  } as const;
  if (workflowPath === undefined)
    return {
      ...file,
      workflow: undefined,
      wired: false,
      about: { startedByPush: undefined, name: undefined },
    };
  const { aboutWorkflow, isWired } = await import("./wiring.ts");
  const readFiles = async (paths: readonly string[]) => {
    const found = await repository.entries(commit, paths, signal);
    return [...(await textsAt(repository, found, paths, signal)).values()].map(String);
  };
  return {
    ...file,
    workflow: workflowPath,
    wired: await isWired(text, path, readFiles),
    about: await aboutWorkflow(text),
  };
}

/** The contents of those paths that are files; what is too large to be read counts as empty. */
async function textsAt(
  repository: Repository,
  entries: ReadonlyMap<string, Entry>,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Buffer>> {
  const files = paths.flatMap((path) => {
    const entry = entries.get(path);
    return entry && isFile(entry) ? [{ path, oid: entry.oid }] : [];
  });
  const oids = files.map(({ oid }) => oid);
  const contents = await repository.read(oids, signal);
  return new Map(files.map(({ path, oid }) => [path, contents.get(oid) ?? Buffer.alloc(0)]));
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
  return kind === "file" ? { kind, bytes: bytes ?? Buffer.alloc(0) } : { kind };
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
