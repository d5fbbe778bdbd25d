import { readText } from "../../base/body.ts";
import { messageOf } from "../../base/errors.ts";
import { parseJson } from "../../base/json.ts";
import { redact } from "../../base/secret.ts";
import { bounded } from "../../base/text.ts";
import { networkCode } from "../../retry/network-code.ts";
import { ForgeError } from "../errors.ts";
import { classifyNoAnswer, classifyRefusal, isUnknownRoute, saidIn } from "./classify.ts";

export interface ForgeFetchOptions {
  readonly fetch: typeof globalThis.fetch;
  /** The address below which all requests must lie, such as `https://example.org/api/v1`. */
  readonly apiUrl: string;
  /** What must appear in no error. */
  readonly secrets: readonly string[];
  /** Milliseconds for one attempt, its body included. */
  readonly deadlineMs: number;
}

/** Bytes of an answer that are read at most. */
const longestAnswer = 16 * 1024 * 1024;
const longestError = 64 * 1024;
/** Characters of a server's own words that an error repeats. */
const longestSaid = 300;

/**
 * A `fetch` that makes one attempt, for the API packages: it reads the whole answer within the deadline, follows no
 * redirect, and resolves only for a success with JSON in it, or with nothing. So whatever a package does about other
 * answers never happens.
 *
 * It rejects with a {@link ForgeError}, or with the reason of the request's own signal.
 */
export function createForgeFetch(options: ForgeFetchOptions): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const url = new URL(String(input));
    if (!url.href.startsWith(`${options.apiUrl}/`)) throw new Error(`${url.origin} is not the forge's API`);
    const method = init.method ?? "GET";
    const where = redact(`${method} ${url.host}${url.pathname}`, options.secrets);
    const timeout = AbortSignal.timeout(options.deadlineMs);
    const cancelled = init.signal ?? undefined;
    try {
      const response = await options.fetch(url.href, {
        method,
        headers: { ...headersOf(init.headers), "user-agent": "imgpub" },
        redirect: "manual",
        signal: cancelled ? AbortSignal.any([cancelled, timeout]) : timeout,
        ...(init.body != null && { body: init.body }),
      });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        throw redirected(response, url, where, options.secrets);
      }
      if (!response.ok) throw await refused(response, where, options.secrets);
      return await succeeded(response, where, method);
    } catch (error) {
      cancelled?.throwIfAborted();
      throw error instanceof ForgeError ? error : unanswered(error, where);
    }
  };
}

function headersOf(headers: RequestInit["headers"]): Record<string, string> {
  return Object.fromEntries(new Headers(headers));
}

function redirected(response: Response, from: URL, where: string, secrets: readonly string[]): ForgeError {
  const location = response.headers.get("location") ?? "";
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  // Without credentials and query, which may be secret.
  const target = to ? redact(`${to.origin}${to.pathname}`, secrets) : "nowhere";
  const reason = `redirected to ${target}, which is not followed`;
  return new ForgeError(where, {
    status: response.status,
    verdict: { action: "fail", reason, advice: "use the server's and the repository's present address" },
  });
}

async function refused(response: Response, where: string, secrets: readonly string[]): Promise<ForgeError> {
  const { status, headers } = response;
  const { text } = await readText(response.body, longestError).catch(() => ({ text: "" }));
  const refusal = { status, headers, body: text };
  const said = saidIn(refusal.body);
  return new ForgeError(where, {
    status,
    // Cut last: half a secret would not be recognised.
    said: said && bounded(redact(said, secrets), longestSaid),
    verdict: classifyRefusal(refusal, Date.now()),
    routeUnknown: isUnknownRoute(refusal),
  });
}

async function succeeded(response: Response, where: string, method: string): Promise<Response> {
  const { text, whole } = await readText(response.body, longestAnswer);
  if (!whole)
    throw new ForgeError(where, {
      verdict: { action: "fail", reason: `the answer is longer than ${longestAnswer} bytes` },
    });
  const { status, headers } = response;
  const json = { "content-type": "application/json" };
  // An empty answer to a write is a success; made one that the packages can read.
  if (text === "" && method !== "GET") return new Response("null", { status: 200, headers: json });
  if (parseJson(text) === undefined) throw contentError(where, "the answer is not JSON");
  const kept = ["link", "x-total-count", "date", "age"].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return new Response(text, { status, headers: { ...json, ...Object.fromEntries(kept) } });
}

/** The failure of a 2xx answer that is not what was asked for. */
export function contentError(where: string, what: string): ForgeError {
  return new ForgeError(where, { verdict: classifyNoAnswer({ kind: "content", what }) });
}

function unanswered(error: unknown, where: string): unknown {
  if (error instanceof Error && error.name === "TimeoutError")
    return new ForgeError(where, { verdict: classifyNoAnswer({ kind: "timeout" }), cause: error });
  // What fetch refuses to send, such as a request to a blocked port, has no code but a cause that says so.
  const cause =
    error instanceof TypeError && error.cause instanceof Error ? messageOf(error.cause) : undefined;
  const code = networkCode(error) ?? cause;
  // Without any of these it is no failure of the network but a mistake of ours.
  if (code === undefined) return error;
  return new ForgeError(where, { verdict: classifyNoAnswer({ kind: "network", code }), cause: error });
}
