import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { type Digest, sha256 } from "../../src/image/digest.ts";
import { isHost } from "../../src/image/host.ts";
import {
  formatReference,
  isTag,
  lowerCaseNotices,
  parseReference,
  type Reference,
  repositoryOf,
  withDigest,
} from "../../src/image/reference.ts";

const F = `sha256:${"f".repeat(64)}`;
const HEX = "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a";

describe("parseReference", () => {
  // The inputs and outcomes of distribution/reference's own tests.
  it.each([
    ["test_com", "docker.io/library/test_com"],
    ["test.com:tag", "docker.io/library/test.com:tag"],
    ["test.com:5000", "docker.io/library/test.com:5000"],
    ["test.com/repo:tag", "test.com/repo:tag"],
    ["test:5000/repo", "test:5000/repo"],
    [`test:5000/repo:tag@${F}`, `test:5000/repo:tag@${F}`],
    ["lowercase:Uppercase", "docker.io/library/lowercase:Uppercase"],
    ["sub-dom1.foo.com/bar/baz/quux:some-long-tag", "sub-dom1.foo.com/bar/baz/quux:some-long-tag"],
    [
      "b.gcr.io/test.example.com/my-app:test.example.com",
      "b.gcr.io/test.example.com/my-app:test.example.com",
    ],
    [`xn--7o8h.com/myimage:xn--7o8h.com@${F}`, `xn--7o8h.com/myimage:xn--7o8h.com@${F}`],
    ["foo/foo_bar.com:8080", "docker.io/foo/foo_bar.com:8080"],
    ["192.168.1.1:5000", "docker.io/library/192.168.1.1:5000"],
    ["192.168.1.1/repo", "192.168.1.1/repo"],
    ["192.168.1.1:5000/repo:5050", "192.168.1.1:5000/repo:5050"],
    ["[2001:db8::1]/repo", "[2001:db8::1]/repo"],
    ["[2001:db8:1:2:3:4:5:6]/repo:tag", "[2001:db8:1:2:3:4:5:6]/repo:tag"],
    [`[2001:db8::1]:5000/repo:tag@${F}`, `[2001:db8::1]:5000/repo:tag@${F}`],
    ["[2001:db8::]:5000/repo", "[2001:db8::]:5000/repo"],
    ["[::1]:5000/x", "[::1]:5000/x"],
    ["docker/docker", "docker.io/docker/docker"],
    ["localhost/library/debian", "localhost/library/debian"],
    ["localhost/fooo", "localhost/fooo"],
    ["LOCALDOMAIN/debian", "LOCALDOMAIN/debian"],
    ["Foo/bar", "Foo/bar"],
    ["docker.io/debian", "docker.io/library/debian"],
    ["index.docker.io/docker/docker", "docker.io/docker/docker"],
    ["index.docker.io/debian", "docker.io/library/debian"],
    ["library/foo/bar", "docker.io/library/foo/bar"],
    ["store/foo/bar", "docker.io/store/foo/bar"],
    ["docker---rules/docker", "docker.io/docker---rules/docker"],
    ["dock__er/docker", "docker.io/dock__er/docker"],
    ["d/docker", "docker.io/d/docker"],
    [`docker.io/${HEX}`, `docker.io/library/${HEX}`],
    [`${"a/".repeat(127)}a:tag-puts-this-over-max`, `docker.io/${"a/".repeat(127)}a:tag-puts-this-over-max`],
    // Beyond those tests.
    ["registry-1.docker.io/debian", "docker.io/library/debian"],
    ["Docker.IO/debian", "docker.io/library/debian"],
    [`app@sha512:${"0".repeat(128)}`, `docker.io/library/app@sha512:${"0".repeat(128)}`],
    // `github.repository` has the case in which the repository was made; distribution/reference refuses it.
    ["Uppercase:tag", "docker.io/library/uppercase:tag"],
    ["test:5000/Uppercase/lowercase:Tag", "test:5000/uppercase/lowercase:Tag"],
    ["docker/Docker", "docker.io/docker/docker"],
    [`ghcr.io/MyOrg/App:v1@${F}`, `ghcr.io/myorg/app:v1@${F}`],
  ])("reads %s as %s", (text, full) => expect(formatReference(parseReference(text))).toBe(full));

  it.each([
    ["", /it is empty/],
    [":justtag", /names no repository/],
    [`@${F}`, /names no repository/],
    [`repo@sha256:${"f".repeat(34)}`, /is not a digest/],
    [`validname@invaliddigest:${"f".repeat(64)}`, /is not a digest/],
    [`domain/${"a".repeat(256)}:tag`, /263 characters long, at most 255/],
    ["aa/asdf$$^/aa", /must be made of lowercase letters/],
    ["[2001:db8::1]", /"\[2001" must be made of/],
    ["[2001:db8::1]:5000", /"\[2001" must be made of/],
    ["[fe80::1%eth0]:5000/debian", /is not a registry host/],
    ["[2001:db8:3:4::192.0.2.33]:5000/debian", /is not a registry host/],
    ["fc00::1:5000/debian", /"fc00::1:5000" is not a registry host/],
    ["https://github.com/docker/docker", /begins with a URL scheme/],
    ["-docker", /must be made of/],
    ["-docker.io/docker/docker", /is not a registry host/],
    ["docker///docker", /must be made of/],
    ["docker/", /must be made of/],
    ["ghcr.io/", /names no repository/],
    ["/docker", /must be made of/],
    ["docker-/docker", /must be made of/],
    ["____/____", /must be made of/],
    ["dock..er/docker", /is not a registry host/],
    ["dock_.er/docker", /is not a registry host/],
    ["docker/dock..er", /must be made of/],
    [HEX, /64 hexadecimal digits/],
    [F, /needs its repository/],
    ["ghcr.io/org/app@", /the digest behind "@" is empty/],
    ["app:", /the tag "" must be/],
    ["app:-x", /the tag "-x" must be/],
    ["app:a:b", /the tag "a:b" must be/],
    [`app:${"t".repeat(129)}`, /must be at most 128/],
    [`app@${F}:tag`, /is not a digest/],
    [`app@${F}@${F}`, /is not a digest/],
    ["app:1 ", /white space/],
    ["app\n", /white space/],
    ["host:70000/app", /"host:70000" is not a registry host/],
    ["ghcr.io@evil.com/app", /is not a registry host/],
  ])("refuses %j", (text, why) => {
    expect(() => parseReference(text)).toThrow(UserError);
    expect(() => parseReference(text)).toThrow(why);
    expect(() => parseReference(text)).not.toThrow(/\n/);
  });

  it("fails with nothing but a UserError", () => {
    const pieces = fc.constantFrom(
      "a",
      "A",
      "1",
      ".",
      ":",
      "/",
      "@",
      "[",
      "]",
      "_",
      "-",
      "\n",
      "localhost",
      "docker.io",
      F,
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(pieces).map((p) => p.join("")),
        ),
        (text) => {
          try {
            const full = formatReference(parseReference(text));
            expect(formatReference(parseReference(full))).toBe(full);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is the inverse of formatReference", () => {
    fc.assert(
      fc.property(references, (reference) => {
        const text = formatReference(reference);
        expect(parseReference(text)).toEqual(reference);
        expect(formatReference(parseReference(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

test("one sentence tells of all names that were written in upper case", () => {
  const names = ["ghcr.io/Org/App:1", `ghcr.io/Org/App@${F}`, "ghcr.io/org/app", "quay.io/A:Tag"];
  expect(lowerCaseNotices(names.map(parseReference))).toEqual([
    'image names are in lower case: "Org/App" is read as "org/app", "A" is read as "a"',
  ]);
  expect(lowerCaseNotices([parseReference("ghcr.io/org/app:Tag")])).toEqual([]);
});

describe("parts", () => {
  const pinned = parseReference(`ghcr.io/o/app:1@${F}`);

  it("names the repository", () => expect(repositoryOf(pinned)).toBe("ghcr.io/o/app"));
  it("keeps the tag with a new digest", () =>
    expect(formatReference(withDigest(pinned, sha256("")))).toBe(`ghcr.io/o/app:1@${sha256("")}`));

  it.each(["latest", "_x", "1.0-rc.1", "A".repeat(128)])("takes %s for a tag", (tag) =>
    expect(isTag(tag)).toBe(true),
  );
  it.each(["", ".a", "-a", "a+b", "a b", "ä", "a\n", "A".repeat(129)])("does not take %j for a tag", (tag) =>
    expect(isTag(tag)).toBe(false),
  );
});

const letters = (alphabet: string, most: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: most });
const alphanumeric = letters("abz019", 4);
const component = fc
  .tuple(
    alphanumeric,
    fc.array(fc.tuple(fc.constantFrom(".", "_", "__", "-", "---"), alphanumeric), { maxLength: 2 }),
  )
  .map(([head, tail]) => head + tail.flat().join(""));
const path = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const port = fc.option(fc.integer({ min: 0, max: 65535 }), { nil: undefined });
const hosts = fc
  .tuple(
    fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc
        .ipV6()
        .filter((ip) => !ip.includes("."))
        .map((ip) => `[${ip}]`),
    ),
    port,
  )
  .map(([host, p]) => (p === undefined ? host : `${host}:${p}`))
  .filter(isHost);
const names = fc.oneof(
  fc.record({
    registry: fc.oneof(hosts, fc.constantFrom("localhost", "localhost:5000", "Foo", "a:1")),
    repository: path,
  }),
  fc.record({
    registry: fc.constant("docker.io"),
    repository: path.map((p) => (p.includes("/") ? p : `library/${p}`)),
  }),
);
const references: fc.Arbitrary<Reference> = fc
  .tuple(
    names,
    fc.record(
      {
        tag: letters("aZ9_", 3).chain((head) =>
          fc.string({ unit: fc.constantFrom(..."aZ9_.-"), maxLength: 9 }).map((t) => head + t),
        ),
        digest: fc.string().map((text): Digest => sha256(text)),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([name, parts]) => ({ ...name, ...parts }));
