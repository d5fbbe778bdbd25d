import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { helperRunner } from "../../../src/registry/auth/credential-helper.ts";
import { type CredentialsOptions, createCredentials } from "../../../src/registry/auth/credentials.ts";

let home: string;
let secrets: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "credentials-"));
  secrets = [];
});
afterEach(() => rm(home, { recursive: true }));

const auth = (pair: string) => Buffer.from(pair).toString("base64");
const basic = (username: string, password: string) => ({ kind: "basic", username, password });

async function write(path: string, value: unknown) {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
}

/** A real executable on PATH; it notes each run as `arguments|input` in calls.txt. */
async function helper(name: string, script: string) {
  await write(
    `bin/docker-credential-${name}`,
    `#!/bin/sh\ninput=$(cat)\necho "$*|$input" >>"${home}/calls.txt"\n${script}\n`,
  );
  await chmod(join(home, `bin/docker-credential-${name}`), 0o755);
}

const calls = async () => (await readFile(join(home, "calls.txt"), "utf8")).trim().split("\n");

const create = (env: NodeJS.ProcessEnv = {}, options: Partial<CredentialsOptions> = {}) =>
  createCredentials(
    { PATH: `${join(home, "bin")}${delimiter}${process.env.PATH}`, ...env },
    { home, onSecret: (secret) => secrets.push(secret), ...options },
  );

describe("where credentials are", () => {
  it("finds nothing where nothing is configured", async () => {
    expect(await create().for("ghcr.io", "o/app", ["pull"])).toBeUndefined();
    expect(secrets).toEqual([]);
  });

  it("reads ~/.docker, or DOCKER_CONFIG instead", async () => {
    await write(".docker/config.json", { auths: { "ghcr.io": { auth: auth("home:a") } } });
    await write("elsewhere/config.json", { auths: { "ghcr.io": { auth: auth("elsewhere:b") } } });
    expect(await create().for("ghcr.io", "o/app", ["pull"])).toEqual(basic("home", "a"));
    expect(await create({ DOCKER_CONFIG: "" }).for("ghcr.io", "o/app", ["pull"])).toEqual(basic("home", "a"));
    const elsewhere = create({ DOCKER_CONFIG: join(home, "elsewhere") });
    expect(await elsewhere.for("ghcr.io", "o/app", ["pull"])).toEqual(basic("elsewhere", "b"));
  });

  it("reads DOCKER_AUTH_CONFIG first, for the registries it knows", async () => {
    await write(".docker/config.json", {
      auths: { "ghcr.io": { auth: auth("file:a") }, "quay.io": { auth: auth("file:b") } },
    });
    const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { "ghcr.io": { auth: auth("env:c") } } }) };
    const credentials = create(env);
    expect(await credentials.for("ghcr.io", "o/app", ["pull"])).toEqual(basic("env", "c"));
    expect(await credentials.for("quay.io", "o/app", ["pull"])).toEqual(basic("file", "b"));
  });

  it("names DOCKER_AUTH_CONFIG, not its content, when it is malformed", async () => {
    const broken = create({ DOCKER_AUTH_CONFIG: '{"auths": secret' }).for("ghcr.io", "o/app", ["pull"]);
    await expect(broken).rejects.toThrow(
      "DOCKER_AUTH_CONFIG is not JSON; expected the content of a docker config.json",
    );
    await expect(broken).rejects.toBeInstanceOf(UserError);
  });

  it.each(["docker.io", "index.docker.io", "registry-1.docker.io"])(
    "knows Docker Hub as %s",
    async (registry) => {
      await write(".docker/config.json", {
        auths: { "https://index.docker.io/v1/": { auth: auth("hub:p") } },
      });
      expect(await create().for(registry, "library/x", ["pull"])).toEqual(basic("hub", "p"));
    },
  );

  it("prefers a buildx-scoped configuration that fits, even if it holds nothing", async () => {
    await write(".docker/config.json", { auths: { "ghcr.io": { auth: auth("general:p") } } });
    await write(".docker/buildx/config/ghcr.io/o/app@push/config.json", {
      auths: { "ghcr.io": { auth: auth("pusher:p") } },
    });
    await write(".docker/buildx/config/ghcr.io/o/public/config.json", {});
    const credentials = create();
    expect(await credentials.for("ghcr.io", "o/app", ["pull", "push"])).toEqual(basic("pusher", "p"));
    expect(await credentials.for("ghcr.io", "o/app", ["pull"])).toEqual(basic("general", "p"));
    expect(await credentials.for("ghcr.io", "o/other", ["push"])).toEqual(basic("general", "p"));
    expect(await credentials.for("ghcr.io", "o/public", ["pull"])).toBeUndefined();
  });

  it("looks for scoped configurations in BUILDX_CONFIG", async () => {
    await write("bx/config/registry-1.docker.io/library/x/config.json", {
      auths: { "https://index.docker.io/v1/": { auth: auth("scoped:p") } },
    });
    const credentials = create({ BUILDX_CONFIG: join(home, "bx") });
    expect(await credentials.for("docker.io", "library/x", ["pull"])).toEqual(basic("scoped", "p"));
  });
});

