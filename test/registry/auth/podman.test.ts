import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createPodmanCredentials, podmanFiles } from "../../../src/registry/auth/podman.ts";

const home = join("/", "home", "me");
const own = join(home, ".config", "containers", "auth.json");

// containers-auth.json(5), and `getAuthFilePaths` in pkg/docker/config/config.go of containers/image.
test.each([
  [{}, 1001, ["/run/containers/1001/auth.json", own]],
  [{}, undefined, [own]],
  [{ XDG_RUNTIME_DIR: "/run/user/1" }, 1, [join("/run/user/1", "containers", "auth.json"), own]],
  [{ XDG_CONFIG_HOME: "/cfg" }, undefined, [join("/cfg", "containers", "auth.json")]],
  [{ REGISTRY_AUTH_FILE: "/a.json" }, undefined, ["/a.json", own]],
  [{ REGISTRY_AUTH_FILE: "", XDG_RUNTIME_DIR: "", XDG_CONFIG_HOME: "" }, undefined, [own]],
])("%j, user %s: %j", (env, uid, files) => {
  expect(podmanFiles(env, home, uid)).toEqual(
    files.map((file) => file.replace("/run/containers", join("/run/containers"))),
  );
});

test.each([
  ["reg.test", true],
  ["https://reg.test", true],
  ["http://reg.test/v1/", true],
  ["reg.test/v1", false],
  ["reg.test/v2/", false],
  ["reg.test/org", true],
  ["reg.test/or", false],
])("the key %s speaks for reg.test/org/app: %j", async (key, speaks) => {
  const file = join(await mkdtemp(join(tmpdir(), "imgpub-")), "auth.json");
  await writeFile(file, JSON.stringify({ auths: { [key]: { auth: btoa("me:secret") } } }));
  const found = await createPodmanCredentials([file], undefined, async () => undefined).for(
    "reg.test",
    "org/app",
  );
  expect(found !== undefined).toBe(speaks);
});

test("a file at podman's own places that cannot be read is none; one that was named is told of", async () => {
  const directory = await mkdtemp(join(tmpdir(), "imgpub-"));
  const ask = async () => undefined;
  expect(await createPodmanCredentials([directory], undefined, ask).for("reg.test", "a")).toBeUndefined();
  await expect(createPodmanCredentials([directory], directory, ask).for("reg.test", "a")).rejects.toThrow(
    `the file of credentials ${directory} cannot be read (EISDIR)`,
  );
});
