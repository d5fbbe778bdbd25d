import { expect, test } from "vitest";
import { daemonOf, isOf } from "../../src/cache/observe.ts";

let pid = 100;
const daemon = (...command: string[]) => ({
  pid: ++pid,
  parent: 1,
  name: "dockerd",
  command: ["dockerd", ...command],
});
const silent = daemon("-H", "fd://");
const named = daemon("--data-root", "/srv/a");
const other = daemon("--data-root=/srv/b/");

test("of several engines the one that has its images there is meant", () => {
  expect(daemonOf([silent, named, other], "/srv/a")).toBe(named);
  expect(daemonOf([silent, named, other], "/srv/b")).toBe(other);
  expect(daemonOf([silent, named, other], "/var/lib/docker")).toBe(silent);
  const old = daemon("-g", "/srv/c");
  expect(daemonOf([silent, old], "/srv/c")).toBe(old);
});

test("one with a user's namespace has them below", () => {
  expect(daemonOf([silent, named], "/srv/a/100000.100000")).toBe(named);
});

test("none is meant where it cannot be told which", () => {
  expect(daemonOf([], "/var/lib/docker")).toBeUndefined();
  expect(daemonOf([named, other], "/var/lib/docker")).toBeUndefined();
  expect(daemonOf([silent, daemon()], "/var/lib/docker")).toBeUndefined();
  expect(daemonOf([named, daemon("--data-root", "/srv/a")], "/srv/a")).toBeUndefined();
});

test("one whose command line does not say it says so in its settings, or has the usual folder", () => {
  expect(isOf(silent, undefined, "/var/lib/docker")).toBe(true);
  expect(isOf(silent, "", "/var/lib/docker/100000.100000")).toBe(true);
  expect(isOf(silent, '{"data-root": "/srv/a"}', "/srv/a")).toBe(true);
  expect(isOf(silent, '{"graph": "/srv/a/"}', "/srv/a")).toBe(true);
  expect(isOf(silent, '{"data-root": "/srv/a"}', "/srv/b")).toBe(false);
  expect(isOf(silent, "{}", "/srv/b")).toBe(false);
  expect(isOf(silent, undefined, "/srv/b")).toBe(false);
  expect(isOf(silent, '{"data-root": 7}', "/srv/b")).toBe(false);
  expect(isOf(named, '{"data-root": "/srv/b"}', "/srv/a")).toBe(true);
});
