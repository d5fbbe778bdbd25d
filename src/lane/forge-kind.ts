import { existsSync } from "node:fs";
import { join } from "node:path";
import { ReportedError, UserError } from "../base/errors.ts";
import type { Environment } from "../forge/detect.ts";
import type { Forge, ForgeKind } from "../forge/forge.ts";

const hasFolder = (workspace: string, folder: string) => existsSync(join(workspace, folder));

/**
 * Whether the environment says Gitea and that may be Forgejo: a runner of Gitea's says nothing of Forgejo. It matters
 * where there is the folder that only Forgejo looks into.
 */
function mayBeForgejo(told: ForgeKind | undefined, workspace: string): boolean {
  return told === "gitea" && hasFolder(workspace, ".forgejo/workflows");
}

/**
 * The environment to open the forge with: where its word may be wrong it does not have it, so that the server is asked.
 *
 * @param told the kind as the environment tells it
 */
export function environmentToOpen(
  env: Environment,
  told: ForgeKind | undefined,
  workspace: string,
): Environment {
  return mayBeForgejo(told, workspace) ? { ...env, GITEA_ACTIONS: "", GITHUB_ACTIONS: "" } : env;
}

/**
 * The kind of forge by whose rules workflows are judged: what is told, unless that may be wrong; then what the server
 * says; and where it says nothing, what is told after all, or what the folders of the workspace look like.
 *
 * @param told the kind as the environment tells it
 * @param open undefined where the server cannot be asked
 */
export async function forgeKind(
  told: ForgeKind | undefined,
  workspace: string,
  open: (() => Promise<Forge>) | undefined,
  signal: AbortSignal,
): Promise<ForgeKind> {
  if (told !== undefined && !mayBeForgejo(told, workspace)) return told;
  return (await kindOfServer(open, signal)) ?? told ?? kindInWorkspace(workspace);
}

/** What the server says it is; undefined where it cannot be asked, or does not answer. */
async function kindOfServer(
  open: (() => Promise<Forge>) | undefined,
  signal: AbortSignal,
): Promise<ForgeKind | undefined> {
  try {
    return (await open?.())?.kind;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
    return undefined;
  }
}

/** For a server that is not asked what it is: the forge that looks into the folder that there is. */
function kindInWorkspace(workspace: string): ForgeKind {
  if (hasFolder(workspace, ".forgejo/workflows")) return "forgejo";
  return hasFolder(workspace, ".gitea/workflows") ? "gitea" : "github";
}
