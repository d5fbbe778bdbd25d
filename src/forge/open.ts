import { UserError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import { type Clock, systemClock } from "../retry/clock.ts";
import { gitHubApiUrl } from "./api/api-url.ts";
import { createForgeFetch } from "./api/fetch.ts";
import { Requester } from "./api/retries.ts";
import { type Environment, kindWithoutAsking } from "./detect.ts";
import { ForgeError } from "./errors.ts";
import type { Forge, ForgeKind } from "./forge.ts";
import { createGitea } from "./gitea.ts";
import { createGitHub } from "./github.ts";
import { type Product, parseProduct } from "./product.ts";
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
  const requester = new Requester(clock, log);
  const fetchBelow = (apiUrl: string) =>
    createForgeFetch({ fetch: options.fetch ?? fetch, apiUrl, secrets: [token], deadlineMs });
  const giteaApiUrl = `${serverUrl}/api/v1`;
  const apiUrl = gitHubApiUrl(environment, serverUrl);
  const ask = (url: string, path: string) =>
    requester.ask(signal, async (): Promise<unknown> => {
      const headers = { authorization: `token ${token}`, accept: "application/json" };
      return (await fetchBelow(url)(`${url}${path}`, { headers, signal })).json();
    });
  const kind = kindWithoutAsking(environment, serverUrl);
  const { kind: detected, product } = kind ? { kind } : await detect(serverUrl, ask, giteaApiUrl, apiUrl);
  const common = { serverUrl, token, requester, log };
  return detected === "github"
    ? createGitHub({ ...common, apiUrl, fetch: fetchBelow(apiUrl) })
    : createGitea({ ...common, kind: detected, product, fetch: fetchBelow(giteaApiUrl) });
}

async function detect(
  serverUrl: string,
  ask: (url: string, path: string) => Promise<unknown>,
  giteaApiUrl: string,
  apiUrl: string,
): Promise<{ kind: ForgeKind; product?: Product | undefined }> {
  const version = await unlessElsewhere(ask(giteaApiUrl, "/version"));
  if (isRecord(version) && typeof version.version === "string") {
    const product = parseProduct(version.version);
    // A build from source may call itself "development": what it can do shows when it is asked.
    return { kind: product?.kind ?? "gitea", product };
  }
  if (isRecord(await unlessElsewhere(ask(apiUrl, "/meta")))) return { kind: "github" };
  throw new ForgeError(new URL(serverUrl).host + new URL(serverUrl).pathname.replace(/\/$/, ""), {
    verdict: {
      action: "fail",
      reason: "neither Gitea, Forgejo nor GitHub answers here",
      advice: "check the server's address",
    },
  });
}

/** What an API answers; undefined where something else does: a redirect to a login, a missing route, a web page. */
async function unlessElsewhere(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    const { status, verdict } = error;
    const elsewhere = status === 404 || (status !== undefined && status >= 300 && status < 400);
    // A 2xx that is not JSON: some web page.
    if (elsewhere || verdict.reason === "answer is not JSON") return undefined;
    throw error;
  }
}
