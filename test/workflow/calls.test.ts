import { expect, test, vi } from "vitest";
import { type OwnRepository, ownCall } from "../../src/workflow/calls.ts";

/** Begun before the sources are imported. */
const work = await vi.hoisted(async () => (await import("../support/work.ts")).countWork());

const own: OwnRepository = {
  owner: "Org",
  name: "app",
  serverUrl: "https://git.example.com/forge",
  refs: ["main", "refs/heads/main", "a".repeat(40)],
};
const path = ".github/workflows/x.yml";

test.each([
  [`./${path}`, path],
  [".gitea/workflows/x.yml", ".gitea/workflows/x.yml"],
  ["./.github/./y/../workflows/x.yml", path],
  ["./../../x.yml", "x.yml"],
])("%s is of the same repository, at the same commit", (uses, expected) => {
  expect(ownCall(uses, own)).toEqual({ path: expected, otherRef: undefined });
  expect(ownCall(uses, undefined)).toEqual({ path: expected, otherRef: undefined });
});

test.each([
  `Org/app/${path}@main`,
  `org/APP/${path}@refs/heads/main`,
  `org/app/${path}@${"a".repeat(40)}`,
  `https://git.example.com/forge/org/app/${path}@main`,
  `http://GIT.example.com/forge//org/app/${path}@main`,
  "org/app/.github/workflows/../workflows/x.yml@main",
])("%s is of the same repository by its full name", (uses) => {
  expect(ownCall(uses, own)).toEqual({ path, otherRef: undefined });
  expect(ownCall(uses, undefined)).toBeUndefined();
});

test.each(["v1", "Main", "refs/tags/main", "feature/main", "a".repeat(7), "v1@main"])(
  "at %s the file may be another one",
  (ref) => {
    expect(ownCall(`org/app/${path}@${ref}`, own)).toEqual({ path, otherRef: ref });
    expect(ownCall(`org/app/${path}@main`, { ...own, refs: [] })).toEqual({ path, otherRef: "main" });
  },
);

test.each([
  `org/app/${path}`,
  `org/app/${path}@`,
  `org/other/${path}@main`,
  `other/app/${path}@main`,
  `app/${path}@main`,
  `x/org/app/${path}@main`,
  "org/app/x.yml@main",
  "org/app@main",
  `https://github.com/org/app/${path}@main`,
  `https://git.example.com/org/app/${path}@main`,
  `https://git.example.com/forge/x/org/app/${path}@main`,
  `docker://org/app/${path}@main`,
  "./${{ github.ref }}/x.yml",
  `org/app/${path}@\${{ github.ref }}`,
  "",
])("%s is not", (uses) => {
  expect(ownCall(uses, own)).toBeUndefined();
});

test("what is very long takes no time", async () => {
  // Regular expressions read it, which do not count: one that goes back over it would take longer than any test may.
  const done = await work.in("/src/", () => {
    for (const text of ["a/b/.c/workflows/x/", "/", "a@", "https://"])
      ownCall(`https://${text.repeat(100_000)}`, own);
  });
  expect(done).toBeLessThan(100);
});