describe("secrets", () => {
  it("are told before they are handed out, in both forms", async () => {
    await write(".docker/config.json", {
      auths: {
        "a.io": { auth: auth("me:pässword") },
        "b.io": { identitytoken: "refresh" },
        "c.io": { registrytoken: "bearer" },
        "d.io": { auth: auth("me:") },
      },
    });
    const lines: string[] = [];
    const credentials = create({}, { log: { debug: (line) => lines.push(line), warning: () => {} } });
    await credentials.for("a.io", "x", ["pull"]);
    expect(secrets).toEqual(["pässword", auth("me:pässword")]);
    await credentials.for("b.io", "x", ["pull"]);
    await credentials.for("c.io", "x", ["pull"]);
    await credentials.for("d.io", "x", ["pull"]);
    expect(secrets.slice(2)).toEqual(["refresh", "bearer"]);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(`a.io: basic credential from ${join(home, ".docker", "config.json")}`);
    for (const secret of secrets) expect(lines.join("\n")).not.toContain(secret);
  });
});

describe("credential helpers", () => {
  it("are asked on standard input, without a shell", async () => {
    await helper(
      "store",
      `echo '{"ServerURL":"https://index.docker.io/v1/","Username":"me","Secret":"pass"}'`,
    );
    await write(".docker/config.json", { credsStore: "store", auths: { "https://index.docker.io/v1/": {} } });
    expect(await create().for("docker.io", "library/x", ["pull"])).toEqual(basic("me", "pass"));
    expect(await calls()).toEqual(["get|https://index.docker.io/v1/"]);
    expect(secrets).toEqual(["pass", auth("me:pass")]);
  });

  it("of a registry come before the store, and before auths", async () => {
    await helper("own", `echo '{"Username":"<token>","Secret":"refresh"}'`);
    await write(".docker/config.json", {
      credsStore: "absent",
      credHelpers: { "ghcr.io": "own" },
      auths: { "ghcr.io": { auth: auth("file:p") } },
    });
    expect(await create().for("ghcr.io", "o/app", ["pull"])).toEqual({ kind: "identity", token: "refresh" });
    expect(await calls()).toEqual(["get|ghcr.io"]);
  });

  it.each([
    ["not found", 'echo "credentials not found in native keychain"; exit 1'],
    ["an empty answer", `echo '{"ServerURL":"","Username":"","Secret":""}'`],
  ])("may know nothing: %s", async (_, script) => {
    await helper("none", script);
    await write(".docker/config.json", {
      credsStore: "none",
      auths: { "ghcr.io": { auth: auth("file:p") } },
    });
    expect(await create().for("ghcr.io", "o/app", ["pull"])).toBeUndefined();
  });

  it.each([
    ["fails", 'echo "keychain is locked"; exit 1', "failed for ghcr.io: keychain is locked"],
    ["fails with an answer", `echo '{"Secret":"hidden"}'; exit 1`, "failed for ghcr.io"],
    ["talks to standard error", "echo hidden >&2; exit 3", "failed for ghcr.io"],
    [
      "answers nonsense",
      "echo hidden",
      "answered for ghcr.io with something else than ServerURL, Username and Secret",
    ],
    [
      "answers null",
      "echo null",
      "answered for ghcr.io with something else than ServerURL, Username and Secret",
    ],
    [
      "answers with numbers",
      `echo '{"Secret":1}'`,
      "answered for ghcr.io with something else than ServerURL, Username and Secret",
    ],
    [
      "answers for another",
      `echo '{"ServerURL":"evil.io","Username":"a","Secret":"hidden"}'`,
      "was asked for ghcr.io and answered for another server",
    ],
  ])("that %s end in one sentence", async (_, script, what) => {
    await helper("bad", script);
    await write(".docker/config.json", { credsStore: "bad" });
    const error: unknown = await create()
      .for("ghcr.io", "o/app", ["pull"])
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    const file = join(home, ".docker", "config.json");
    expect(error).toMatchObject({
      message: `credential helper docker-credential-bad, named by credsStore in ${file}, ${what}`,
    });
  });

  it("that are missing are named with their key in the configuration", async () => {
    await write(".docker/config.json", { credHelpers: { "ghcr.io": "absent" } });
    await expect(create().for("ghcr.io", "o/app", ["pull"])).rejects.toThrow(
      `credential helper docker-credential-absent, named by credHelpers["ghcr.io"] in ${join(home, ".docker", "config.json")}, is not an executable on PATH`,
    );
  });

  it("that hang are ended", async () => {
    await helper("slow", "exec sleep 60");
    const env = { PATH: `${join(home, "bin")}${delimiter}${process.env.PATH}` };
    await write(".docker/config.json", { credsStore: "slow" });
    const slow = create(env, { runHelper: helperRunner(env, 200) }).for("ghcr.io", "o/app", ["pull"]);
    await expect(slow).rejects.toThrow("did not answer for ghcr.io in time");
  });

  it("need not read what they are told", async () => {
    await write(
      "bin/docker-credential-deaf",
      `#!/bin/sh\nexec <&-\necho '{"Username":"me","Secret":"pass"}'\n`,
    );
    await chmod(join(home, "bin/docker-credential-deaf"), 0o755);
    // Long enough that writing goes on after the other end is closed.
    const run = helperRunner({ PATH: join(home, "bin") });
    expect(await run("docker-credential-deaf", "x".repeat(1 << 20))).toMatchObject({ outcome: "done" });
    await write(".docker/config.json", { credsStore: "deaf" });
    expect(await create().for("ghcr.io", "o/app", ["pull"])).toEqual(basic("me", "pass"));
  });
});

