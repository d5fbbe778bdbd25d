import { describe, expect, it } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { isHost } from "../../src/image/host.ts";
import { apiHost, isLoopback, originsOf, parseInsecureRegistries } from "../../src/registry/hosts.ts";

const NONE: ReadonlySet<string> = new Set();

describe("isHost", () => {
  it.each(["ghcr.io", "localhost", "test:5000", "192.168.0.1:8", "[fc00::1]:5000", "xn--n3h.com", "A-b.C"])(
    "accepts %s",
    (text) => expect(isHost(text)).toBe(true),
  );

  it.each([
    "",
    "-a",
    "a-",
    "a..b",
    "a_b",
    "a:",
    "a:b",
    "a:70000",
    "1.2.3.4.5",
    "[::1",
    "[fe80::1%eth0]",
    "[1:2]",
    "user@host",
    "https://host",
    "host/path",
    "host ",
    "host\n",
  ])("refuses %j", (text) => expect(isHost(text)).toBe(false));
});

describe("isLoopback", () => {
  it.each([
    "localhost",
    "LOCALHOST:5000",
    "127.0.0.1",
    "127.0.0.1:5000",
    "127.8.9.10:1",
    "127.1",
    "[::1]",
    "[::1]:5000",
    "[0:0:0:0:0:0:0:1]",
  ])("holds for %s", (host) => expect(isLoopback(host)).toBe(true));

  it.each([
    "localhost.evil.com",
    "127.0.0.1.evil.com",
    "app.localhost",
    "128.0.0.1",
    "10.0.0.1",
    "[::2]",
    "evil.com:127",
    "127-0-0-1.com",
    "localhost@evil.com",
    "evil.com/localhost",
  ])("does not hold for %s", (host) => expect(isLoopback(host)).toBe(false));
});

describe("originsOf", () => {
  it.each([
    ["ghcr.io", "https://ghcr.io"],
    ["GHCR.io", "https://ghcr.io"],
    ["ghcr.io:443", "https://ghcr.io"],
    ["docker.io", "https://registry-1.docker.io"],
    ["registry.example:5000", "https://registry.example:5000"],
  ])("of %s is %s alone", (registry, secure) => expect(originsOf(registry, NONE)).toEqual({ secure }));

  it.each([
    ["localhost:5000", "https://localhost:5000", "http://localhost:5000"],
    ["[::1]:5000", "https://[::1]:5000", "http://[::1]:5000"],
    ["localhost", "https://localhost", "http://localhost"],
    ["localhost:443", "https://localhost", "http://localhost:443"],
    ["127.0.0.1:80", "https://127.0.0.1:80", "http://127.0.0.1"],
  ])("of %s are %s, and %s", (registry, secure, plain) =>
    expect(originsOf(registry, NONE)).toEqual({ secure, plain }),
  );

  it("is plain only for exactly the host that was named", () => {
    const insecure = parseInsecureRegistries(["Registry.lan:5000", "other.lan"]);
    expect(originsOf("registry.LAN:5000", insecure).plain).toBe("http://registry.lan:5000");
    expect(originsOf("other.lan", insecure).plain).toBe("http://other.lan");
    for (const registry of [
      "registry.lan",
      "registry.lan:5001",
      "a.registry.lan:5000",
      "other.lan:5000",
      "other.lan.evil.com",
    ])
      expect(originsOf(registry, insecure)).toEqual({ secure: `https://${registry}` });
  });
});

describe("parseInsecureRegistries", () => {
  it.each([
    ["reg.test:80", "reg.test:80", "http://reg.test"],
    ["reg.test:80", "reg.test", "http://reg.test"],
    ["Reg.Test", "reg.test:80", "http://reg.test"],
    ["[fd00:0:0:0:0:0:0:1]:5000", "[fd00::1]:5000", "http://[fd00::1]:5000"],
    ["[FD00::1]:5000", "[fd00:0:0:0:0:0:0:1]:5000", "http://[fd00::1]:5000"],
  ])("knows a host by any spelling: %s for %s", (entry, registry, origin) => {
    const insecure = parseInsecureRegistries([entry]);
    expect(originsOf(registry, insecure).plain).toBe(origin);
    // The transport asks about the host of a URL.
    expect(insecure.has(new URL(origin).host)).toBe(true);
  });

  it.each([
    ["reg.test:80", "reg.test:443", "https://reg.test"],
    ["reg.test", "reg.test:443", "https://reg.test"],
    ["[fd00::1]:5000", "[fd00::1]", "https://[fd00::1]"],
  ])("takes no other port for it: %s for %s", (entry, registry, origin) =>
    expect(originsOf(registry, parseInsecureRegistries([entry]))).toEqual({ secure: origin }),
  );

  it.each(["http://a", "a/b", "*", "", "a b", "10.0.0.0/8", "a:x"])("refuses %j", (entry) => {
    expect(() => parseInsecureRegistries(["ok:5000", entry])).toThrow(UserError);
    expect(() => parseInsecureRegistries([entry])).toThrow(
      `${JSON.stringify(entry)} is not a registry host; expected host or host:port without scheme or path`,
    );
  });
});

it("knows where Docker Hub's API lives", () => {
  expect(apiHost("docker.io")).toBe("registry-1.docker.io");
  expect(apiHost("ghcr.io")).toBe("ghcr.io");
});
