import { ReportedError } from "../base/errors.ts";
import type { Forge, ForgeKind } from "../forge/forge.ts";

/** The folders of workflows, those that a forge looks into first, in its order; the first that has the file wins. */
const folders: Readonly<Record<ForgeKind, readonly string[]>> = {
  gitea: [".gitea/workflows", ".github/workflows", ".forgejo/workflows"],
  forgejo: [".forgejo/workflows", ".gitea/workflows", ".github/workflows"],
  github: [".github/workflows", ".gitea/workflows", ".forgejo/workflows"],
};

/**
 * The folders of workflows in the order in which a server looks into them. A server of unknown kind is asked, at most
 * once; one that does not tell counts as Gitea.
 *
 * @param kind what is known without asking
 */
export function workflowFolders(
  kind: ForgeKind | undefined,
  forge: () => Promise<Forge>,
): () => Promise<readonly string[]> {
  const ask = async () => {
    try {
      return folders[kind ?? (await forge()).kind];
    } catch (error) {
      if (error instanceof ReportedError) return folders.gitea;
      throw error;
    }
  };
  let asked: Promise<readonly string[]> | undefined;
  return () => (asked ??= ask());
}
