import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entryOf } from "../../../scripts/release/changelog.ts";

const changelog = `# Changelog

## [Unreleased]

- Not yet.

## [1.1.0] - 2026-02-28

A word before.

### Added

- One, with [a link](https://example.com).

### Fixed

- Two.

## [1.0.0] - 2024-02-29

- First.

[1.1.0]: https://example.com/1.1.0
[1.0.0]: https://example.com/1.0.0
`;

test("an entry is what stands under its heading", () => {
  expect(entryOf(changelog, "1.1.0", "F")).toBe(
    "A word before.\n\n### Added\n\n- One, with [a link](https://example.com).\n\n### Fixed\n\n- Two.",
  );
});

test("the last entry ends where the links begin", () => {
  expect(entryOf(changelog, "1.0.0", "F")).toBe("- First.");
});

test("line ends may be those of Windows", () => {
  expect(entryOf(changelog.replaceAll("\n", "\r\n"), "1.0.0", "F")).toBe("- First.");
});

test("a version is no part of another one", () => {
  expect(() => entryOf(changelog, "1.0", "F")).toThrow("F has no entry for 1.0, and");
  expect(() => entryOf(changelog, "1.1.0-rc.1", "F")).toThrow("F has no entry for 1.1.0-rc.1, and");
});

test("the changelog of this project has a place for what comes next, and an entry for every version", () => {
  const text = readFileSync(new URL("../../../CHANGELOG.md", import.meta.url), "utf8");
  const [unreleased, ...versions] = [...text.matchAll(/^## \[(.*?)\]/gm)].map(([, name = ""]) => name);
  expect(unreleased).toBe("Unreleased");
  for (const version of versions) expect(entryOf(text, version, "CHANGELOG.md")).not.toBe("");
  const moved = text.replace(
    "## [Unreleased]\n",
    "## [Unreleased]\n\n## [999.0.0] - 2026-01-31\n\n- More.\n",
  );
  expect(entryOf(moved, "999.0.0", "CHANGELOG.md")).toMatch(/^- More\./);
});
