import { describe, expect, test } from "vitest";
import { classify, type Phase, type Verdict } from "../../src/retry/classify.ts";
import type { Failure } from "../../src/retry/failure.ts";

// The whole verdicts, where other tests look at what is to be done alone.

const http = (status: number, code?: string, body = "", retryAfter?: number): Failure => ({
  ...{ kind: "http", status, body },
  ...(code !== undefined && { code }),
  ...(retryAfter !== undefined && { retryAfter }),
});
const network = (code: string): Failure => ({ kind: "network", code });
const may = "check that the credentials may read and write this repository";

describe("limits", () => {
  test.each<[string, Failure, Verdict]>([
    [
      "Docker Hub's quota is renewed in hours, whatever it asks for",
      http(429, "TOOMANYREQUESTS", "You have reached your pull rate limit.", 1_000),
      {
        action: "fail",
        reason: "429, pull rate limit",
        advice: "log in to the registry, or wait until the quota is renewed",
      },
    ],
    [
      "those words alone are no limit",
      http(404, "MANIFEST_UNKNOWN", "pull rate limit"),
      { action: "absent", reason: "404 MANIFEST_UNKNOWN" },
    ],
    [
      "a code without the status",
      http(400, "TOOMANYREQUESTS", "", 2_000),
      { action: "retry", reason: "400 TOOMANYREQUESTS", host: true, limit: true, delay: 2_000 },
    ],
    [
      "GitHub's secondary one",
      http(403, "DENIED", "You have exceeded a secondary rate limit", 3_000),
      { action: "retry", reason: "403 secondary rate limit", host: true, limit: true, delay: 3_000 },
    ],
    [
      "whose words are no limit elsewhere",
      http(418, undefined, "secondary rate limit"),
      { action: "fail", reason: "HTTP 418" },
    ],
    [
      "a wait that no job should make",
      http(429, undefined, "", 600_001),
      {
        action: "fail",
        reason: "429, 600 s",
        advice: "the registry asks for a longer wait than a job should make",
      },
    ],
  ])("%s", (_, failure, verdict) => {
    expect(classify(failure, "read")).toEqual(verdict);
  });
});

test.each<[string, Failure, Phase, Verdict]>([
  ["401", http(401), "read", { action: "reauthenticate", reason: "HTTP 401" }],
  [
    "an expired token",
    http(403, undefined, "the token is expired"),
    "read",
    { action: "reauthenticate", reason: "HTTP 403" },
  ],
  [
    "those words elsewhere",
    http(418, undefined, "the token is expired"),
    "read",
    { action: "fail", reason: "HTTP 418" },
  ],
  ["a denial", http(403, "DENIED"), "read", { action: "retry", reason: "403 DENIED", tries: 2, advice: may }],
  ["that code elsewhere", http(418, "DENIED"), "read", { action: "fail", reason: "418 DENIED" }],
  ["403", http(403), "write", { action: "fail", reason: "HTTP 403", advice: may }],
])("access: %s", (_, failure, phase, verdict) => {
  expect(classify(failure, phase)).toEqual(verdict);
});