describe("memory", () => {
  beforeEach(async () => {
    await helper("count", `echo '{"Username":"me","Secret":"pass"}'`);
    await write(".docker/config.json", { credsStore: "count" });
  });

  it("asks once for all concurrent and later callers of a host", async () => {
    const credentials = create();
    const repositories = ["o/a", "o/b", "o/c"];
    await Promise.all(repositories.map((repository) => credentials.for("ghcr.io", repository, ["pull"])));
    await credentials.for("GHCR.io", "o/a", ["pull", "push"]);
    expect(await calls()).toEqual(["get|ghcr.io"]);
    await credentials.for("quay.io", "o/a", ["pull"]);
    expect(await calls()).toEqual(["get|ghcr.io", "get|quay.io"]);
  });

  it("asks again after 4 min 50 s", async () => {
    let time = 0;
    const credentials = create({}, { now: () => time });
    await credentials.for("ghcr.io", "o/a", ["pull"]);
    time = 289_999;
    await credentials.for("ghcr.io", "o/a", ["pull"]);
    expect(await calls()).toHaveLength(1);
    time = 290_000;
    await credentials.for("ghcr.io", "o/a", ["pull"]);
    expect(await calls()).toHaveLength(2);
  });

  it("does not keep a failure", async () => {
    await helper("count", "exit 1");
    const credentials = create();
    await expect(credentials.for("ghcr.io", "o/a", ["pull"])).rejects.toThrow(UserError);
    await helper("count", `echo '{"Username":"me","Secret":"pass"}'`);
    expect(await credentials.for("ghcr.io", "o/a", ["pull"])).toEqual(basic("me", "pass"));
  });
});

