import { createHash } from "node:crypto";
import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import type { Forge, ForgeKind, Repository } from "../forge/forge.ts";
import { globBase, isYaml, selectWorkflows } from "../workflow/files.ts";
import { type UnjudgedFile, unreadFile, type WorkflowFile } from "../workflow/workflow.ts";
import { workflowFolders } from "../workflow/workflow-folders.ts";
import type { ShipJob } from "./ship-jobs.ts";
import { calledFileReader, readWorkspaceWorkflows } from "./workspace.ts";

/** The workflows that are judged. */
export interface Sources {
  readonly files: readonly WorkflowFile[];
  readonly problems: readonly UnjudgedFile[];
  /** Gives the text of another file of the same commit. */
  readonly read: (path: string) => Promise<string | UnjudgedFile | undefined>;
  /** Whether these are all workflows that there are, with those that cannot be read. */
  readonly isWhole: boolean;
}

export interface Selecting {
  readonly kind: ForgeKind;
  readonly globs: readonly string[];
}

/** The workflows in the workspace. */
export async function workspaceSources(root: string, selecting: Selecting): Promise<Sources> {
  const { files, problems } = await readWorkspaceWorkflows(root, selecting);
  return { files, problems, read: calledFileReader(root), isWhole: true };
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
  // Below other folders than those for workflows there may be anything.
  const wanted = (path: string) => isYaml(path) || usual.some((folder) => path.startsWith(`${folder}/`));
  const options = { known, wanted };
  const { files, unread } = await forge.readFilesAt(repository, commit, folders, options, signal);
  const found = new Map(files.map(({ path, text }) => [path, text ?? texts.get(path) ?? ""]));
  const paths = [...found.keys(), ...unread.map(({ path }) => path)];
  const selected = new Set(await selectWorkflows(paths, kind, globs));
  // A folder that the server does not list as a whole may hold any workflow.
  const missing = unread.filter(({ path }) => selected.has(path) || folders.includes(path));
  return {
    files: [...found].flatMap(([path, text]) => (selected.has(path) ? [{ path, text }] : [])),
    problems: missing.map(({ path, reason }) => unreadFile(path, reason)),
    read: async (path) => found.get(path),
    isWhole: missing.every(({ path }) => selected.has(path)),
  };
}

/** A git blob's object id, of a repository with SHA-1; in another one it matches nothing, and the file is read. */
function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** @throws {UserError} when there is nothing to judge */
export function requireWorkflows(
  { files, problems }: Sources,
  { globs }: Selecting,
  shipJobs: readonly ShipJob[],
): void {
  if (files.length + problems.length > 0) return;
  const [ship] = shipJobs;
  const named = ship === undefined ? "" : `, and the input "ship-jobs" names ${quoted(ship.text)}`;
  throw new UserError(
    globs.length > 0
      ? `input "workflows": ${quoted(globs.join(", "))} matches no workflow${named}; expected globs of files from the repository's root, such as .gitea/workflows/*.yml`
      : `the workspace has no workflow${named}; check the repository out first, or give the input "token" a token that may read it`,
  );
}
