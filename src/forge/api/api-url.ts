import { type Environment, isOwnServer } from "../detect.ts";

/** The address of GitHub's GraphQL API beside that of its REST API; below the same one but for GitHub Enterprise. */
export function graphQlUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/v3$/, "")}/graphql`;
}

/** The address of GitHub's REST API for a server. */
export function gitHubApiUrl(environment: Environment, serverUrl: string): string {
  const named = environment.GITHUB_API_URL?.replace(/\/+$/, "");
  if (named && isOwnServer(environment, serverUrl)) return named;
  const url = new URL(serverUrl);
  if (url.hostname === "github.com") return "https://api.github.com";
  // GitHub Enterprise Cloud with data residency.
  if (url.hostname.endsWith(".ghe.com")) return `${url.protocol}//api.${url.host}`;
  return `${serverUrl}/api/v3`;
}
