import type { ForgeKind } from "./forge.ts";

/** The variables of a job that tell where it runs. */
export interface Environment {
  readonly FORGEJO_ACTIONS?: string | undefined;
  readonly GITEA_ACTIONS?: string | undefined;
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_SERVER_URL?: string | undefined;
  readonly GITHUB_API_URL?: string | undefined;
}

/**
 * The kind of a server as far as it shows without asking: from the environment for the server that the job runs on,
 * otherwise by GitHub's own hosts. Undefined when the server has to be asked.
 *
 * `GITEA_ACTIONS` is set on Forgejo too, and `GITHUB_ACTIONS` everywhere.
 */
export function kindWithoutAsking(environment: Environment, serverUrl: string): ForgeKind | undefined {
  if (isOwnServer(environment, serverUrl)) {
    if (environment.FORGEJO_ACTIONS === "true") return "forgejo";
    if (environment.GITEA_ACTIONS === "true") return "gitea";
    if (environment.GITHUB_ACTIONS === "true") return "github";
  }
  const { hostname } = new URL(serverUrl);
  return hostname === "github.com" || hostname.endsWith(".ghe.com") ? "github" : undefined;
}

/** Whether a server is the one that the job runs on. */
export function isOwnServer({ GITHUB_SERVER_URL: own = "" }: Environment, serverUrl: string): boolean {
  return URL.canParse(own) && new URL(own).origin === new URL(serverUrl).origin;
}
