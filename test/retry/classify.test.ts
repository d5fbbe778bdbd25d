import { describe, expect, test } from "vitest";
import { classify, type Phase, type Verdict } from "../../src/retry/classify.ts";
import type { Failure } from "../../src/retry/failure.ts";

const phases = ["wait", "read", "write"] as const;

function http(status: number, code?: string, body = ""): Failure {
  return { kind: "http", status, body, ...(code !== undefined && { code }) };
}
const network = (code: string): Failure => ({ kind: "network", code });

type Action = Verdict["action"];
/** What a failure means while waiting, reading and writing. */
type Row = [what: string, failure: Failure, wait: Action, read?: Action, write?: Action];

const everywhere = (action: Action, rows: [string, Failure][]): Row[] =>
  rows.map(([what, failure]) => [what, failure, action]);

const rows: Row[] = [
  ["404", http(404), "absent", "absent", "heal"],
  ["MANIFEST_UNKNOWN", http(404, "MANIFEST_UNKNOWN"), "absent", "absent", "heal"],
  ["BLOB_UNKNOWN", http(404, "BLOB_UNKNOWN"), "absent", "absent", "heal"],
  ["NAME_UNKNOWN", http(404, "NAME_UNKNOWN"), "absent", "absent", "fail"],
  ...everywhere("reauthenticate", [
    ["401", http(401, "UNAUTHORIZED")],
    ["an expired token as 403", http(403, "DENIED", "Your authorization token has expired. Reauthenticate.")],
  ]),
  ...everywhere("retry", [
    ["a secondary rate limit", http(403, "DENIED", "You have exceeded a secondary rate limit.")],
    ["GHCR's intermittent denial", http(403, "DENIED")],
    ...[408, 425, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530].map((status): [string, Failure] => [
      String(status),
      http(status),
    ]),
    ["429", http(429, "TOOMANYREQUESTS")],
    ["Docker Hub's abuse limit", http(429, undefined, "Too Many Requests (HAP429).")],
    ["TOOMANYREQUESTS", http(400, "TOOMANYREQUESTS")],
    ["UNKNOWN", http(400, "UNKNOWN")],
    ["UNAVAILABLE", http(400, "UNAVAILABLE")],
    ["an HTML page", http(503, undefined, "<!DOCTYPE html><html></html>")],
    ["an HTML page as 400", http(400, undefined, "\n<html><body>Bad gateway</body></html>")],
    ["a wrong content type", { kind: "content", what: "wrong content type" }],
    ["a truncated body", { kind: "content", what: "EOF" }],
    ["an attempt's deadline", { kind: "timeout" }],
    ...[
      "ECONNRESET",
      "ECONNREFUSED",
      "ETIMEDOUT",
      "EPIPE",
      "EAI_AGAIN",
      "ENETUNREACH",
      "EHOSTUNREACH",
      "UND_ERR_SOCKET",
      "UND_ERR_CONNECT_TIMEOUT",
      "UND_ERR_HEADERS_TIMEOUT",
      "UND_ERR_BODY_TIMEOUT",
    ].map((code): [string, Failure] => [code, network(code)]),
    ["ENOTFOUND", network("ENOTFOUND")],
  ]),
  ...everywhere("fail", [
    ["403 without more", http(403)],
    ["Docker Hub's pull limit", http(429, "TOOMANYREQUESTS", "You have reached your pull rate limit.")],
    ...[
      "DIGEST_INVALID",
      "SIZE_INVALID",
      "NAME_INVALID",
      "TAG_INVALID",
      "MANIFEST_INVALID",
      "UNSUPPORTED",
    ].map((code): [string, Failure] => [code, http(400, code)]),
    ["413", http(413)],
    ["an immutable tag", http(400, "TAG_INVALID", "cannot be overwritten because the tag is immutable")],
    ["405", http(405, "UNSUPPORTED")],
    ["a certificate", network("DEPTH_ZERO_SELF_SIGNED_CERT")],
    ["another host's certificate", network("ERR_TLS_CERT_ALTNAME_INVALID")],
    ["what nobody knows", network("E_NEW")],
    ["a status nobody knows", http(418)],
  ]),
];

describe.each(rows)("%s", (_, failure, wait, read = wait, write = read) => {
  test.each([
    ["wait", wait],
    ["read", read],
    ["write", write],
  ] as const)("%s: %s", (phase, action) => {
    expect(classify(failure, phase).action).toBe(action);
  });
});

test.each(["MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNVERIFIED"])("%s on a put is healed", (code) => {
  expect(classify(http(400, code), "write").action).toBe("heal");
  expect(classify(http(404, code), "write").action).toBe("heal");
});

test.each([http(404, "BLOB_UPLOAD_UNKNOWN"), http(400, "BLOB_UPLOAD_INVALID"), http(416)])(
  "a lost session is begun again: %o",
  (failure) => {
    expect(classify(failure, "write").action).toBe("restart");
  },
);

test("a denial and an unknown host are worth two tries, and say what to check", () => {
  for (const failure of [http(403, "DENIED"), network("ENOTFOUND")])
    expect(classify(failure, "read")).toMatchObject({ tries: 2, advice: expect.stringMatching(/^check /) });
});

test.each(phases)("while asked to %s, only an unknown repository is told apart", (phase: Phase) => {
  const known = classify(http(404, "NAME_UNKNOWN"), phase);
  if (phase === "write") expect(known.advice).toBe("create the repository first");
  else expect(known.repositoryUnknown).toBe(true);
  expect(classify(http(404, "MANIFEST_UNKNOWN"), phase).repositoryUnknown).toBeUndefined();
});

test("a 429 holds the whole host back, for as long as it asks", () => {
  const failure = { ...http(429), retryAfter: 12_000 } as Failure;
  expect(classify(failure, "wait")).toEqual({
    action: "retry",
    reason: "429, 12 s",
    host: true,
    limit: true,
    delay: 12_000,
  });
  expect(classify(http(500), "write").host).toBeUndefined();
});

test("a wait of more than ten minutes is an answer", () => {
  expect(classify({ ...http(429), retryAfter: 600_001 } as Failure, "read")).toMatchObject({
    action: "fail",
  });
  expect(classify({ ...http(429), retryAfter: 600_000 } as Failure, "read")).toMatchObject({
    action: "retry",
  });
});

test("plain HTTP where TLS was expected names the input that allows it", () => {
  for (const code of ["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"])
    expect(classify(network(code), "read").advice).toContain('"insecure-registries"');
});
