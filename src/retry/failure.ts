import { formatDuration } from "../base/duration.ts";

/** What went wrong with one attempt at a request, as plain data that can be classified and put into words. */
export type Failure =
  | {
      readonly kind: "http";
      readonly status: number;
      /** The first registry error code in the body (`MANIFEST_UNKNOWN`), upper case; absent without one. */
      readonly code?: string;
      /** The start of the body as text; empty for answers to HEAD, which have none. */
      readonly body: string;
      /** Milliseconds the server asked to wait, from `Retry-After` or GHCR's body. */
      readonly retryAfter?: number;
    }
  /** `code` is the system's or undici's error code, such as `ECONNRESET` or `UND_ERR_SOCKET`. */
  | { readonly kind: "network"; readonly code: string }
  /** The attempt's own deadline passed, while the caller still wanted an answer. */
  | { readonly kind: "timeout" }
  /** A 2xx answer that is not what was asked for: `what` is `wrong content type`, `digest mismatch`, … */
  | { readonly kind: "content"; readonly what: string };

const networkWords: Readonly<Record<string, string>> = {
  ECONNRESET: "conn reset",
  UND_ERR_SOCKET: "conn reset",
  ECONNREFUSED: "conn refused",
  EPIPE: "broken pipe",
  ETIMEDOUT: "conn timeout",
  ESOCKETTIMEDOUT: "i/o timeout",
  UND_ERR_CONNECT_TIMEOUT: "conn timeout",
  UND_ERR_HEADERS_TIMEOUT: "i/o timeout",
  UND_ERR_BODY_TIMEOUT: "i/o timeout",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "EOF",
  EAI_AGAIN: "DNS not ready",
  ERR_SSL_WRONG_VERSION_NUMBER: "no TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "no TLS",
  ENOTFOUND: "host not found",
  ENETUNREACH: "network unreachable",
  EHOSTUNREACH: "host unreachable",
};

/** A failure in the few words that fit a table cell: `HTTP 503`, `429, 12 s`, `conn reset`, `attempt timeout`. */
export function shortReason(failure: Failure): string {
  switch (failure.kind) {
    case "http":
      if (failure.status === 429)
        return failure.retryAfter === undefined ? "429" : `429, ${formatDuration(failure.retryAfter)}`;
      return failure.code && failure.status < 500
        ? `${failure.status} ${failure.code}`
        : `HTTP ${failure.status}`;
    case "network":
      return networkWords[failure.code] ?? failure.code;
    case "timeout":
      return "attempt timeout";
    case "content":
      return failure.what;
  }
}
