import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import {
  canonicalHost,
  helperFor,
  loadDockerConfig,
  parseDockerConfig,
  storedCredential,
} from "../../../src/registry/auth/docker-config.ts";

const auth = (pair: string) => Buffer.from(pair).toString("base64");
const config = (value: object) => parseDockerConfig(JSON.stringify(value), "/home/me/config.json");
const stored = (entry: unknown, key = "ghcr.io") =>
  storedCredential(config({ auths: { [key]: entry } }), "ghcr.io");

describe("canonicalHost", () => {
  it.each([
    ["ghcr.io", "ghcr.io"],
    ["GHCR.IO", "ghcr.io"],
    ["https://ghcr.io", "ghcr.io"],
    ["http://ghcr.io/", "ghcr.io"],
    ["https://ghcr.io/v1/", "ghcr.io"],
    ["ghcr.io/v2", "ghcr.io"],
    ["registry.lan:5000", "registry.lan:5000"],
    ["[::1]:5000", "[::1]:5000"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["docker.io", "docker.io"],
    ["index.docker.io", "docker.io"],
    ["registry-1.docker.io", "docker.io"],
    ["https://index.docker.io/v1/access-token", undefined],
    ["registry.gitlab.com/group", undefined],
    ["https://user@ghcr.io", undefined],
    ["ghcr.io@evil.com", undefined],
    ["ftp://ghcr.io", undefined],
    ["https://https://ghcr.io", undefined],
    ["*.ghcr.io", undefined],
    ["ghcr.io?x", undefined],
    ["", undefined],
  ])("of %s is %s", (key, host) => expect(canonicalHost(key)).toBe(host));
});

describe("storedCredential", () => {
  it.each([
    ["auth", { auth: auth("me:pa:ss") }, { kind: "basic", username: "me", password: "pa:ss" }],
    ["auth with UTF-8", { auth: auth("me:größe") }, { kind: "basic", username: "me", password: "größe" }],
    [
      "auth padded with NUL",
      { auth: auth("me:pass\0\0") },
      { kind: "basic", username: "me", password: "pass" },
    ],
    [
      "auth before the fields",
      { auth: auth("me:a"), username: "you", password: "b" },
      { kind: "basic", username: "me", password: "a" },
    ],
    ["fields", { username: "me", password: "pass" }, { kind: "basic", username: "me", password: "pass" }],
    [
      "identitytoken",
      { auth: auth("me:"), identitytoken: "t" },
      { kind: "identity", token: "t", username: "me" },
    ],
    ["identitytoken alone", { identitytoken: "t" }, { kind: "identity", token: "t" }],
    ["registrytoken", { identitytoken: "i", registrytoken: "r" }, { kind: "registry", token: "r" }],
    [
      "null fields",
      { auth: null, username: "me", password: "p" },
      { kind: "basic", username: "me", password: "p" },
    ],
    ["nothing", {}, undefined],
    ["null", null, undefined],
    ["an email alone", { email: "me@example.com" }, undefined],
  ])("understands %s", (_, entry, credential) => expect(stored(entry)).toEqual(credential));

  it.each([
    ["not base64", { auth: "pass%%%" }, /"auth" of .* is not base64 of username:password/],
    ["no colon", { auth: auth("secret") }, /is not base64 of username:password/],
    ["no username", { auth: auth(":secret") }, /is not base64 of username:password/],
    ["not text", { auth: 7 }, /"auth" of .* is not text/],
    ["a list", ["secret"], /is not a JSON object/],
    ["text", "secret", /is not a JSON object/],
  ])("refuses an entry with %s, naming file and key only", (_, entry, sentence) => {
    expect(() => stored(entry)).toThrow(UserError);
    expect(() => stored(entry)).toThrow(sentence);
    expect(() => stored(entry)).toThrow('auths["ghcr.io"] in /home/me/config.json');
    expect(() => stored(entry)).not.toThrow(/secret|pass%/);
  });

  it("does not mind a malformed entry of another registry", () => {
    const both = config({ auths: { "quay.io": { auth: "%" }, "ghcr.io": { auth: auth("a:b") } } });
    expect(storedCredential(both, "ghcr.io")).toEqual({ kind: "basic", username: "a", password: "b" });
  });

  it("prefers the key docker writes, then the first that holds something", () => {
    const hub = (...keys: string[]) =>
      storedCredential(
        config({ auths: Object.fromEntries(keys.map((k) => [k, { auth: auth(`${k}:x`) }])) }),
        "docker.io",
      );
    expect(hub("docker.io", "https://index.docker.io/v1/")).toMatchObject({ username: "https" });
    expect(hub("registry-1.docker.io", "docker.io")).toMatchObject({ username: "registry-1.docker.io" });
    const sparse = config({ auths: { "ghcr.io": {}, "https://ghcr.io/v1/": { auth: auth("a:b") } } });
    expect(storedCredential(sparse, "ghcr.io")).toMatchObject({ username: "a" });
  });
});

describe("helperFor", () => {
  const helpers = config({
    credHelpers: { "ghcr.io": "gh", "docker.io": "hub", "quay.io": "", "bad.io": "../evil" },
    credsStore: "desktop",
  });

  it("takes the registry's own helper before the store", () => {
    expect(helperFor(helpers, "ghcr.io")).toEqual({
      name: "gh",
      origin: 'credHelpers["ghcr.io"] in /home/me/config.json',
    });
    expect(helperFor(helpers, "docker.io")).toMatchObject({ name: "hub" });
    expect(helperFor(helpers, "gcr.io")).toEqual({
      name: "desktop",
      origin: "credsStore in /home/me/config.json",
    });
  });

  it("takes an empty name for none", () => {
    expect(helperFor(helpers, "quay.io")).toBeUndefined();
    expect(helperFor(config({ credsStore: "" }), "ghcr.io")).toBeUndefined();
    expect(helperFor(config({}), "ghcr.io")).toBeUndefined();
  });

  it.each(["../evil", "/bin/sh", "a/b", "a\\b", "a b", "-x", "..", "a;b", 7, { a: 1 }])(
    "refuses %j",
    (name) => {
      expect(() => helperFor(config({ credsStore: name }), "ghcr.io")).toThrow(UserError);
      expect(() => helperFor(config({ credsStore: name }), "ghcr.io")).toThrow(
        "credsStore in /home/me/config.json is no helper's name",
      );
    },
  );
});

describe("loadDockerConfig", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "docker-config-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("takes a missing or empty file for an empty configuration", async () => {
    const empty = { auths: [], credHelpers: [], credsStore: undefined };
    expect(await loadDockerConfig(directory)).toMatchObject(empty);
    await writeFile(join(directory, "config.json"), "\n");
    expect(await loadDockerConfig(directory)).toMatchObject(empty);
    expect(await loadDockerConfig(join(directory, "config.json"))).toMatchObject(empty);
  });

  it.each([
    "secret",
    '{"auths": {"secret',
    "[]",
    '"secret"',
    "null",
    '{"auths": []}',
    '{"credHelpers": "secret"}',
  ])("refuses %j in one sentence that names the file only", async (text) => {
    const file = join(directory, "config.json");
    await writeFile(file, text);
    const error: unknown = await loadDockerConfig(directory).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringContaining(file) });
    expect(error).not.toMatchObject({ message: expect.stringMatching(/secret|\n/) });
    expect(error).not.toHaveProperty("cause");
  });

  it("refuses what cannot be read", async () => {
    await writeFile(join(directory, "x"), "");
    const loop = join(directory, "\0");
    await expect(loadDockerConfig(loop)).rejects.toThrow(UserError);
  });
});
