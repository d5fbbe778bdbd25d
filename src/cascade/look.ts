import type { Entry, Repository } from "../git/repository.ts";
import type { Found } from "./decide.ts";
import { readsFile, startedByPush } from "./wiring.ts";

/** What a look at a template is to find. */
export interface LookFor {
  /** The file that holds the version. */
  readonly path: string;
  /** The workflow's file name. */
  readonly workflow: string;
  /** The folders it may be in, in the order in which the forge prefers them. */
  readonly workflowFolders: readonly string[];
}

/** What there is to know about one commit of a template. */
export interface Look {
  readonly found: Found;
  /** The file's mode, so that it is kept. */
  readonly mode: "100644" | "100755";
  /** The workflow's path; undefined when the template has none. */
  readonly workflow: string | undefined;
  /** Whether the workflow, or what it uses of its own repository, reads the file. */
  readonly wired: boolean;
  /** Whether the workflow starts on a push; undefined when that cannot be read. */
  readonly startedByPush: boolean | undefined;
}

/** How far a workflow may lead: from itself to an action, to what that uses, and so on. */
const mostSteps = 4;
const mostFiles = 20;

/**
 * Looks at one commit: two requests, or none when everything has been seen in another template.
 *
 * @throws {GitError}
 */
export async function lookAt(
  repository: Repository,
  commit: string,
  { path, workflow, workflowFolders }: LookFor,
  signal: AbortSignal,
): Promise<Look> {
  const candidates = workflowFolders.map((folder) => `${folder}/${workflow}`);
  const folders = withFolders(path);
  const entries = await repository.entries(commit, [...folders, ...candidates], signal);
  const workflowPath = candidates.find((candidate) => isFile(entries.get(candidate)));
  const file = entries.get(path);
  const wanted = [isFile(file) ? file : undefined, entries.get(workflowPath ?? "")].flatMap((entry) => entry?.oid ?? []);
  const contents = await repository.read(wanted, signal);
  const text = contents.get(entries.get(workflowPath ?? "")?.oid ?? "")?.toString() ?? "";
  return {
    found: foundAt(folders, entries, contents),
    mode: file?.mode === "100755" ? "100755" : "100644",
    workflow: workflowPath,
    wired: workflowPath !== undefined && (await isWired(repository, commit, text, path, signal)),
    startedByPush: await startedByPush(text),
  };
}

/** A path with the folders it is in before it, from the outermost. */
function withFolders(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

function isFile(entry: Entry | undefined): boolean {
  return entry?.mode.startsWith("100") ?? false;
}
