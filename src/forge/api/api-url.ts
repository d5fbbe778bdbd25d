import { type Environment, isOwnServer } from "../detect.ts";

/** The address of GitHub's GraphQL API beside that of its REST API; below the same one but for GitHub Enterprise. */
export function graphQlUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/v3$/, "")}/graphql`;
}

/**
 * The address of GitHub's REST API for a server: the one that the job names for its own server, where it is of that
 * server, or else the usual one. A job's variables may be written by any step, so what they name elsewhere is ignored:
 * the token would go there.
 */
export function gitHubApiUrl(environment: Environment, serverUrl: string): string {
  const named = environment.GITHUB_API_URL?.replace(/\/+$/, "");
  if (named && isOwnServer(environment, serverUrl) && isOfServer(named, serverUrl)) return named;
  const url = new URL(serverUrl);
  if (url.hostname === "github.com") return "https://api.github.com";
  // GitHub Enterprise Cloud with data residency.
  if (url.hostname.endsWith(".ghe.com")) return `${url.protocol}//api.${url.host}`;
  return `${serverUrl}/api/v3`;
}

/** Whether an address is of a server's origin, or of its host `api.` with the same scheme and port. */
function isOfServer(apiUrl: string, serverUrl: string): boolean {
  if (!URL.canParse(apiUrl)) return false;
  const { origin, username, password, search, hash } = new URL(apiUrl);
  const server = new URL(serverUrl);
  const origins = [server.origin, `${server.protocol}//api.${server.host}`];
  return origins.includes(origin) && [username, password, search, hash].every((part) => part === "");
}
