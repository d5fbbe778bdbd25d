import type { ForgeKind } from "../forge/forge.ts";
import type { ServerKind } from "./server-kind.ts";

/** Every folder that some forge looks into. */
export const allWorkflowFolders: readonly string[] = [
  ".gitea/workflows",
  ".forgejo/workflows",
  ".github/workflows",
];

const folders: Readonly<Record<ForgeKind, readonly string[]>> = {
  gitea: [".gitea/workflows", ".github/workflows"],
  forgejo: [".forgejo/workflows", ".gitea/workflows", ".github/workflows"],
  github: [".github/workflows"],
};

/** The folders that a forge looks into for workflows, in its order; it reads the first that exists and no other. */
export const workflowFolders = (kind: ForgeKind): readonly string[] => folders[kind];

/**
 * The folder that a forge reads workflows from: the first of its own that is there, whatever that holds, and no other
 * (`ListWorkflows` of `modules/actions/workflows.go` in Gitea 1.22 to 1.26 and in Forgejo). Undefined where none is.
 *
 * @param isThere tells whether the repository has a folder
 */
export function folderRead(kind: ForgeKind, isThere: (folder: string) => boolean): string | undefined {
  return folders[kind].find(isThere);
}

/** The folder that a server reads workflows from, which is asked what it is only where that matters. */
export function folderReadBy(
  server: ServerKind,
  isThere: (folder: string) => boolean,
): Promise<string | undefined> {
  return server.answer((kind) => folderRead(kind, isThere), likelyKinds(isThere));
}

/**
 * The kinds of server that may have a repository with such folders. Where there is nothing that GitHub reads, it is no
 * repository of GitHub's: otherwise every template of a Gitea would cost a question.
 */
export function likelyKinds(isThere: (folder: string) => boolean): readonly ForgeKind[] {
  return isThere(".github/workflows") ? ["gitea", "forgejo", "github"] : ["gitea", "forgejo"];
}
