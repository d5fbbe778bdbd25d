import { describe, expect, test } from "vitest";
import { type CacheInputs, readWanted } from "../../src/cache/modes.ts";
import { readFailOn, readMinFree, readMirrorUrl, readStore } from "../../src/cache/wanted.ts";

const defaults: CacheInputs = {
  mode: "apply",
  username: undefined,
  password: undefined,
  "mirror-url": undefined,
  upstream: "https://registry-1.docker.io",
  "max-size": 20_000_000_000,
  "min-free": { percent: 10 },
  store: "/var/lib/imgpub/mirror",
  port: 5055,
  stale: 86_400_000,
  "daemon-config": "auto",
  "verify-image": "hello-world:latest",
  "buildkit-config": undefined,
  "fail-on": new Set(["bypass"]),
  persist: "none",
  "remove-store": false,
  "docker-host": undefined,
};

/** The one sentence that a reader refuses with. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    const { name, message } = error as Error;
    expect(name).toBe("UserError");
    expect(message).not.toMatch(/[\n\r]/);
    expect(message).toContain("expected ");
    return message;
  }
  throw new Error("it was accepted");
}

test("the defaults are a mirror of our own before Docker Hub", () => {
  expect(readWanted(defaults)).toEqual({
    mirror: {
      upstream: "https://registry-1.docker.io",
      username: undefined,
      password: undefined,
      maxSize: 20_000_000_000,
      minFree: { percent: 10 },
      store: "/var/lib/imgpub/mirror",
      port: 5055,
      stale: 86_400_000,
    },
    url: "http://127.0.0.1:5055",
    daemonConfig: undefined,
    verifyImage: "hello-world:latest",
  });
});

test("somebody else's mirror is asked in its place", () => {
  const given = {
    "mirror-url": "http://mirror.lan:5000",
    "verify-image": "none",
    "daemon-config": "/etc/a.json",
  };
  expect(readWanted({ ...defaults, ...given })).toEqual({
    mirror: undefined,
    url: "http://mirror.lan:5000",
    daemonConfig: "/etc/a.json",
    verifyImage: undefined,
  });
});

test.each<[Partial<CacheInputs>, string]>([
  [{ username: "a" }, 'input "password": is missing beside "username"'],
  [{ password: "a" }, 'input "username": is missing beside "password"'],
  [
    { "mirror-url": "http://a", username: "a", password: "b" },
    'input "username": is of no use beside "mirror-url"',
  ],
  [{ "remove-store": true }, 'input "remove-store": is given with mode apply'],
  [{ "remove-store": true, mode: "check" }, 'input "remove-store": is given with mode check'],
  [{ "mirror-url": "http://a", persist: "actions-cache" }, 'input "persist": actions-cache is given beside'],
  [{ "max-size": 63_999_999 }, 'input "max-size": 64 MB is too small for a store; expected at least 64 MB'],
  [{ "daemon-config": "daemon.json" }, 'input "daemon-config": "daemon.json" is no absolute path'],
  [{ "verify-image": "Hello World" }, 'input "verify-image": "Hello World" is no image of Docker Hub'],
  [{ "verify-image": "--all" }, 'input "verify-image": "--all" is no image'],
  [
    { "verify-image": "ghcr.io/acme/app:1" },
    'input "verify-image": "ghcr.io/acme/app:1" is no image of Docker Hub',
  ],
  [
    { "verify-image": "localhost:5000/app" },
    'input "verify-image": "localhost:5000/app" is no image of Docker Hub',
  ],
])("%j is refused", (given, sentence) => {
  expect(refusal(() => readWanted({ ...defaults, ...given }))).toContain(sentence);
});

describe("the address of a mirror", () => {
  test.each([
    ["http://127.0.0.1:5000", "http://127.0.0.1:5000"],
    ["https://Mirror.LAN/", "https://mirror.lan"],
    ["http://[::1]:5000", "http://[::1]:5000"],
    ["https://mirror.lan:443", "https://mirror.lan"],
  ])("%s is %s", (text, url) => {
    expect(readMirrorUrl(text)).toBe(url);
  });

  test.each([
    "mirror.lan:5000",
    "ftp://mirror.lan",
    "http://mirror.lan/v2",
    "http://mirror.lan?a",
    "http://mirror.lan#a",
    "http://mirror.lan:99999",
    "http://",
    "http://a b",
    "http:\\\\a",
    "http://user:password@mirror.lan",
  ])("%s is none", (text) => {
    const sentence = refusal(() => readMirrorUrl(text));
    if (text.includes("@")) expect(sentence).not.toContain("password");
  });
});

test("what is to stay free is a share or a size", () => {
  expect(readMinFree("10%")).toEqual({ percent: 10 });
  expect(readMinFree(" 0 % ")).toEqual({ percent: 0 });
  expect(readMinFree("1.5GB")).toEqual({ bytes: 1_500_000_000 });
  for (const text of ["100%", "-1%", "1.5%", "20", "lots", "", "1 PB"]) refusal(() => readMinFree(text));
});

test("what makes the step fail is a list of known words", () => {
  expect(readFailOn(["fallback", "bypass", "fallback"])).toEqual(new Set(["fallback", "bypass"]));
  expect(readFailOn(["never"])).toEqual(new Set(["never"]));
  expect(refusal(() => readFailOn(["always"]))).toContain('"always" is unknown');
  expect(refusal(() => readFailOn(["never", "drift"]))).toContain('"never" stands beside others');
});

test("a store is a folder of its own", () => {
  expect(readStore("/srv/imgpub//")).toBe("/srv/imgpub");
  expect(readStore("/var/lib/imgpub/mirror")).toBe("/var/lib/imgpub/mirror");
  for (const text of [
    "",
    "/",
    "/srv",
    "srv/a",
    "/srv/../etc",
    "/srv/a:b",
    "/srv/a,b",
    "/srv/a b",
    "/srv/\0a",
  ])
    refusal(() => readStore(text));
  for (const text of ["//srv", "/srv/.", "/srv/./a", "/srv//a"]) refusal(() => readStore(text));
});
