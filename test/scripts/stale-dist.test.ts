import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { staleDist } from "../../scripts/stale-dist.ts";
import { temporaryFolder } from "../support/git-server/index.ts";

afterEach(() => void vi.unstubAllEnvs());

/** Builds a file for each variable of its environment. */
const config = `export default {
  input: "entry",
  plugins: [{
    name: "variables",
    resolveId: (id) => id,
    load: () => "export {}",
    generateBundle() {
      for (const fileName of Object.keys(process.env)) this.emitFile({ type: "asset", fileName, source: "" });
    },
  }],
};
`;

test("a build gets the environment without credentials", async () => {
  await using folder = await temporaryFolder();
  const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
  await symlink(modules, join(folder.path, "node_modules"), "junction");
  await mkdir(join(folder.path, "dist"));
  await writeFile(join(folder.path, "rollup.config.mjs"), config);
  const secret = [
    "GIT_CONFIG_VALUE_0",
    "GIT_ASKPASS",
    "GITHUB_TOKEN",
    "TOKEN",
    "ACTIONS_RUNTIME_URL",
    "SSH_AUTH_SOCK",
    "npm_config__authToken",
  ];
  for (const name of [...secret, "IMGPUB_KEPT"]) vi.stubEnv(name, "x");
  const built = staleDist(folder.path);
  expect(built).toContain("dist/IMGPUB_KEPT is missing");
  for (const name of secret) expect(built).not.toContain(`dist/${name} is missing`);
});
