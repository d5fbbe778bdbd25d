import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type Facts, type Found, type Wanted } from "../../src/cascade/decide.ts";
import { compareVersions } from "../../src/cascade/inputs/version.ts";

const compare = await compareVersions("semver");
const wanted: Wanted = {
  version: "1.2.0",
  path: ".runtime-version",
  workflow: "publish-image.yml",
  compare,
  onNewer: "overwrite",
  onMissingWorkflow: "skip",
  onUnwired: "fail",
};
const file = (text: string): Found => ({ kind: "file", bytes: new TextEncoder().encode(text) });
const absent: Found = { kind: "absent" };
const look = (found: Found, more: Partial<Facts> = {}): Facts => ({
  empty: false,
  workflowFound: true,
  wired: true,
  found,
  before: undefined,
  ...more,
});

test("a file that is missing or holds something else is written", () => {
  expect(decide(look(absent), wanted)).toEqual({ outcome: "write", from: null, why: undefined });
  for (const text of ["1.1.0\n", "1.2.0", "1.2.0\r\n", "1.2.0\n\n", "v1.2.0\n", "1.2.0+b\n", "", "jammy\n"])
    expect(decide(look(file(text)), wanted)).toMatchObject({ outcome: "write", why: undefined });
  expect(decide(look(file(" 1.1.0\r\n")), wanted).from).toBe("1.1.0");
});

test("equal bytes are unchanged, at the first look and after a race", () => {
  expect(decide(look(file("1.2.0\n")), wanted)).toEqual({
    outcome: "unchanged",
    from: "1.2.0",
    why: undefined,
  });
  expect(decide(look(file("1.2.0\n"), { before: absent }), wanted).outcome).toBe("unchanged");
});

describe("a higher version", () => {
  test.each([
    ["overwrite", "write"],
    ["skip", "superseded"],
    ["fail", "fail"],
  ] as const)("that was there follows on-newer: %s, at every look", (onNewer, outcome) => {
    const found = file("v2.0.0\n");
    expect(decide(look(found), { ...wanted, onNewer }).outcome).toBe(outcome);
    expect(decide(look(found, { before: file("v2.0.0\n") }), { ...wanted, onNewer }).outcome).toBe(outcome);
  });

  test.each(["overwrite", "skip", "fail"] as const)(
    "that a race brought stays, with on-newer: %s",
    (onNewer) => {
      for (const before of [absent, file("1.1.0\n"), file("3.0.0\n")])
        expect(decide(look(file("2.0.0\n"), { before }), { ...wanted, onNewer })).toEqual({
          outcome: "superseded",
          from: "2.0.0",
          why: '.runtime-version got the higher version "2.0.0" in the meantime, so it was left alone',
        });
    },
  );

  test("is not one that a race took away, lowered, or that only differs in build metadata", () => {
    const skip = { ...wanted, onNewer: "skip" } as const;
    expect(decide(look(absent, { before: file("2.0.0\n") }), skip).outcome).toBe("write");
    expect(decide(look(file("1.0.0\n"), { before: absent }), skip).outcome).toBe("write");
    expect(decide(look(file("1.2.0+z\n"), { before: absent }), skip).outcome).toBe("write");
  });

  test("is told with the way out when it fails", () => {
    expect(decide(look(file("2.0.0\n")), { ...wanted, onNewer: "fail" }).why).toBe(
      '.runtime-version has the higher version "2.0.0"; publish a higher one, or allow the downgrade with on-newer: overwrite',
    );
  });
});

test("what cannot be ordered is written, and said where the order matters", () => {
  expect(decide(look(file("jammy\n")), { ...wanted, onNewer: "fail" })).toEqual({
    outcome: "write",
    from: "jammy",
    why: '.runtime-version held "jammy", which cannot be compared with 1.2.0 and so was taken to be lower',
  });
  expect(decide(look(file("\n")), { ...wanted, onNewer: "fail" }).why).toBeUndefined();
});

