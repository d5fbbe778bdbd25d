import type { BareClone, Branch } from "../git/bare-clone.ts";
import type { Entry } from "../git/tree.ts";
import type { PushTrigger } from "../workflow/about-workflow.ts";
import { namedWorkflow } from "../workflow/named-workflow.ts";
import type { ServerKind } from "../workflow/server-kind.ts";
import type { Start } from "../workflow/start.ts";
import {
  allWorkflowFolders,
  folderReadBy,
  likelyKinds,
  workflowFolders,
} from "../workflow/workflow-folders.ts";
import type { Found, MissingWorkflow, WorkflowFacts } from "./facts/facts.ts";
import { type Kind, type Twin, twinOf } from "./facts/twin.ts";

/** What a look at a template is to find. */
export interface LookFor {
  /** The file that holds the version. */
  readonly path: string;
  /** The workflow's file name. */
  readonly workflow: string;
  /** The kind of server, which tells where workflows are and what starts them; asked for only when that matters. */
  readonly serverKind: ServerKind;
}

/** The file that holds the version. */
export interface SeenFile {
  readonly found: Found;
  /** Its mode, so that it is kept. */
  readonly mode: "100644" | "100755";
  /** The object id of what is at its path; undefined for nothing. */
  readonly blob: string | undefined;
}

/** What one commit of a template shows. */
export interface Seen extends SeenFile {
  /** What has the path but for letter case or Unicode form. */
  readonly twin: Twin | undefined;
  /** The workflow; undefined when the template has none. */
  readonly workflow: SeenWorkflow | undefined;
  /** What there is in the place of a workflow that is not there. */
  readonly missing: MissingWorkflow;
}

/** What a workflow shows. */
export interface SeenWorkflow extends WorkflowFacts {
  /** Why it is not known whether the push starts it, or what is odd about it, as what follows on its name. */
  readonly doubt: string | undefined;
  /** Its `name:`, empty where it has none; undefined where that is not known. */
  readonly name: string | undefined;
}

/**
 * Looks at the head of a branch: two requests, or none where other templates have shown the same files; two more for each
 * step to what the workflow uses, as long as the file is not found to be read. One more for all templates together where
 * the server has to be asked what it is.
 *
 * @param meanwhile is called while files are fetched, where there is the workflow: with the object name of what has the
 * path, undefined for nothing
 * @throws {GitError}
 */
export async function lookAt(
  clone: BareClone,
  branch: Branch,
  lookFor: LookFor,
  signal: AbortSignal,
  meanwhile: (oid: string | undefined) => void = () => {},
): Promise<Seen> {
  const { path, workflow: wanted, serverKind } = lookFor;
  const route = foldersOf(path);
  const listed = [".", ...route.slice(0, -1), ...allWorkflowFolders].map((folder) => `${folder}/`);
  const entries = await clone.entries(branch.head, listed, signal);
  const hasFolder = hasFolderIn(entries);
  const folder = await folderReadBy(serverKind, hasFolder);
  const { name, near } = namedWorkflow(wanted, folder === undefined ? [] : filesIn(folder, entries));
  const workflowPath = name === undefined ? undefined : `${folder}/${name}`;
  const read = [path, ...(workflowPath === undefined ? [] : [workflowPath])];
  if (workflowPath !== undefined) meanwhile(entries.get(path)?.oid);
  const contents = await contentsAt(clone, entries, read, signal);
  const folders = serverKind.known === undefined ? allWorkflowFolders : workflowFolders(serverKind.known);
  return {
    ...seenFile(path, route, entries, contents.get(path)),
    twin: twinOf(path, kindsIn(entries)),
    missing: { folder, folders, near, elsewhere: workflowIn(allWorkflowFolders, wanted, entries) },
    workflow:
      workflowPath === undefined || name === undefined
        ? undefined
        : await lookAtWorkflow(name, contents.get(workflowPath)?.toString(), {
            path,
            start: async (trigger) =>
              (await import("../workflow/start.ts")).startOf(
                trigger,
                { branch: branch.name, path },
                serverKind,
                likelyKinds(hasFolder),
                signal,
              ),
            readFiles: async (paths) => {
              const used = await clone.entries(branch.head, paths, signal);
              return [...(await contentsAt(clone, used, paths, signal)).values()].map(String);
            },
          }),
  };
}

/** Where a workflow lies, and what it is to read. */
interface Surroundings {
  readonly path: string;
  /** Tells whether the push starts it on the server that has it. */
  readonly start: (trigger: PushTrigger) => Promise<Start>;
  /** Gives the texts of those of the files that there are. */
  readonly readFiles: (paths: readonly string[]) => Promise<readonly string[]>;
}

/** @param text undefined where it is too large to be read */
async function lookAtWorkflow(
  file: string,
  text: string | undefined,
  { path, start, readFiles }: Surroundings,
): Promise<SeenWorkflow> {
  if (text === undefined)
    return { file, wired: false, tooLarge: true, unstarted: undefined, doubt: undefined, name: undefined };
  const { aboutWorkflow } = await import("../workflow/about-workflow.ts");
  const { isWired } = await import("../workflow/wiring.ts");
  const { name, trigger } = await aboutWorkflow(text);
  return {
    file,
    wired: await isWired(text, path, readFiles),
    tooLarge: false,
    ...(await start(trigger)),
    name,
  };
}

/** Tells whether there is a folder. */
const hasFolderIn = (entries: ReadonlyMap<string, Entry>) => (folder: string) =>
  entries.get(folder)?.mode === "040000";

/** The path of the first of those folders' files that has the name of the workflow, with either ending of YAML. */
function workflowIn(
  folders: readonly string[],
  wanted: string,
  entries: ReadonlyMap<string, Entry>,
): string | undefined {
  return folders
    .map((folder) => ({ folder, ...namedWorkflow(wanted, filesIn(folder, entries)) }))
    .flatMap(({ folder, name }) => (name === undefined ? [] : [`${folder}/${name}`]))[0];
}

/** The names of the files right in a folder. */
function filesIn(folder: string, entries: ReadonlyMap<string, Entry>): string[] {
  return [...entries].flatMap(([path, entry]) =>
    path.startsWith(`${folder}/`) && isFile(entry) ? [path.slice(folder.length + 1)] : [],
  );
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
  return { found: foundAt(path, route, entries, bytes), mode, blob: entries.get(path)?.oid };
}

function foundAt(
  path: string,
  route: readonly string[],
  entries: ReadonlyMap<string, Entry>,
  bytes: Buffer | undefined,
): Found {
  for (const parent of route.slice(0, -1)) {
    const mode = entries.get(parent)?.mode;
    const by = mode === undefined ? "folder" : kindOf(mode);
    if (by !== "folder") return { kind: "blocked", parent, by };
  }
  const mode = entries.get(path)?.mode;
  if (mode === undefined) return { kind: "absent" };
  const kind = kindOf(mode);
  if (kind !== "file") return { kind };
  return bytes ? { kind, bytes } : { kind: "large" };
}

const kindsIn = (entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Kind> =>
  new Map([...entries].map(([path, { mode }]) => [path, kindOf(mode)]));

function kindOf(mode: string): Kind {
  if (mode === "040000") return "folder";
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
