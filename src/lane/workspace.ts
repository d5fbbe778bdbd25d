import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import { type FileProblem, readTextInside, unlessMissing } from "../base/workspace-file.ts";
import type { ForgeKind } from "../forge/forge.ts";
import { createLimit } from "../jobs/limit.ts";
import { globBase, selectWorkflows } from "../workflow/files.ts";
import { mostCharacters, type UnjudgedFile, unreadFile, type WorkflowFile } from "../workflow/workflow.ts";
import { workflowFolders } from "../workflow/workflow-folders.ts";
import { isLink, listFiles } from "./workspace-list.ts";

/** At most so many workflows are read. */
const mostWorkflows = 2_000;

export interface WorkspaceWorkflows {
  readonly files: readonly WorkflowFile[];
  /** The files that are there and cannot be read. */
  readonly problems: readonly UnjudgedFile[];
}

/**
 * Reads the workflows in a workspace: see {@link selectWorkflows}. Symbolic links are not followed: a folder that is
 * one is not there, and a workflow that is one cannot be read, as Gitea takes the link's own text for it.
 *
 * @param root the folder of the repository
 * @throws {UserError} when there are too many
 */
export async function readWorkspaceWorkflows(
  root: string,
  { kind, globs = [] }: { readonly kind: ForgeKind; readonly globs?: readonly string[] },
): Promise<WorkspaceWorkflows> {
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  const folders = wanted.length > 0 ? wanted.map(globBase) : workflowFolders(kind);
  const paths = await selectWorkflows([...(await listFiles(root, folders))], kind, globs);
  if (paths.length > mostWorkflows)
    throw new UserError(`found ${paths.length} workflows; at most ${mostWorkflows} are checked`);
  const limit = createLimit(16);
  const readOne = async (path: string): Promise<WorkflowFile | UnjudgedFile> => {
    const read = (await readFileOf(root, path)) ?? unreadFile(path, "it is a symbolic link to nothing");
    return typeof read === "string" ? { path, text: read } : read;
  };
  const found = await Promise.all(paths.map((path) => limit(() => readOne(path))));
  return {
    files: found.filter((one) => "text" in one),
    problems: found.filter((one) => "kind" in one),
  };
}

/**
 * Reads single files of a workspace, for `judgeWorkflows` to follow calls with. Gives undefined for a file that is not
 * there, and a problem for one that cannot be read.
 */
export function calledFileReader(root: string): (path: string) => Promise<string | UnjudgedFile | undefined> {
  return (path) => readFileOf(root, path);
}

const unreadReasons: Readonly<Record<FileProblem, string>> = {
  outside: "it is a symbolic link that leads out of the workspace",
  "no file": "it is not a file",
  "too large": `it is larger than ${mostCharacters / 1024} KiB`,
  "not text": "it is not text in UTF-8",
};

async function readFileOf(root: string, path: string): Promise<string | UnjudgedFile | undefined> {
  if (await isLink(join(root, path)))
    return unreadFile(path, "it is a symbolic link, which not every forge follows; put the file there");
  const read = await unlessMissing(readTextInside(root, path, mostCharacters));
  if (read === undefined || "text" in read) return read?.text;
  return unreadFile(path, unreadReasons[read.problem]);
}
