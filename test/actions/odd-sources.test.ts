import { once } from "node:events";
import { mkdir, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { type Registry, startRegistry } from "../support/registry/index.ts";
import { ociIndex } from "../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, publish, wait, workspace } from "./step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const hex = amd64.descriptor.digest.replace("sha256:", "");

let registry: Registry;
let space: Awaited<ReturnType<typeof workspace>>;

beforeAll(async () => {
  registry = await startRegistry();
  pushFixture(registry, "app", amd64);
  space = await workspace({ [`dig [1]/${hex}`]: "", "folder/": "" });
  await mkdir(join(space.path, "meta"));
  await symlink("gone.json", join(space.path, "meta/dangling.json"));
  await symlink("loop", join(space.path, "loop"));
});
afterAll(async () => {
  await registry.close();
  await space.dispose();
});

const publishFrom = (sources: string, tags = "1") =>
  publish({ image: `${registry.host}/app`, sources, tags }, { cwd: space.path });

describe("an index whose platforms are malformed", () => {
  test.each([
    ["a text", "linux/amd64", '"platform" is the text "linux/amd64"'],
    ["a list", ["linux"], '"platform" is a list'],
    ["without an architecture", { os: "linux" }, '"platform.architecture" is missing'],
    ["with an empty system", { os: "", architecture: "amd64" }, '"platform.os" is missing'],
    ["a number for the system", { os: 7, architecture: "amd64" }, '"platform.os" is the number 7'],
    [
      "an object for the variant",
      { os: "linux", architecture: "arm", variant: { v: 7 } },
      '"platform.variant" is an object',
    ],
    [
      "a text for the features",
      { os: "windows", architecture: "amd64", "os.features": "win32k" },
      '"platform.os.features" is the text "win32k"',
    ],
    [
      "a number for the version",
      { os: "windows", architecture: "amd64", "os.version": 10 },
      '"platform.os.version" is the number 10',
    ],
  ])("%s: is one sentence", async (_, platform, fault) => {
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: ociIndex,
        manifests: [amd64.descriptor, { ...amd64.descriptor, platform }],
      }),
    );
    const digest = registry.putManifest("app", "odd", bytes, ociIndex);
    registry.clearRequests();
    for (const run of [
      await publishFrom(`${registry.host}/app:odd`),
      await wait({ refs: `${registry.host}/app:odd` }),
    ])
      expect(expectOneError(run)).toContain(
        `index ${digest} does not list its manifests as the OCI image index says: ${fault} in manifest 2, ${amd64.descriptor.digest}`,
      );
    expect(registry.writes()).toEqual([]);
  });
});

describe("on the disk", () => {
  test("a directory with a glob's characters in its name is that directory", async () => {
    const run = await publishFrom("dig [1]", "brackets");
    expectSuccess(run);
    expect(registry.tags("app").get("brackets")).toBe(run.outputs.digest);
  });

  test.each([
    [
      "a link to nothing",
      "meta/dangling.json",
      /"meta\/dangling\.json" is not a file or directory; expected/,
    ],
    [
      "a glob that finds one",
      "meta/*.json",
      /"meta\/(?:dangling\.json" cannot be read \(ENOENT: no such file or directory\); expected|\*\.json" matches no file or directory)/,
    ],
    ["a link to itself", "./loop", /"\.\/loop" is not a file or directory; expected/],
  ])("%s is one sentence", async (_, sources, message) => {
    expect(expectOneError(await publishFrom(sources))).toMatch(message);
  });

  test("a file that opens for nobody, such as a socket, is one sentence", async () => {
    await using socket = createServer().listen(join(space.path, "socket.json"));
    await once(socket, "listening");
    for (const sources of ["socket.json", "./socket.json"])
      expect(expectOneError(await publishFrom(sources))).toMatch(
        /^input "sources": "(?:\.\/)?socket\.json" cannot be read \([A-Z]+: [^,]+\); expected a file or directory that this step may read$/,
      );
  });

  test("a directory in place of the file of targets is one sentence", async () => {
    const run = await publish({ targets: "folder" }, { cwd: space.path });
    expect(expectOneError(run)).toMatch(/^input "targets": the file "folder" cannot be read \(EISDIR/);
  });
});
