import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../../src/cascade/decide.ts";
import type { Facts, Found, MissingWorkflow, Wanted, WorkflowFacts } from "../../src/cascade/facts/facts.ts";
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
  onOtherContent: "fail",
};
const file = (text: string): Found => ({ kind: "file", bytes: new TextEncoder().encode(text) });
const absent: Found = { kind: "absent" };
const workflow: WorkflowFacts = {
  file: "publish-image.yml",
  wired: true,
  tooLarge: false,
  unstarted: undefined,
};
const missing: MissingWorkflow = {
  folder: undefined,
  folders: [".x/workflows", ".y/workflows"],
  near: undefined,
  elsewhere: undefined,
};
const unwired = { workflow: { ...workflow, wired: false } };
const look = (found: Found, more: Partial<Facts> = {}): Facts => ({
  empty: false,
  workflow,
  missing,
  twin: undefined,
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
      { workflow: undefined },
      /there is no workflow "publish-image\.yml" in \.x\/workflows or \.y\/workflows; add it/,
    ],
    ["since it is empty", { empty: true, workflow: undefined }, /the repository is empty/],
    [
      "in the folder that is read",
      { workflow: undefined, missing: { ...missing, folder: ".github/workflows" } },
      /there is no workflow "publish-image\.yml" in \.github\/workflows; add it/,
    ],
    [
      "in the folder that is read, but with another name that is near",
      { workflow: undefined, missing: { ...missing, folder: ".github/workflows", near: "publish.yml" } },
      /in \.github\/workflows, where the nearest is "publish\.yml"; add it, or name another in the input "workflow"/,
    ],
    [
      "in the folder that is read, but in another",
      {
        workflow: undefined,
        missing: { ...missing, folder: ".gitea/workflows", elsewhere: ".github/workflows/x.yml" },
      },
      /in \.gitea\/workflows, and the server reads no other folder, so that "\.github\/workflows\/x\.yml" is none of its workflows; add it/,
    ],
    [
      "in a folder that is read, but in another",
      { workflow: undefined, missing: { ...missing, elsewhere: ".forgejo/workflows/x.yml" } },
      /that the server reads, as it does not look where "\.forgejo\/workflows\/x\.yml" is; move it/,
    ],
  ];
  test.each(looks)("%s, that is the answer whatever the file is", (_, more, why) => {
    for (const found of [absent, file("1.2.0\n"), file("9.0.0\n"), { kind: "symlink" } as const]) {
      const given = look(found, more);
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
  for (const more of [{}, unwired])
    expect(decide(look(found, more), wanted)).toEqual({
      outcome: "fail",
      from: null,
      why: expect.stringMatching(why),
    });
});

test("a workflow that never reads the file is told whatever the file holds", () => {
  for (const found of [absent, file("1.0.0\n"), file("1.2.0\n"), file("2.0.0\n")]) {
    expect(decide(look(found, unwired), wanted)).toMatchObject({
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
  expect(decide(look(absent, unwired), warn)).toMatchObject({ outcome: "write", why });
  expect(decide(look(file("1.2.0\n"), unwired), warn)).toMatchObject({ outcome: "unchanged", why });
  expect(decide(look(file("x\n"), unwired), { ...warn, onNewer: "skip" }).why).toMatch(
    /never reads.*; .*cannot be compared/,
  );
});

test("a workflow that the push does not start is told whatever the file holds, and after one that is unwired", () => {
  const unstarted = { ...workflow, unstarted: "does not start on a push" };
  for (const found of [absent, file("1.0.0\n"), file("1.2.0\n"), file("2.0.0\n"), file("a\nb\n")]) {
    expect(decide(look(found, { workflow: unstarted }), wanted)).toMatchObject({
      outcome: "unstarted",
      why: 'the workflow "publish-image.yml" does not start on a push, so nothing would rebuild the template; let the push start it, or go on anyway with on-unwired: warn',
    });
    expect(decide(look(found, { workflow: { ...unstarted, wired: false } }), wanted).outcome).toBe("unwired");
  }
  const warn = { ...wanted, onUnwired: "warn" } as const;
  expect(decide(look(absent, { workflow: unstarted }), warn)).toMatchObject({
    outcome: "write",
    why: 'the workflow "publish-image.yml" does not start on a push, so nothing rebuilds the template; let the push start it',
  });
  expect(decide(look(file("1.2.0\n"), { workflow: { ...unstarted, wired: false } }), warn)).toMatchObject({
    outcome: "unchanged",
    why: expect.stringMatching(/never reads .*; the workflow .* does not start on a push/),
  });
});

describe("a file of several lines", () => {
  const several = [
    "1.0.0\n1.1.0\n",
    "# pinned\n1.0.0\n",
    "\n  1.2.0 \nlatest",
    "1.2.0\r\nx",
    "9.0.0\rx",
    "a\n\n\nb",
  ];
  test.each(several)("%j is not replaced", (text) => {
    expect(decide(look(file(text)), wanted)).toMatchObject({
      outcome: "fail",
      why: expect.stringMatching(/^"\.runtime-version" has 2 lines .* on-other-content: replace$/),
    });
    for (const onNewer of ["skip", "fail"] as const)
      expect(decide(look(file(text)), { ...wanted, onNewer }).outcome).not.toBe("write");
    const replace = { ...wanted, onOtherContent: "replace" } as const;
    expect(decide(look(file(text)), replace).outcome).toBe("write");
  });

  test("with a higher version is left alone as any other", () => {
    const found = file("9.0.0\nlatest\n");
    expect(decide(look(found), { ...wanted, onNewer: "skip" }).outcome).toBe("superseded");
    expect(decide(look(found, { before: absent }), wanted).outcome).toBe("superseded");
  });

  test.each(["1.0.0", "\uFEFF1.0.0\r\n\r\n", "\n \n1.0.0 \n\t\n", "\n\n", ""])("is not %j", (text) => {
    expect(decide(look(file(text)), wanted).outcome).toBe("write");
  });
});

test("a path that is another one but for its letter case fails", () => {
  const twin = { asked: "docker", there: "Docker", fits: true };
  expect(decide(look(absent, { twin }), { ...wanted, path: "docker/.runtime-version" })).toEqual({
    outcome: "fail",
    from: null,
    why: '"docker" differs from "Docker", which is there, only in letter case, and many systems cannot check out both; name "Docker/.runtime-version" in the input "path", or rename what is there',
  });
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