describe("a credential reaches no host but its own", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
  const hosts = fc
    .tuple(label, fc.constantFrom("io", "com", "lan"), fc.option(fc.integer({ min: 1000, max: 9999 })))
    .map(([name, top, port]) => `${name}.${top}${port === null ? "" : `:${port}`}`);
  const keys = fc.constantFrom(
    (host: string) => host,
    (host: string) => `https://${host}`,
    (host: string) => `http://${host}/v1/`,
    (host: string) => `${host}/v2/`,
    (host: string) => host.toUpperCase(),
  );
  const others = fc.constantFrom(
    (host: string) => `${host.replace(/:\d+$/, "")}.evil.com`,
    (host: string) => `evil.${host}`,
    (host: string) => `evil${host}`,
    (host: string) => host.slice(1),
    (host: string) => host.slice(0, -1),
    (host: string) => `${host}0`,
    (host: string) => (/:\d+$/.test(host) ? host.replace(/:\d+$/, "") : `${host}:5000`),
    (host: string) => (/:\d+$/.test(host) ? host.replace(/:\d/, ":") : `${host}:443`),
    (host: string) => `${host}@evil.com`,
    (host: string) => `evil.com@${host}`,
    (host: string) => `evil.com/${host}`,
    (host: string) => `evil.com#${host}`,
    (host: string) => `evil.com?${host}`,
    (host: string) => `${host}/evil`,
    (host: string) => `${host}\\.evil.com`,
    (host: string) => `${host} `,
    (host: string) => host.replace(".", "x"),
    (host: string) => host.replace(".", ".."),
    () => "",
  );

  it("whatever the other is called", async () => {
    await fc.assert(
      fc.asyncProperty(hosts, keys, others, async (host, key, other) => {
        const config = JSON.stringify({ auths: { [key(host)]: { auth: auth("me:secret") } } });
        const reaches = (registry: string, from = config) =>
          create({ DOCKER_AUTH_CONFIG: from }).for(registry, "app", ["pull"]);
        expect(await reaches(host)).toEqual(basic("me", "secret"));
        expect(await reaches(other(host))).toBeUndefined();
        // And the other way about: stored under the odd name, asked for by the honest one.
        const odd = JSON.stringify({ auths: { [other(host)]: { auth: auth("me:secret") } } });
        expect(await reaches(host, odd)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it("nor do those of Docker Hub and its like-named", async () => {
    const config = (key: string) => JSON.stringify({ auths: { [key]: { auth: auth("me:secret") } } });
    const reaches = (key: string, registry: string) =>
      create({ DOCKER_AUTH_CONFIG: config(key) }).for(registry, "library/x", ["pull"]);
    for (const other of [
      "docker.io.evil.com",
      "xdocker.io",
      "auth.docker.io",
      "docker.io:5000",
      "dhi.io",
      "hub.docker.com",
    ]) {
      expect(await reaches("https://index.docker.io/v1/", other)).toBeUndefined();
      expect(await reaches(other, "docker.io")).toBeUndefined();
    }
    expect(await reaches("https://index.docker.io/v1/refresh-token", "docker.io")).toBeUndefined();
  });
});
