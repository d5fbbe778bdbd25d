import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayBeStale, silence, troubleOf } from "../../src/mirror/trouble.ts";
import { httpFailure, RegistryError, RegistryRefusal } from "../../src/registry/errors.ts";

const where = "GET registry.example/acme/app/manifests/1";
const http = (status: number, headers = {}) =>
  new RegistryError(where, httpFailure(status, headers, ""), "read");
const network = (code: string) => new RegistryError(where, { kind: "network", code }, "read");

describe("what a client is told, and whether a tag may be given as it was", () => {
  test.each([
    [401, 403, "DENIED", false],
    [403, 403, "DENIED", false],
    [404, 404, "NOT_FOUND", false],
    [429, 429, "TOOMANYREQUESTS", true],
    [400, 502, "UNKNOWN", false],
    [406, 502, "UNKNOWN", false],
    [410, 502, "UNKNOWN", false],
    [499, 502, "UNKNOWN", false],
    [500, 502, "UNAVAILABLE", true],
    [502, 502, "UNAVAILABLE", true],
    [503, 502, "UNAVAILABLE", true],
    [599, 502, "UNAVAILABLE", true],
  ])("%i", (given, status, code, passing) => {
    const trouble = troubleOf(http(given));
    expect(trouble).toEqual({ status, code, passing, message: expect.stringContaining(where) });
  });

  test("a limit that says how long", () => {
    expect(troubleOf(http(429, { "retry-after": "60" }))).toMatchObject({ status: 429, retryAfter: 60 });
    expect(troubleOf(http(429))).not.toHaveProperty("retryAfter");
    expect(troubleOf(http(503, { "retry-after": "60" }))).not.toHaveProperty("retryAfter");
  });

  test("silence, on a deadline of ours or of the attempt's", () => {
    expect(troubleOf(AbortSignal.timeout(0).reason ?? new DOMException("late", "TimeoutError"))).toEqual(
      silence,
    );
    expect(silence).toMatchObject({ status: 504, code: "UNAVAILABLE", passing: true });
    const timeout = new RegistryError(where, { kind: "timeout" }, "read");
    expect(troubleOf(timeout)).toEqual({ ...silence, message: timeout.message });
  });

  test.each([
    ["ECONNRESET", true],
    ["ECONNREFUSED", true],
    ["ENOTFOUND", true],
    ["EAI_AGAIN", true],
    ["CERT_HAS_EXPIRED", false],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", false],
  ])("a network that fails with %s", (code, passing) =>
    expect(troubleOf(network(code))).toMatchObject({ status: 502, code: "UNAVAILABLE", passing }),
  );

  test("what is not what was asked for", () => {
    const content = new RegistryError(where, { kind: "content", what: "wrong content type" }, "read");
    expect(troubleOf(content)).toMatchObject({ status: 502, code: "UNKNOWN", passing: false });
  });

  test("what a token server answered, within a refusal", () => {
    const refusal = (cause?: unknown) => new RegistryRefusal("no token for registry.example", { cause });
    expect(troubleOf(refusal(http(401)))).toMatchObject({ status: 403, passing: false });
    expect(troubleOf(refusal(refusal(http(503))))).toMatchObject({ status: 502, passing: true });
    expect(troubleOf(refusal())).toEqual({
      status: 502,
      code: "UNKNOWN",
      message: "no token for registry.example",
      passing: false,
    });
  });

  test("a mistake says nothing", () => {
    for (const thrown of [new TypeError("x"), "x", undefined, null])
      expect(troubleOf(thrown)).toEqual({
        status: 502,
        code: "UNKNOWN",
        message: "the registry could not be asked",
        passing: false,
      });
    const endless = new Error("round");
    endless.cause = endless;
    expect(troubleOf(endless)).toMatchObject({ passing: false });
  });
});

test("stale only where the upstream could not be asked, and within the time for it", () => {
  const passing = silence;
  expect(mayBeStale(passing, 10, 10)).toBe(true);
  expect(mayBeStale(passing, 11, 10)).toBe(false);
  expect(mayBeStale(passing, 0, 0)).toBe(false);
  expect(mayBeStale(passing, 0, 1)).toBe(true);
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (age, stale) => {
      for (const status of [400, 401, 403, 404])
        expect(mayBeStale(troubleOf(http(status)), age, stale)).toBe(false);
      expect(mayBeStale(passing, age, stale)).toBe(stale > 0 && age <= stale);
    }),
  );
});
