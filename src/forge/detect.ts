import type { ForgeKind } from "./forge.ts";

/** A product with the first two numbers of its own version. */
export interface Product {
  readonly kind: "gitea" | "forgejo";
  readonly major: number;
  readonly minor: number;
}

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

function isOwnServer({ GITHUB_SERVER_URL: own = "" }: Environment, serverUrl: string): boolean {
  return URL.canParse(own) && new URL(own).origin === new URL(serverUrl).origin;
}

/**
 * Reads the `version` of `GET /api/v1/version`; undefined for what is no version.
 *
 * Gitea says `1.24.7` or `1.25.0+dev-123-gabcdef`. Forgejo says `15.0.3+gitea-1.22.0`: its own version first, then
 * the Gitea whose API it once kept to, which tells nothing. Before version 7 it counted along with Gitea and added a
 * number of its own, as in `1.21.11-1`.
 */
export function parseProduct(version: string): Product | undefined {
  const [, major = "", minor = "", rest = ""] = /^v?(\d{1,5})\.(\d{1,5})(.*)$/s.exec(version) ?? [];
  if (major === "") return undefined;
  const numbers = { major: Number(major), minor: Number(minor) };
  const isForgejo = /\+gitea-/.test(rest) || numbers.major >= 7 || /^\.\d+[-+]\d+$/.test(rest);
  return { kind: isForgejo ? "forgejo" : "gitea", ...numbers };
}

/**
 * Where a server tells of workflow runs: in a list of runs (Gitea from 1.25, Forgejo from 12), in a list of the tasks
 * that runners took (Gitea from 1.23, Forgejo from 8), or only in commit statuses.
 */
export type RunSource = "runs" | "tasks" | "statuses";

/** The best {@link RunSource} of a product; of one that did not tell its version the first that there is. */
export function runSource(product: Product | undefined): RunSource {
  if (!product) return "runs";
  const { kind, major, minor } = product;
  if (kind === "gitea") return atLeast(1, 25) ? "runs" : atLeast(1, 23) ? "tasks" : "statuses";
  return major >= 12 ? "runs" : major >= 8 ? "tasks" : "statuses";

  function atLeast(wantedMajor: number, wantedMinor: number): boolean {
    return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  }
}
