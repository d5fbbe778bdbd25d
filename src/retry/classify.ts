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
  /** The host has a limit of requests, which was met. */
  readonly limit?: true;
  /** How many tries in all this failure is worth, where that is not what the policy says. */
  readonly tries?: number;
  /** The longest back-off in milliseconds, where that is shorter than the policy's. */
  readonly longestPause?: number;
  /** The repository itself is unknown: while waiting, final after a short grace. */
  readonly repositoryUnknown?: true;
  /** What the user can do about it, a clause without a full stop. */
  readonly advice?: string;
}

type HttpFailure = Failure & { readonly kind: "http" };

/** A longer `Retry-After` than this, in milliseconds, is an answer of its own: the job would only hang. */
const longestAsk = 600_000;

/**
 * Decides what a failed attempt means. Works on phase, status, error code and body; what is not known to be
 * transient is final.
 */
export function classify(failure: Failure, phase: Phase): Verdict {
  switch (failure.kind) {
    case "timeout":
      return { action: "retry", reason: shortReason(failure) };
    case "content":
      return { action: "retry", reason: shortReason(failure), ...contentRules[failure.what] };
    case "network":
      return { reason: shortReason(failure), ...classifyNetwork(failure.code) };
    case "http":
      return classifyHttp(failure, phase);
  }
}

/** What is known of single answers that are not what was asked for. */
const contentRules: Readonly<Record<string, Pick<Verdict, "tries" | "advice">>> = {
  "401 without a challenge": { tries: 4, advice: "check the credentials that are stored for it" },
};

const transientNetwork = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "ETIMEDOUT",
  "ESOCKETTIMEDOUT",
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
  [
    /CERT|ISSUER|LEAF_SIGNATURE/,
    "its certificate is not trusted; set NODE_EXTRA_CA_CERTS to the file of a private authority",
  ],
  // What OpenSSL says of an answer in plain HTTP.
  [
    /EPROTO|WRONG_VERSION|PACKET_LENGTH/,
    'if it speaks plain HTTP, list its host and port in "insecure-registries"',
  ],
] as const;

function classifyNetwork(code: string): Omit<Verdict, "reason"> {
  if (code === "ENOTFOUND") return { action: "retry", tries: 2, advice: "check the registry's name" };
  if (code === "ECONNREFUSED") return { action: "retry", host: true };
  if (transientNetwork.has(code)) return { action: "retry" };
  const advice = tlsAdvice.find(([codes]) => codes.test(code))?.[1];
  return { action: "fail", ...(advice && { advice }) };
}

function classifyHttp(failure: HttpFailure, phase: Phase): Verdict {
  const reason = shortReason(failure);
  const rule = httpRules.find(({ when }) => when(failure, phase));
  if (!rule) return { action: "fail", reason };
  const { when: _, heedsDelay, ...verdict } = rule;
  const { retryAfter: delay } = failure;
  if (!heedsDelay || delay === undefined) return { reason, ...verdict };
  if (delay <= longestAsk) return { reason, ...verdict, delay };
  return { action: "fail", reason, advice: "the registry asks for a longer wait than a job should make" };
}

/** What an answer means, with the verdict's reason where its status and code do not say enough. */
interface HttpRule extends Omit<Verdict, "reason" | "delay"> {
  readonly when: (failure: HttpFailure, phase: Phase) => boolean;
  readonly reason?: string;
  /** Whether a delay that the answer asks for becomes the verdict's. */
  readonly heedsDelay?: true;
}

const isTooMany = ({ status, code }: HttpFailure) => status === 429 || code === "TOOMANYREQUESTS";

/** Whether the registry misses what the manifest names, as it says itself. */
const missesParts = ({ code }: HttpFailure) =>
  code === "MANIFEST_BLOB_UNKNOWN" || code === "MANIFEST_UNVERIFIED";

const isUploadLost = ({ status, code }: HttpFailure, phase: Phase) =>
  code === "BLOB_UPLOAD_UNKNOWN" || code === "BLOB_UPLOAD_INVALID" || (phase === "write" && status === 416);

const absentCodes = new Set(["MANIFEST_UNKNOWN", "BLOB_UNKNOWN", "NOT_FOUND"]);
const isAbsent = ({ status, code = "" }: HttpFailure) => status === 404 || absentCodes.has(code);

const gatewayStatus = new Set([502, 503, 504]);
/** The last six are Cloudflare's own, for troubles with the server behind it. */
const transientStatus = new Set([408, 425, 499, 500, 520, 521, 522, 523, 524, 530]);
const transientCodes = new Set(["UNKNOWN", "UNAVAILABLE"]);

/**
 * A registry's errors are JSON: a web page is from something before it that has troubles of its own. Its 413 and its like
 * are answers, though.
 */
const isPage = ({ status, body }: HttpFailure) => (status >= 500 || status === 400) && /^\s*</.test(body);

const deniedAdvice = "check that the credentials may read and write this repository";

/** What answers mean: the first rule that fits, so a rule need not repeat what those before it rule out. */
const httpRules: readonly HttpRule[] = [
  // Limits. Docker Hub's pull quota lasts for hours; only its abuse limit, which has no such text, passes quickly.
  {
    when: (failure) => isTooMany(failure) && /pull rate limit/i.test(failure.body),
    action: "fail",
    reason: "429, pull rate limit",
    advice: "log in to the registry, or wait until the quota is renewed",
  },
  { when: isTooMany, action: "retry", host: true, limit: true, heedsDelay: true },
  {
    when: ({ status, body }) => status === 403 && /secondary rate limit/i.test(body),
    action: "retry",
    reason: "403 secondary rate limit",
    host: true,
    limit: true,
    heedsDelay: true,
  },

  // Access. GHCR denies now and then what it grants a moment later, so that is worth one more try.
  { when: ({ status }) => status === 401, action: "reauthenticate" },
  {
    when: ({ status, body }) => status === 403 && /token has expired|token is expired/i.test(body),
    action: "reauthenticate",
  },
  {
    when: ({ status, code }) => status === 403 && code === "DENIED",
    action: "retry",
    tries: 2,
    advice: deniedAdvice,
  },
  { when: ({ status }) => status === 403, action: "fail", advice: deniedAdvice },

  // What is not there. The first write of a manifest names blobs or children that the registry does not see; registries
  // that check lazily answer it with any word for what is absent.
  { when: (failure, phase) => phase === "write" && missesParts(failure), action: "heal" },
  { when: isUploadLost, action: "restart" },
  {
    when: ({ code }, phase) => code === "NAME_UNKNOWN" && phase === "write",
    action: "fail",
    advice: "create the repository first",
  },
  { when: ({ code }) => code === "NAME_UNKNOWN", action: "absent", repositoryUnknown: true },
  {
    when: (failure, phase) => isAbsent(failure) && phase === "write",
    action: "heal",
    advice: "check that the repository exists and may be written",
  },
  { when: isAbsent, action: "absent" },

  // Troubles that pass.
  { when: ({ status }) => gatewayStatus.has(status), action: "retry", host: true, heedsDelay: true },
  {
    when: (failure) =>
      transientStatus.has(failure.status) || transientCodes.has(failure.code ?? "") || isPage(failure),
    action: "retry",
    heedsDelay: true,
  },
];
