import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { limits } from "../support/scenarios/limits.ts";
import { asked, sociModules, twice } from "../support/scenarios/soci.ts";
import { watchedFolders } from "../support/touched.ts";

describe("two builds of two large layers each, one of them shared, for lazy loading", () => {
  let runs: Awaited<ReturnType<typeof twice>>;
  beforeAll(async () => {
    runs = await twice();
  });

  test("reads each layer once, and none when nothing has changed", () => {
    const { bytes, first, again } = runs;
    expect(first.layerBytes).toBe(bytes);
    expect(again.layerBytes).toBeLessThanOrEqual(limits.soci.layerBytesAgain);
    expect(again.writes).toBe(0);
  });

  test("leaves nothing on disk", () => {
    for (const { files } of [runs.first, runs.again])
      expect(files.length).toBeLessThanOrEqual(limits.soci.files);
  });
});

test("a file on disk would be seen", async () => {
  await using folders = await watchedFolders();
  const { cwd, env } = folders.options;
  const files = [cwd, String(env.TMPDIR), String(env.HOME), String(env.RUNNER_TEMP)].map((folder, at) =>
    join(folder, `file-${at}`),
  );
  for (const file of files) await writeFile(file, "");
  expect((await folders.touched()).sort()).toEqual(files.sort());
});

test("a run that does not ask for lazy loading loads no module of it", async () => {
  expect((await sociModules()).length).toBeLessThanOrEqual(limits.soci.modules);
  expect((await sociModules(asked)).length).toBeGreaterThan(5);
});