describe("what is not there", () => {
  test.each<[Failure, Phase, Verdict]>([
    // The put of a manifest alone can miss its parts.
    [http(400, "MANIFEST_BLOB_UNKNOWN"), "write", { action: "heal", reason: "400 MANIFEST_BLOB_UNKNOWN" }],
    [http(400, "MANIFEST_BLOB_UNKNOWN"), "read", { action: "fail", reason: "400 MANIFEST_BLOB_UNKNOWN" }],
    [http(400, "MANIFEST_UNVERIFIED"), "wait", { action: "fail", reason: "400 MANIFEST_UNVERIFIED" }],
    // And of an upload alone the range.
    [http(416), "write", { action: "restart", reason: "HTTP 416" }],
    [http(416), "read", { action: "fail", reason: "HTTP 416" }],
    [http(404, "BLOB_UPLOAD_UNKNOWN"), "read", { action: "restart", reason: "404 BLOB_UPLOAD_UNKNOWN" }],
    [
      http(404, "NAME_UNKNOWN"),
      "write",
      { action: "fail", reason: "404 NAME_UNKNOWN", advice: "create the repository first" },
    ],
    [
      http(404, "NAME_UNKNOWN"),
      "wait",
      { action: "absent", reason: "404 NAME_UNKNOWN", repositoryUnknown: true },
    ],
    [
      http(404),
      "write",
      {
        action: "heal",
        reason: "HTTP 404",
        advice: "check that the repository exists and may be written",
      },
    ],
    // Registries that say it with another status.
    [http(400, "MANIFEST_UNKNOWN"), "read", { action: "absent", reason: "400 MANIFEST_UNKNOWN" }],
    [http(400, "BLOB_UNKNOWN"), "read", { action: "absent", reason: "400 BLOB_UNKNOWN" }],
    [http(400, "NOT_FOUND"), "read", { action: "absent", reason: "400 NOT_FOUND" }],
    [http(400, "TAG_INVALID"), "read", { action: "fail", reason: "400 TAG_INVALID" }],
  ])("%j, %s", (failure, phase, verdict) => {
    expect(classify(failure, phase)).toEqual(verdict);
  });
});

describe("troubles that pass", () => {
  test.each([502, 503, 504])("%i holds the host back, for as long as it asks", (status) => {
    const reason = `HTTP ${status}`;
    expect(classify(http(status), "read")).toEqual({ action: "retry", reason, host: true });
    expect(classify(http(status, undefined, "", 5_000), "read")).toEqual({
      ...{ action: "retry", reason, host: true },
      delay: 5_000,
    });
  });

  test.each([408, 425, 499, 500, 520, 521, 522, 523, 524, 530])("%i is of one request", (status) => {
    expect(classify(http(status, undefined, "", 5_000), "write")).toEqual({
      ...{ action: "retry", reason: `HTTP ${status}` },
      delay: 5_000,
    });
  });

  test.each<[status: number, body: string, Verdict["action"]]>([
    [599, "<html>", "retry"],
    [501, "\n  <html>", "retry"],
    [400, "<html>", "retry"],
    // Its JSON may quote a page.
    [400, '{"message":"<html>"}', "fail"],
    [599, "no < page", "fail"],
    // An answer, whoever gives it.
    [413, "<html>", "fail"],
    [418, "<html>", "fail"],
    [599, "", "fail"],
  ])("a page with %i that begins with %j: %s", (status, body, action) => {
    expect(classify(http(status, undefined, body), "read").action).toBe(action);
  });
});

describe("the network", () => {
  test("refuses for the whole host, and fails once more for a name that nobody knows", () => {
    expect(classify(network("ECONNREFUSED"), "read")).toEqual({
      ...{ action: "retry", reason: "conn refused" },
      host: true,
    });
    expect(classify(network("ENOTFOUND"), "read")).toEqual({
      ...{ action: "retry", reason: "host not found" },
      ...{ tries: 2, advice: "check the registry's name" },
    });
  });

  test.each([
    "ECONNRESET",
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
  ])("%s passes, and tells of one connection alone", (code) => {
    expect(classify(network(code), "write")).toEqual({ action: "retry", reason: expect.any(String) });
  });

  test.each([
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "NODE_EXTRA_CA_CERTS"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "NODE_EXTRA_CA_CERTS"],
    ["EPROTO", '"insecure-registries"'],
    ["E_NEW", undefined],
  ])("%s is final, with advice where there is some: %s", (code, named) => {
    const { action, advice } = classify(network(code), "read");
    expect(action).toBe("fail");
    if (named === undefined) expect(advice).toBeUndefined();
    else expect(advice).toContain(named);
  });
});

test("an attempt that ran out of time, and what is not what was asked for", () => {
  expect(classify({ kind: "timeout" }, "read")).toEqual({ action: "retry", reason: "attempt timeout" });
  expect(classify({ kind: "content", what: "EOF" }, "read")).toEqual({ action: "retry", reason: "EOF" });
  expect(classify({ kind: "content", what: "401 without a challenge" }, "read")).toEqual({
    ...{ action: "retry", reason: "401 without a challenge" },
    ...{ tries: 4, advice: "check the credentials that are stored for it" },
  });
});