describe("without a workflow", () => {
  const looks: [string, Partial<Facts>, RegExp][] = [
    [
      "in the repository",
      { workflowFound: false },
      /there is no workflow "publish-image\.yml" in \.gitea\/workflows/,
    ],
    ["since it is empty", { empty: true, workflowFound: false }, /the repository is empty/],
  ];
  test.each(looks)("%s, that is the answer whatever the file is", (_, more, why) => {
    for (const found of [absent, file("1.2.0\n"), file("9.0.0\n"), { kind: "symlink" } as const]) {
      const given = look(found, { ...more, wired: false });
      expect(decide(given, wanted)).toMatchObject({ outcome: "skipped", why: expect.stringMatching(why) });
      expect(decide(given, { ...wanted, onMissingWorkflow: "fail" })).toMatchObject({
        outcome: "fail",
        why: expect.stringMatching(why),
      });
    }
  });
});

test.each<[Found, RegExp]>([
  [
    { kind: "symlink" },
    /^"\.runtime-version" is a symbolic link, which is not followed; replace it with a file/,
  ],
  [{ kind: "folder" }, /is a folder; replace it/],
  [{ kind: "submodule" }, /is a submodule; replace it/],
  [
    { kind: "blocked", parent: "docker", by: "symlink" },
    /^"docker" is a symbolic link, so it cannot contain "\.runtime-version"/,
  ],
  [{ kind: "blocked", parent: "docker", by: "file" }, /^"docker" is a file/],
  [{ kind: "blocked", parent: "docker", by: "submodule" }, /^"docker" is a submodule/],
])("%j fails", (found, why) => {
  for (const wired of [true, false])
    expect(decide(look(found, { wired }), wanted)).toEqual({
      outcome: "fail",
      from: null,
      why: expect.stringMatching(why),
    });
});

test("a workflow that never reads the file is told whatever the file holds", () => {
  for (const found of [absent, file("1.0.0\n"), file("1.2.0\n"), file("2.0.0\n")]) {
    expect(decide(look(found, { wired: false }), wanted)).toMatchObject({
      outcome: "unwired",
      why: expect.stringMatching(
        /never reads "\.runtime-version", so the push would rebuild.*on-unwired: warn$/,
      ),
    });
  }
});

test("with a warning, an unwired template is treated as any other", () => {
  const warn = { ...wanted, onUnwired: "warn" } as const;
  const why = expect.stringMatching(/never reads "\.runtime-version"/);
  expect(decide(look(absent, { wired: false }), warn)).toMatchObject({ outcome: "write", why });
  expect(decide(look(file("1.2.0\n"), { wired: false }), warn)).toMatchObject({ outcome: "unchanged", why });
  expect(decide(look(file("x\n"), { wired: false }), { ...warn, onNewer: "skip" }).why).toMatch(
    /never reads.*; .*cannot be compared/,
  );
});

test("after a race, a file that holds a higher version is never written", () => {
  const version = fc
    .tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.constantFrom("", "-rc.1", "+b"))
    .map(([minor, patch, more]) => `1.${minor}.${patch}${more}\n`);
  const before = fc.oneof(version.map(file), fc.constant(absent));
  const onNewer = fc.constantFrom("overwrite", "skip", "fail");
  fc.assert(
    fc.property(version, before, onNewer, (text, first, onNewer) => {
      const changed = JSON.stringify(first) !== JSON.stringify(file(text));
      const { outcome } = decide(look(file(text), { before: first }), { ...wanted, onNewer });
      const higher = (compare(text.trim(), wanted.version) ?? 0) > 0;
      if (changed) expect(outcome === "superseded").toBe(higher);
      if (outcome === "write") expect(higher && changed).toBe(false);
      if (!higher) expect(outcome).toBe(text === "1.2.0\n" ? "unchanged" : "write");
    }),
  );
});
