import { createHash } from "node:crypto";
import { UserError } from "../errors.ts";
import type { Forge, ForgeKind, Repository } from "../forge/forge.ts";
import { globBase, selectWorkflows, workflowFolders } from "./files.ts";
import type { Problem, WorkflowFile } from "./workflow.ts";
import { calledFileReader, readWorkspaceWorkflows } from "./workspace.ts";

/** The workflows that are judged. */
export interface Sources {
  readonly files: readonly WorkflowFile[];
  readonly problems: readonly Problem[];
  /** Gives the text of another file of the same commit. */
  readonly read: (path: string) => Promise<string | undefined>;
}

export interface Selecting {
  readonly kind: ForgeKind;
  readonly globs: readonly string[];
}

/** The workflows in the workspace. */
export async function workspaceSources(root: string, selecting: Selecting): Promise<Sources> {
  const { files, problems } = await readWorkspaceWorkflows(root, selecting);
  return { files, problems, read: calledFileReader(root) };
}

/**
 * The workflows of a commit, by the API. A file that the workspace has with the same content is not read again.
 *
 * @throws {ForgeError}
 */
export async function commitSources(
  forge: Forge,
  repository: Repository,
  commit: string,
  workspace: Sources,
  { kind, globs }: Selecting,
  signal: AbortSignal,
): Promise<Sources> {
  // Any of the folders, as a workflow may call one from another folder.
  const usual = workflowFolders(kind);
  const folders = [...new Set([...usual, ...globs.filter((glob) => !glob.startsWith("!")).map(globBase)])];
  const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
  const known = new Map([...texts].map(([path, text]) => [path, blobId(text)]));
  const { files, unread } = await forge.readFilesAt(repository, commit, folders, { known }, signal);
  const found = new Map(files.map(({ path, text }) => [path, text ?? texts.get(path) ?? ""]));
  const paths = [...found.keys(), ...unread.map(({ path }) => path)];
  const selected = new Set(await selectWorkflows(paths, kind, globs));
  return {
    files: [...found].flatMap(([path, text]) => (selected.has(path) ? [{ path, text }] : [])),
    problems: unread.flatMap(({ path, reason }) =>
      selected.has(path) ? [{ path, kind: "unread" as const, message: reason, line: 1, column: 1 }] : [],
    ),
    read: async (path) => found.get(path),
  };
}

/** A git blob's object id, of a repository with SHA-1; in another one it matches nothing, and the file is read. */
function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** @throws {UserError} when there is nothing to judge */
export function requireWorkflows({ files, problems }: Sources, { globs }: Selecting): void {
  if (files.length + problems.length > 0) return;
  throw new UserError(
    globs.length > 0
      ? `input "workflows": ${JSON.stringify(globs.join(", ").slice(0, 200))} matches no file; accepted are globs of workflow files from the repository's root`
      : "there is no workflow in the workspace; check out the repository first, or give the action a token that may read it",
  );
}
