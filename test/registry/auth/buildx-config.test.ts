import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  chooseScopedConfig,
  listScopedConfigs,
  parseScope,
} from "../../../src/registry/auth/buildx-config.ts";

const choose = (paths: string[], host: string, repository: string, actions: string[]) =>
  chooseScopedConfig(
    paths.map((path) => ({ directory: path, ...parseScope(path) })),
    host,
    repository,
    actions,
  )?.directory;

// The inputs and outcomes of docker/buildx's own tests, where they concern one repository.
describe("parseScope", () => {
  it.each([
    ["example.com", "example.com", "", []],
    ["example.com/a/b", "example.com", "a/b", []],
    ["example.com/x@y,z", "example.com", "x", ["y", "z"]],
    ["example.com/a/b@", "example.com", "a/b", []],
    ["example.com/@foo", "example.com", "", ["foo"]],
    ["registry-1.docker.io@pull,push", "docker.io", "", ["pull", "push"]],
    ["example.com:5000/x@y, z", "example.com:5000", "x", ["y", "z"]],
    [".", undefined, "", []],
  ])("reads %s", (path, host, repository, actions) =>
    expect(parseScope(path)).toEqual({ host, repository, actions }),
  );
});

describe("chooseScopedConfig", () => {
  it.each([
    ["example.com/foo/bar@a,b", ["pull"], false],
    ["example.com/foo/bar@push", ["pull", "push"], true],
    ["example.com/foo/bar@push", ["pull"], false],
    ["example.com/foo/bar2@push", ["pull", "push"], false],
    ["example.com/foo/bar@push,pull", ["pull", "push"], true],
    ["example.com/foo/bar@pull", [], false],
    ["example.com/foo/bar", ["pull"], true],
    ["example.com/foo/bar@", ["pull"], true],
    ["example.com/foo", ["pull"], false],
    ["example.com@pull", ["pull", "push"], true],
    ["example.com@push", ["pull"], false],
    ["other.com/foo/bar", ["pull"], false],
    ["example.com:443/foo/bar", ["pull"], false],
  ])("of %s for %j of foo/bar: %s", (path, actions, chosen) =>
    expect(choose([path], "example.com", "foo/bar", actions)).toBe(chosen ? path : undefined),
  );

  it("takes the narrowest", () => {
    const paths = [
      "h.io",
      "h.io@pull",
      "h.io@pull,push",
      "h.io/a",
      "h.io/a@pull",
      "h.io/a@push",
      "h.io/b@pull,push",
    ];
    expect(choose(paths, "h.io", "a", ["pull"])).toBe("h.io/a@pull");
    expect(choose(paths.toReversed(), "h.io", "a", ["pull"])).toBe("h.io/a@pull");
    expect(choose(paths, "h.io", "c", ["pull", "push"])).toBe("h.io@pull,push");
    expect(choose(paths, "h.io", "c", ["pull"])).toBe("h.io@pull");
    expect(choose(paths, "h.io", "c", [])).toBe("h.io");
  });
});

describe("listScopedConfigs", () => {
  it("finds config.json at every depth", async () => {
    const base = await mkdtemp(join(tmpdir(), "buildx-config-"));
    try {
      for (const path of ["registry-1.docker.io/library/x@pull", "ghcr.io", "empty.io"])
        await mkdir(join(base, path), { recursive: true });
      await writeFile(join(base, "registry-1.docker.io/library/x@pull/config.json"), "{}");
      await writeFile(join(base, "ghcr.io/config.json"), "{}");
      await writeFile(join(base, "empty.io/other.json"), "{}");
      expect(await listScopedConfigs(base)).toEqual([
        { directory: join(base, "ghcr.io"), host: "ghcr.io", repository: "", actions: [] },
        {
          directory: join(base, "registry-1.docker.io/library/x@pull"),
          host: "docker.io",
          repository: "library/x",
          actions: ["pull"],
        },
      ]);
    } finally {
      await rm(base, { recursive: true });
    }
  });

  it("takes a missing directory for none", async () => {
    expect(await listScopedConfigs(join(tmpdir(), "no", "such", "directory"))).toEqual([]);
  });
});
