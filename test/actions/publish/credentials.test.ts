import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { defaultCredentials, type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, wait, workspace } from "../step.ts";

const image = imageFixture({ platform: "linux/amd64", layers: 1 });
const { digest } = image.descriptor;
const { user, password } = defaultCredentials;
const authOf = (pair: string) => ({ auth: Buffer.from(pair).toString("base64") });
const right = authOf(`${user}:${password}`);
const wrong = authOf(`${user}:wrong`);

let registry: Registry;
const spaces: { dispose(): Promise<void> }[] = [];

beforeEach(async () => {
  registry = await startRegistry({ auth: "bearer" });
  for (const name of ["org/team/app", "org/other"]) pushFixture(registry, name, image);
});
afterEach(async () => {
  for (const space of spaces.splice(0)) await space.dispose();
  await registry.close();
});

/** A directory with these files, as JSON. */
async function folder(files: Readonly<Record<string, unknown>>): Promise<string> {
  const texts = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === "string" ? content : JSON.stringify(content),
  ]);
  const space = await workspace(Object.fromEntries(texts));
  spaces.push(space);
  return space.path;
}

const refsOf = (...names: string[]) => names.map((name) => `${registry.host}/${name}@${digest}`).join("\n");
const read = (env: Readonly<Record<string, string>>, ...names: string[]) =>
  wait({ refs: refsOf(...(names.length === 0 ? ["org/team/app"] : names)) }, { env });

describe("podman's credentials", () => {
  const auths = (entry: unknown) => ({ auths: { [registry.host]: entry } });

  // The order of containers-auth.json(5), after docker's.
  test.each([
    ["REGISTRY_AUTH_FILE", "auth.json", (path: string) => ({ REGISTRY_AUTH_FILE: join(path, "auth.json") })],
    ["XDG_RUNTIME_DIR", "containers/auth.json", (path: string) => ({ XDG_RUNTIME_DIR: path })],
    ["~/.config", ".config/containers/auth.json", (path: string) => ({ HOME: path })],
    ["XDG_CONFIG_HOME", "containers/auth.json", (path: string) => ({ XDG_CONFIG_HOME: path })],
  ])("are found by %s", async (_, file, env) => {
    expectSuccess(await read(env(await folder({ [file]: auths(right) }))));
  });

  test("come in that order, and after docker's", async () => {
    const at = await folder({
      "docker/config.json": auths(right),
      "given.json": auths(right),
      "runtime/containers/auth.json": auths(right),
      "home/.config/containers/auth.json": auths(right),
      "wrong/config.json": auths(wrong),
      "wrong/containers/auth.json": auths(wrong),
      "wrong/.config/containers/auth.json": auths(wrong),
      "nothing/config.json": {},
    });
    const wrongly = join(at, "wrong");
    const docker = { DOCKER_CONFIG: join(at, "docker"), XDG_RUNTIME_DIR: wrongly, HOME: wrongly };
    expectSuccess(await read({ ...docker, REGISTRY_AUTH_FILE: join(wrongly, "config.json") }));
    const given = { REGISTRY_AUTH_FILE: join(at, "given.json"), XDG_RUNTIME_DIR: wrongly, HOME: wrongly };
    expectSuccess(await read(given));
    const runtime = {
      DOCKER_CONFIG: join(at, "nothing"),
      XDG_RUNTIME_DIR: join(at, "runtime"),
      HOME: wrongly,
    };
    expectSuccess(await read(runtime));
    const error = expectOneError(await read({ DOCKER_CONFIG: wrongly, HOME: join(at, "home") }));
    expect(error).toContain(`check the credentials stored for ${registry.host}`);
  });

  test("are told apart by path, the most specific first", async () => {
    const { host } = registry;
    const keys = {
      [host]: wrong,
      [`${host}/org`]: right,
      [`${host}/org/team`]: wrong,
      [`${host}/org/team/app`]: right,
    };
    const env = { REGISTRY_AUTH_FILE: join(await folder({ "auth.json": { auths: keys } }), "auth.json") };
    expectSuccess(await read(env, "org/team/app", "org/other"));
    const { [`${host}/org/team/app`]: _, ...others } = keys;
    const less = { REGISTRY_AUTH_FILE: join(await folder({ "auth.json": { auths: others } }), "auth.json") };
    expect(expectOneError(await read(less))).toContain(`check the credentials stored for ${host}`);
  });

  test("a file that is broken is named", async () => {
    const file = join(await folder({ "auth.json": "{" }), "auth.json");
    expect(expectOneError(await read({ REGISTRY_AUTH_FILE: file }))).toContain(`${file} is not JSON`);
  });
});

describe("credential helpers in DOCKER_AUTH_CONFIG", () => {
  const inline = (config: unknown) => JSON.stringify(config);

  test.each([
    ["credHelpers", () => ({ credHelpers: { [registry.host]: "own" } })],
    ["credsStore", () => ({ credsStore: "own" })],
  ])("are asked: %s", async (_, config) => {
    const script = `#!/bin/sh\ncat >>"$0.asked"\necho '{"Username":"${user}","Secret":"${password}"}'\n`;
    const bin = await folder({ "docker-credential-own": script });
    await chmod(join(bin, "docker-credential-own"), 0o755);
    const run = await read({ DOCKER_AUTH_CONFIG: inline(config()), PATH: `${bin}:${process.env.PATH}` });
    expectSuccess(run);
    expect(run.masks).toContain(password);
    expect(await readFile(join(bin, "docker-credential-own.asked"), "utf8")).toBe(registry.host);
  });

  test("that are not there are named in a warning, and what is stored elsewhere counts", async () => {
    const home = await folder({ ".docker/config.json": { auths: { [registry.host]: right } } });
    const config = { credHelpers: { [registry.host]: "absent" } };
    const run = await read({ DOCKER_AUTH_CONFIG: inline(config), HOME: home });
    expectSuccess(run);
    expect(run.annotations).toEqual([
      {
        level: "warning",
        message: `credential helper docker-credential-absent, named by credHelpers["${registry.host}"] in DOCKER_AUTH_CONFIG, is not an executable on PATH; it is left out for ${registry.host}`,
      },
    ]);
  });

  test("come after what it holds itself", async () => {
    const config = { credsStore: "absent", auths: { [registry.host]: right } };
    const run = await read({ DOCKER_AUTH_CONFIG: inline(config) });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
  });
});
