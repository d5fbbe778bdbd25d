import { expect, test } from "vitest";
import { type Failure, shortReason } from "../../src/retry/failure.ts";

const http = (status: number, more: object = {}): Failure => ({ kind: "http", status, body: "", ...more });

test.each<[Failure, string]>([
  [http(503), "HTTP 503"],
  [http(500, { code: "UNKNOWN" }), "HTTP 500"],
  [http(404), "HTTP 404"],
  [http(404, { code: "MANIFEST_UNKNOWN" }), "404 MANIFEST_UNKNOWN"],
  [http(499, { code: "DENIED" }), "499 DENIED"],
  [http(429), "429"],
  // What it asks for says more than its code.
  [http(429, { code: "TOOMANYREQUESTS" }), "429"],
  [http(429, { retryAfter: 12_000 }), "429, 12 s"],
  [http(429, { retryAfter: 0 }), "429, 0 ms"],
  [http(503, { retryAfter: 12_000 }), "HTTP 503"],
  [{ kind: "timeout" }, "attempt timeout"],
  [{ kind: "content", what: "digest mismatch" }, "digest mismatch"],
])("%j is %s", (failure, reason) => {
  expect(shortReason(failure)).toBe(reason);
});

test.each([
  ["ECONNRESET", "conn reset"],
  ["UND_ERR_SOCKET", "conn reset"],
  ["ECONNREFUSED", "conn refused"],
  ["EPIPE", "broken pipe"],
  ["ETIMEDOUT", "conn timeout"],
  ["UND_ERR_CONNECT_TIMEOUT", "conn timeout"],
  ["ESOCKETTIMEDOUT", "i/o timeout"],
  ["UND_ERR_HEADERS_TIMEOUT", "i/o timeout"],
  ["UND_ERR_BODY_TIMEOUT", "i/o timeout"],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "EOF"],
  ["EAI_AGAIN", "DNS not ready"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "no TLS"],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "no TLS"],
  ["ENOTFOUND", "host not found"],
  ["ENETUNREACH", "network unreachable"],
  ["EHOSTUNREACH", "host unreachable"],
  // One that has no words yet.
  ["E_NEW", "E_NEW"],
])("%s is %s", (code, reason) => {
  expect(shortReason({ kind: "network", code })).toBe(reason);
});
