import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rangeStart, route } from "../../src/mirror/route.ts";

const hub = "registry-1.docker.io";
const digest = `sha256:${"0a".repeat(32)}`;
const at = (url: string, more: object = {}, upstream = hub) =>
  route({ method: "GET", url, host: "127.0.0.1:5055", ...more }, upstream);
const repository = "library/debian";

describe("what is asked for", () => {
  test.each([
    ["/v2/", { kind: "ping" }],
    ["/v2", { kind: "ping" }],
    ["/v2/?a=b", { kind: "ping" }],
    ["/_imgpub/health", { kind: "health" }],
    ["/_imgpub/stats?x", { kind: "stats" }],
    ["/_imgpub/reads", { kind: "reads", since: 0 }],
    ["/_imgpub/reads?since=1700000000000", { kind: "reads", since: 1_700_000_000_000 }],
    ["/_imgpub/reads?since=-1", { kind: "reads", since: 0 }],
    ["/_imgpub/reads?since=12x", { kind: "reads", since: 0 }],
    [`/v2/${repository}/manifests/12`, { kind: "tag", repository, tag: "12" }],
    [`/v2/${repository}/manifests/${digest}`, { kind: "manifest", repository, digest }],
    [`/v2/${repository}/manifests/${digest.replace(":", "%3A")}`, { kind: "manifest", repository, digest }],
    [`/v2/${repository}/blobs/${digest}?ns=docker.io`, { kind: "blob", repository, digest }],
    [`/v2/a/manifests/manifests/1`, { kind: "tag", repository: "a/manifests", tag: "1" }],
  ])("%s", (url, expected) => expect(at(url)).toEqual(expected));

  test("HEAD is as good as GET, and nothing else is", () => {
    expect(at("/v2/", { method: "HEAD" })).toEqual({ kind: "ping" });
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", undefined])
      expect(at("/v2/library/debian/blobs/uploads/", { method })).toMatchObject({
        status: 405,
        code: "UNSUPPORTED",
      });
  });

  test.each([
    ["/", 404, "UNSUPPORTED"],
    ["/v3/", 404, "UNSUPPORTED"],
    ["/v2/_catalog", 404, "UNSUPPORTED"],
    ["/_imgpub/statsx", 404, "UNSUPPORTED"],
    [`/v2/${repository}/tags/list`, 404, "UNSUPPORTED"],
    [`/v2/${repository}/blobs/latest`, 400, "DIGEST_INVALID"],
    [`/v2/${repository}/blobs/sha256:../../../../etc/passwd`, 404, "UNSUPPORTED"],
    [`/v2/${repository}/blobs/sha256:${"0A".repeat(32)}`, 400, "DIGEST_INVALID"],
    [`/v2/../../etc/blobs/${digest}`, 400, "NAME_INVALID"],
    [`/v2/%2e%2e/blobs/${digest}`, 400, "NAME_INVALID"],
    [`/v2/Library/debian/blobs/${digest}`, 400, "NAME_INVALID"],
    [`/v2/${"a".repeat(256)}/blobs/${digest}`, 400, "NAME_INVALID"],
    [`/v2/${repository}/manifests/..`, 400, "TAG_INVALID"],
    [`/v2/${repository}/manifests/%2e%2e`, 400, "TAG_INVALID"],
    [`/v2/${repository}/manifests/${"a".repeat(129)}`, 400, "TAG_INVALID"],
    [`http://127.0.0.1/v2/`, 404, "UNSUPPORTED"],
  ])("%s is refused", (url, status, code) =>
    expect(at(url)).toMatchObject({ kind: "refused", status, code }),
  );

  test("the longest name and tag are taken", () => {
    const name = "a".repeat(255);
    const tag = "b".repeat(128);
    expect(at(`/v2/${name}/manifests/${tag}`)).toEqual({ kind: "tag", repository: name, tag });
  });

  test("no request whatsoever is taken for content by another name than its digest's", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.webPath(), (one, other) => {
        for (const url of [
          one,
          other,
          `/v2/${one}/blobs/${other}`,
          `/v2/a/blobs/${one}`,
          `/v2/a/manifests${other}`,
        ]) {
          const asked = at(url);
          if (asked.kind === "blob" || asked.kind === "manifest")
            expect(asked.digest).toMatch(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/);
          if (asked.kind === "tag") expect(asked.tag).toMatch(/^\w[\w.-]{0,127}$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("for whom", () => {
  test.each([
    "localhost",
    "localhost:80",
    "LOCALHOST:5055",
    "127.0.0.1",
    "127.1.2.3:5",
    "[::1]",
    "[::1]:5055",
  ])("%s is this machine", (host) => expect(at("/v2/", { host })).toEqual({ kind: "ping" }));

  test.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:5055",
    "",
    undefined,
    "::1",
    "127.0.0.1:x",
  ])("%s is not", (host) =>
    expect(at("/_imgpub/stats", { host })).toMatchObject({ status: 421, code: "DENIED" }),
  );

  test("what is meant for another registry is refused", () => {
    const url = (ns: string) => `/v2/${repository}/manifests/1?ns=${ns}`;
    for (const ns of ["docker.io", "index.docker.io", "registry-1.docker.io"]) {
      expect(at(url(ns))).toMatchObject({ kind: "tag" });
      expect(at(url(ns), {}, "quay.io")).toMatchObject({ status: 404, code: "NAME_UNKNOWN" });
    }
    expect(at(url("quay.io"))).toMatchObject({ status: 404, code: "NAME_UNKNOWN" });
    expect(at(url("quay.io"), {}, "quay.io")).toMatchObject({ kind: "tag" });
    expect(at(url(""))).toMatchObject({ status: 404 });
  });
});

test.each([
  ["bytes=5-", 5],
  ["bytes=0-", 0],
  ["bytes=123456789012345-", 123_456_789_012_345],
  ["bytes=1234567890123456-", 0],
  ["bytes=5-9", 0],
  ["bytes=-5", 0],
  ["bytes=5-,7-", 0],
  ["items=5-", 0],
  [" bytes=5-", 0],
  [undefined, 0],
])("the range %s begins at %s", (header, start) => expect(rangeStart(header)).toBe(start));
