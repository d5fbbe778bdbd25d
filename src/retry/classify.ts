import { type Failure, shortReason } from "./failure.ts";

/**
 * What a request is for, which decides what an absence means: `wait` polls until something appears, `read` asks
 * whether it exists, `write` changes the registry.
 */
export type Phase = "wait" | "read" | "write";

/** What to do about a failed attempt. */
export interface Verdict {
  readonly action: /** Try again, after the larger of the back-off and `delay`. */
    | "retry"
    /** It is not there. While waiting that means "not yet". */
    | "absent"
    /** The token is stale or too narrow: authenticate once more, then it is final. */
    | "reauthenticate"
    /** The registry misses something the manifest names: push it again, then retry. */
    | "heal"
    /** The upload session is lost: open a new one. */
    | "restart"
    /** Final. */
    | "fail";
  /** The failure in a few words. */
  readonly reason: string;
  /** The least delay in milliseconds that the server asked for. */
  readonly delay?: number;
  /** The whole host is in trouble, so that every request to it should hold back. */
  readonly host?: true;
  /** How many tries in all this failure is worth, where that is fewer than the policy's. */
  readonly tries?: number;
  /** The repository itself is unknown: while waiting, final after a short grace. */
  readonly repositoryUnknown?: true;
  /** What the user can do about it, a clause without a full stop. */
  readonly advice?: string;
}

const transientStatus = new Set([408, 425, 499, 500, 502, 503, 504, 522]);
const transientCodes = new Set(["UNKNOWN", "UNAVAILABLE"]);
const absentCodes = new Set(["MANIFEST_UNKNOWN", "BLOB_UNKNOWN", "NOT_FOUND"]);
const uploadCodes = new Set(["BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID"]);
const transientNetwork = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "ETIMEDOUT",
  "EPIPE",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "HPE_INVALID_EOF_STATE",
]);
/** What OpenSSL's codes mostly mean. */
const tlsAdvice = [
  [/CERT|ISSUER/, "its certificate is not trusted; set NODE_EXTRA_CA_CERTS for a private authority"],
  // What OpenSSL says of an answer in plain HTTP.
  [
    /EPROTO|WRONG_VERSION|PACKET_LENGTH/,
    'if it speaks plain HTTP, list its host and port in "insecure-registries"',
  ],
] as const;
/** A longer `Retry-After` than this, in milliseconds, is an answer of its own: the job would only hang. */
const longestAsk = 600_000;

/**
 * Decides what a failed attempt means. Works on phase, status, error code and body; what is not known to be
 * transient is final.
 */
export function classify(failure: Failure, phase: Phase): Verdict {
  const reason = shortReason(failure);
  switch (failure.kind) {
    case "timeout":
      return { action: "retry", reason };
    case "content":
      return { action: "retry", reason };
    case "network":
      if (failure.code === "ENOTFOUND")
        return { action: "retry", reason, tries: 2, advice: "check the registry's name" };
      if (!transientNetwork.has(failure.code)) {
        const advice = tlsAdvice.find(([code]) => code.test(failure.code))?.[1];
        return { action: "fail", reason, ...(advice && { advice }) };
      }
      return failure.code === "ECONNREFUSED"
        ? { action: "retry", reason, host: true }
        : { action: "retry", reason };
    case "http": {
      const verdict = classifyHttp(failure, phase, reason);
      if (verdict.action !== "retry" || (verdict.delay ?? 0) <= longestAsk) return verdict;
      return {
        action: "fail",
        reason,
        advice: "the registry asks for a longer wait than a job should make",
      };
    }
  }
}

function classifyHttp(failure: Failure & { kind: "http" }, phase: Phase, reason: string): Verdict {
  const { status, code = "", body, retryAfter: delay } = failure;
  const asked = delay === undefined ? {} : { delay };

  if (status === 429 || code === "TOOMANYREQUESTS") {
    // Docker Hub's pull quota lasts for hours; only its abuse limit, which has no such text, passes quickly.
    if (/pull rate limit/i.test(body))
      return {
        action: "fail",
        reason: "429, pull rate limit",
        advice: "log in to the registry, or wait until the quota is renewed",
      };
    return { action: "retry", reason, host: true, ...asked };
  }
  if (status === 401) return { action: "reauthenticate", reason };
  if (status === 403) {
    if (/secondary rate limit/i.test(body))
      return { action: "retry", reason: "403 secondary rate limit", host: true, ...asked };
    if (/token has expired|token is expired/i.test(body)) return { action: "reauthenticate", reason };
    // GHCR denies now and then what it grants a moment later, so one more try.
    if (code === "DENIED") return { action: "retry", reason, tries: 2, advice: deniedAdvice };
    return { action: "fail", reason, advice: deniedAdvice };
  }
  // The first write of a manifest names blobs or children that the registry does not see.
  if (phase === "write" && (code === "MANIFEST_BLOB_UNKNOWN" || code === "MANIFEST_UNVERIFIED"))
    return { action: "heal", reason };
  if (uploadCodes.has(code) || (phase === "write" && status === 416)) return { action: "restart", reason };
  if (code === "NAME_UNKNOWN") {
    if (phase === "write") return { action: "fail", reason, advice: "create the repository first" };
    return { action: "absent", reason, repositoryUnknown: true };
  }
  if (status === 404 || absentCodes.has(code)) {
    if (phase !== "write") return { action: "absent", reason };
    // Registries that check lazily answer a manifest that names absent blobs with any of these.
    return { action: "heal", reason, advice: "check that the repository exists and may be written" };
  }
  if (transientStatus.has(status))
    return status >= 502 && status <= 504
      ? { action: "retry", reason, host: true, ...asked }
      : { action: "retry", reason, ...asked };
  // A registry's errors are JSON: a web page is from something before it that has troubles of its own. Its 413
  // and its like are answers, though.
  const isPage = (status >= 500 || status === 400) && /^\s*</.test(body);
  if (transientCodes.has(code) || isPage) return { action: "retry", reason, ...asked };
  return { action: "fail", reason };
}

const deniedAdvice = "check that the credentials may read and write this repository";
