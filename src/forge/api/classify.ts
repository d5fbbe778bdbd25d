import { formatDuration } from "../../base/duration.ts";
import { isRecord, parseJson } from "../../base/json.ts";
import { oneLine } from "../../base/text.ts";
import { classify, type Verdict } from "../../retry/classify.ts";
import { type Failure, shortReason } from "../../retry/failure.ts";
import { retryAfter, serverTime } from "../../retry/retry-after.ts";

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** The start of the body. */
  readonly body: string;
}

const transientStatus = new Set([408, 425, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530]);
/** A longer wait than this, in milliseconds, is not made: the job would only hang. */
const longestAsk = 600_000;
/** What GitHub's documentation asks for after a secondary limit that names no time, in milliseconds. */
const secondaryLimitWait = 60_000;

/**
 * Decides what an answer that is no success means. A 403 is a rate limit where GitHub marks it as one: by
 * `x-ratelimit-remaining: 0`, `retry-after`, or the words of the secondary limit.
 *
 * @param now the present in milliseconds since the epoch
 */
export function classifyRefusal(refusal: Refusal, now: number): Verdict {
  const { status, headers, body } = refusal;
  const asked = askedDelay(headers, now);
  const secondary = status === 403 && /secondary rate limit|abuse detection/i.test(body);
  const limited =
    status === 429 ||
    secondary ||
    (status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0"));
  if (limited) {
    const delay = asked ?? (secondary ? secondaryLimitWait : undefined);
    const reason = `${status}, rate limit${delay === undefined ? "" : `, ${formatDuration(delay)}`}`;
    if ((delay ?? 0) > longestAsk)
      return { action: "fail", reason, advice: "run it again when the token's rate limit is renewed" };
    return { action: "retry", reason, host: true, ...(delay !== undefined && { delay }) };
  }
  const reason = `HTTP ${status}`;
  if (transientStatus.has(status)) {
    if ((asked ?? 0) > longestAsk)
      return { action: "fail", reason, advice: "the server asks for a longer wait than a job should make" };
    const host = status >= 502 && status <= 504;
    return { action: "retry", reason, ...(host && { host }), ...(asked !== undefined && { delay: asked }) };
  }
  const advice = isUnknownRoute(refusal)
    ? "the server does not know this route; it is too old, or its address is wrong"
    : adviceOf[status];
  return { action: "fail", reason, ...(advice && { advice }) };
}

const adviceOf: Readonly<Record<number, string>> = {
  401: "check that the token is valid and meant for this server",
  403: "check that the token has the scope and the access for this",
  404: "check the repository's name, and that the token may see it",
  423: "the repository is archived or locked",
};

/**
 * Whether a 404 is that of an unknown route: Gitea and Forgejo answer those in plain text, and a repository that
 * is hidden or absent in JSON. GitHub answers both in JSON.
 */
export function isUnknownRoute({ status, headers }: Refusal): boolean {
  return status === 404 && !/^application\/(?:[\w.-]+\+)?json\b/i.test(headers.get("content-type") ?? "");
}

/** Milliseconds until the server wants to be asked again, from `retry-after` or GitHub's `x-ratelimit-reset`. */
function askedDelay(headers: Headers, ours: number): number | undefined {
  const now = serverTime(headers.get("date"), ours);
  const asked = retryAfter(headers.get("retry-after"), "", now);
  if (asked !== undefined) return asked;
  const reset = headers.get("x-ratelimit-reset")?.trim();
  // In seconds since the epoch; one more, as a date is a whole second.
  return headers.get("x-ratelimit-remaining") === "0" && reset && /^\d{1,12}$/.test(reset)
    ? Math.max(0, Number(reset) * 1000 - now) + 1000
    : undefined;
}

/** Decides what an attempt without a proper answer means. */
export function classifyNoAnswer(failure: Exclude<Failure, { kind: "http" }>): Verdict {
  // What is not the expected JSON is more often a product of another kind than a passing fault.
  if (failure.kind === "content") return { action: "retry", reason: shortReason(failure), tries: 3 };
  const { advice: _, ...verdict } = classify(failure, "read");
  const advice =
    failure.kind === "network" ? networkAdvice.find(([code]) => code.test(failure.code))?.[1] : undefined;
  return { ...verdict, ...(advice && { advice }) };
}

const networkAdvice = [
  [/^ENOTFOUND$/, "check the server's name"],
  [/CERT|ISSUER/, "its certificate is not trusted; set NODE_EXTRA_CA_CERTS for a private authority"],
  [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, "check whether the server's address begins with http or https"],
] as const;

/** What an error answer says, as one line: `message` of Gitea, Forgejo and GitHub, with its `errors`. */
export function saidIn(body: string): string | undefined {
  const parsed = parseJson(body);
  if (!isRecord(parsed)) return undefined;
  const errors = Array.isArray(parsed.errors) ? parsed.errors : [];
  const texts = [parsed.message, ...errors.map((error) => (isRecord(error) ? error.message : error))];
  const said = texts
    .filter((text) => typeof text === "string")
    .map((text) => oneLine(text))
    .filter((text) => text !== "");
  return said.length === 0 ? undefined : said.join("; ");
}
