import { UserError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { type Clock, systemClock } from "../retry/clock.ts";
import { gitHubApiUrl, graphQlUrl } from "./api/api-url.ts";
import { createForgeFetch } from "./api/fetch.ts";
import { Retries } from "./api/retries.ts";
import { askKind } from "./ask-kind.ts";
import { type Environment, kindWithoutAsking } from "./detect.ts";
import type { Forge } from "./forge.ts";
import { createGitea } from "./gitea.ts";
import { createGitHub } from "./github.ts";
import { normalServerUrl } from "./server.ts";

export interface OpenForgeOptions {
  /** The server's address, also below a path: `https://example.org/git`. */
  readonly serverUrl: string;
  readonly token: string;
  /** The variables of the job, such as `process.env`. */
  readonly environment: Environment;
  readonly log: Log;
  readonly clock?: Clock;
  /** The global one by default. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds for each attempt at a request, 30,000 by default. */
  readonly deadlineMs?: number;
}

/**
 * The forge behind a server's address. Asks the server what it is only where neither the environment nor its host
 * tells, and loads the package for its API.
 *
 * @throws {ForgeError} when the server does not answer, or is no forge that is known
 * @throws {UserError} for an address or a token that is none
 */
export async function openForge(options: OpenForgeOptions, signal: AbortSignal): Promise<Forge> {
  const { token, environment, log, clock = systemClock, deadlineMs = 30_000 } = options;
  const serverUrl = normalServerUrl(options.serverUrl);
  // What fetch says of a header that it refuses would show the token.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new UserError(
      "the forge's token is empty or has a space, a line break or another character that no token has",
    );
  const retries = new Retries(clock, log);
  const apiUrls = { gitea: `${serverUrl}/api/v1`, gitHub: gitHubApiUrl(environment, serverUrl) };
  const fetchBelow = (apiUrl: string) =>
    createForgeFetch({ fetch: options.fetch ?? fetch, apiUrl, secrets: [token], deadlineMs });
  const getJson = (apiUrl: string, path: string) =>
    retries.run(signal, async (): Promise<unknown> => {
      const headers = { authorization: `token ${token}`, accept: "application/json" };
      return (await fetchBelow(apiUrl)(`${apiUrl}${path}`, { headers, signal })).json();
    });
  const known = kindWithoutAsking(environment, serverUrl);
  const { kind, product } = known ? { kind: known } : await askKind(serverUrl, apiUrls, getJson);
  const common = { serverUrl, token, retries, log };
  return kind === "github"
    ? createGitHub({
        ...common,
        apiUrl: apiUrls.gitHub,
        fetch: fetchBelow(graphQlUrl(apiUrls.gitHub).replace(/\/graphql$/, "")),
      })
    : createGitea({ ...common, kind, product, fetch: fetchBelow(apiUrls.gitea) });
}
