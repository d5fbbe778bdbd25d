import { join } from "node:path";
import { expect, test } from "vitest";
import { podmanFiles } from "../../../src/registry/auth/podman.ts";

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
