import { homedir } from "node:os";
import { expect, test } from "vitest";
import { homeFolder } from "../../src/base/home-folder.ts";

test("a user that the system knows has a home", () => {
  expect(homeFolder()).toBe(homedir());
});

test("one that it does not know has the root as Docker has it", () => {
  const ask = () => {
    throw new Error("A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)");
  };
  expect(homeFolder(ask)).toBe("/");
});
