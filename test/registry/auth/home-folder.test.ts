import { homedir, userInfo } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { homeFolder } from "../../../src/registry/auth/home-folder.ts";

afterEach(() => vi.unstubAllEnvs());

const unknown = () => {
  throw new Error("A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)");
};

test("a user that the system knows has a home", () => {
  expect(homeFolder()).toBe(homedir());
});

test.each(["", "home", "./home"])("HOME=%s does not lead into a checkout", (home) => {
  vi.stubEnv("HOME", home);
  expect(homeFolder()).toBe(userInfo().homedir);
});

test("a user that the system does not know has the root, as for Docker", () => {
  expect(homeFolder([unknown, unknown])).toBe("/");
  expect(homeFolder([() => "", unknown])).toBe("/");
  expect(homeFolder([unknown, () => "/home/octo"])).toBe("/home/octo");
});
