import { ReportedError } from "../base/errors.ts";
import type { Forge, ForgeKind } from "../forge/forge.ts";

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

/** The folders that a forge looks into for workflows, in its order; it takes the first that exists and no other. */
export const workflowFolders = (kind: ForgeKind): readonly string[] => folders[kind];

/** All folders of workflows, those that a forge looks into first. */
const preferredFolders = (kind: ForgeKind): readonly string[] => [
  ...new Set([...folders[kind], ...allWorkflowFolders]),
];

/**
 * The order in which to look for one workflow's file, so that the first folder that has it wins: the folders that a
 * server looks into, and then the others. A server of unknown kind is asked, at most once; one that does not tell
 * counts as Gitea.
 *
 * @param kind what is known without asking
 */
export function preferredWorkflowFolders(
  kind: ForgeKind | undefined,
  forge: () => Promise<Forge>,
): () => Promise<readonly string[]> {
  const ask = async () => {
    try {
      return preferredFolders(kind ?? (await forge()).kind);
    } catch (error) {
      if (error instanceof ReportedError) return preferredFolders("gitea");
      throw error;
    }
  };
  let asked: Promise<readonly string[]> | undefined;
  return () => (asked ??= ask());
}
