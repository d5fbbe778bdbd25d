import { isRecord } from "../base/json.ts";
import { ForgeError } from "./errors.ts";
import type { ForgeKind } from "./forge.ts";
import { type Product, parseProduct } from "./product.ts";

/** The addresses of a server's API, were it of the one kind or the other. */
export interface ApiUrls {
  readonly gitea: string;
  readonly gitHub: string;
}

/**
 * Asks a server what it is.
 *
 * @param getJson reads what an API answers
 * @throws {ForgeError} when the server does not answer, or is no forge that is known
 */
export async function askKind(
  serverUrl: string,
  { gitea, gitHub }: ApiUrls,
  getJson: (apiUrl: string, path: string) => Promise<unknown>,
): Promise<{ kind: ForgeKind; product?: Product | undefined }> {
  const version = await unlessElsewhere(getJson(gitea, "/version"));
  if (isRecord(version) && typeof version.version === "string") {
    const product = parseProduct(version.version);
    // A build from source may call itself "development": what it can do shows when it is asked.
    return { kind: product?.kind ?? "gitea", product };
  }
  if (isRecord(await unlessElsewhere(getJson(gitHub, "/meta")))) return { kind: "github" };
  const { host, pathname } = new URL(serverUrl);
  throw new ForgeError(`${host}${pathname.replace(/\/$/, "")}`, {
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
    if (elsewhere || verdict.reason === "the answer is not JSON") return undefined;
    throw error;
  }
}
