import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTextInside, realPathInside } from "../../src/base/workspace-file.ts";

let outer: string;
let folder: string;

beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), "imgpub-workspace-file-"));
  folder = join(outer, "workspace");
  await mkdir(join(folder, "..a"), { recursive: true });
  await writeFile(join(outer, "secret.txt"), "secret");
  await writeFile(join(folder, "..a", "a.txt"), "ä");
  await writeFile(join(folder, "binary"), Uint8Array.of(0xff));
  await writeFile(join(folder, "marked"), "\uFEFFä");
  await writeFile(join(folder, "utf16le"), Buffer.from("\uFEFFä", "utf16le"));
  await writeFile(join(folder, "utf16be"), Buffer.from("\uFEFFä", "utf16le").swap16());
  await symlink(join("..a", "a.txt"), join(folder, "inwards"));
  await symlink(join("..", "secret.txt"), join(folder, "outwards"));
  await symlink("gone", join(folder, "broken"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
});

afterAll(() => rm(outer, { recursive: true, force: true }));

test.each([
  ["..a/a.txt", { text: "ä" }],
  ["inwards", { text: "ä" }],
  ["marked", { text: "ä" }],
  ["utf16le", { text: "ä" }],
  ["utf16be", { text: "ä" }],
  ["outwards", { problem: "outside" }],
  ["../secret.txt", { problem: "outside" }],
  ["..", { problem: "outside" }],
  [".", { problem: "no file" }],
  ["pipe", { problem: "no file" }],
  ["binary", { problem: "not text" }],
])("reads %j as %j", async (path, expected) => {
  expect(await readTextInside(folder, path, 10)).toEqual(expected);
});

test("reads no more than it may", async () => {
  expect(await readTextInside(folder, "inwards", 1)).toEqual({ problem: "too large" });
});

test("what is not there is the system's error", async () => {
  await expect(readTextInside(folder, "none", 10)).rejects.toThrow(/ENOENT/);
  await expect(realPathInside(folder, "broken")).rejects.toThrow(/ENOENT/);
});
