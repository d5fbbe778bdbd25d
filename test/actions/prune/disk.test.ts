import { randomUUID } from "node:crypto";
import { readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createContainer, startContainer } from "../../../src/docker/containers.ts";
import { connectDocker } from "../../../src/docker/engine.ts";
import { withNodeImage } from "../../../src/docker/node-image.ts";
import { tryDockerd } from "../../support/docker/dockerd.ts";
import { loadImages } from "../../support/docker/load.ts";
import { imageFixture } from "../../support/images/images.ts";
import { run as runProgram } from "../../support/programs.ts";
import { realWhen } from "../../support/real/real.ts";
import { type RunOptions, runAction } from "../../support/runner.ts";
import { type ActionInputs, expectOneError, expectSuccess } from "../step.ts";

const { dockerd, otherwise, cause } = await tryDockerd({ diskBytes: 600 << 20 });
const { signal } = new AbortController();
const hour = 3_600_000;
const mb = 1_000_000;

const ledger = () => join(dockerd?.folder ?? "", "ledger.json");
const filler = () => join(dockerd?.dataRoot ?? "", "..", `filler-${randomUUID()}`);
const docker = (...args: string[]) => dockerd?.docker(args);
const image = (seed: string, layerSize: number) =>
  imageFixture({ platform: "linux/amd64", layers: 2, layerSize, seed });
const load = (tags: string[], seed: string, size = 5 * mb) =>
  loadImages(dockerd?.socket ?? "", [{ tags, image: image(seed, size) }]);
const names = async () =>
  ((await docker("images", "--format", "{{.Repository}}:{{.Tag}}"))?.stdout ?? "")
    .split("\n")
    .filter((name) => name !== "" && !name.startsWith("imgpub-node"))
    .sort();

const prune = (inputs: ActionInputs<"prune-images"> = {}, options: RunOptions<"prune-images"> = {}) =>
  runAction("prune-images", {
    ...options,
    inputs: { "docker-host": dockerd?.host ?? "", ledger: ledger(), "dry-run": "false", ...inputs },
  });

const disk = async () => {
  const { blocks, bavail, bsize } = await statfs(dockerd?.dataRoot ?? "");
  return { total: blocks * bsize, available: bavail * bsize };
};

/** The marks for a disk that is too full as it is, by so many bytes. */
const tooFullBy = async (bytes: number) => ({
  ...{ high: "99", low: "98" },
  "min-free": `${(await disk()).available + bytes}B`,
});

/** Moves all that the ledger knows of into the past. */
async function age(by = 1_000 * hour): Promise<void> {
  const text = JSON.parse(await readFile(ledger(), "utf8"));
  for (const engine of Object.values<{ images: Record<string, { firstSeen: number; lastUsed: number }> }>(
    text.engines,
  ))
    for (const record of Object.values(engine.images)) {
      record.firstSeen -= by;
      record.lastUsed -= by;
    }
  await writeFile(ledger(), JSON.stringify(text));
}

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("prune-images", () => {
  beforeAll(async () => {
    // Makes the image that works on the host, so that its bytes are none of those that are counted.
    expectSuccess(await prune());
  });
  beforeEach(async () => {
    const left = ((await docker("ps", "--all", "--quiet"))?.stdout ?? "").split("\n").filter(Boolean);
    if (left.length > 0) await docker("rm", "--force", ...left);
    const old = await names();
    if (old.length > 0) await docker("rmi", "--force", ...old);
    await rm(ledger(), { force: true });
  });
  afterAll(() => dockerd?.close());

  it("leaves everything below the mark", async () => {
    await load(["app:1"], "app");
    await prune();
    await age();
    const run = await prune({ high: "99", low: "98" });
    expectSuccess(run);
    expect(run.outputs).toMatchObject({
      pressure: "below",
      removed: "[]",
      "goal-bytes": "0",
      "ledger-gap": "false",
    });
    expect(await names()).toEqual(["app:1"]);
  });

  it("frees what it said, and no more than is asked for, those used longest ago first", async () => {
    await load(["old:1"], "old", 10 * mb);
    await prune();
    await age();
    await load(["older:1"], "new", 10 * mb);
    await prune();
    await age();
    const before = await disk();
    const run = await prune({ high: "99", low: "98", "min-free": `${before.available + 15 * mb}B` });
    expectSuccess(run);
    expect(await names()).toEqual(["older:1"]);
    const freed = (await disk()).available - before.available;
    const predicted = Number(run.outputs["predicted-bytes"]);
    expect(run.outputs.removed).toContain("old:1");
    expect(Math.abs(freed - predicted) / predicted).toBeLessThan(0.02);
  });

  it("says only what would go in a dry run", async () => {
    await load(["app:1"], "app");
    await prune();
    await age();
    const run = await prune({ ...(await tooFullBy(mb)), "dry-run": "true" });
    expectSuccess(run);
    expect(run.outputs).toMatchObject({ pressure: "above", removed: "[]" });
    expect(JSON.parse(run.outputs.report ?? "").planned).toMatchObject([{ reference: "app:1" }]);
    expect(run.summary).toContain("app:1");
    expect(await names()).toEqual(["app:1"]);
  });

  it("says what holds it where nothing may go", async () => {
    await load(["used:1"], "used");
    await load(["young:1"], "young");
    await docker("create", "--name", "held", "used:1", "x");
    const run = await prune(await tooFullBy(mb));
    expectSuccess(run);
    expect(run.outputs.pressure).toBe("blocked");
    expect(JSON.parse(run.outputs.kept ?? "")).toMatchObject({ "in use": expect.any(Number), young: 1 });
    expect(run.annotations).toMatchObject([{ level: "warning" }]);
    expect(await names()).toEqual(["used:1", "young:1"]);
  });

  it("has images of the same layers go together, and each name of one", async () => {
    await load(["twin:1", "twin:2"], "twin");
    await docker("tag", "twin:1", "other/twin:1");
    await prune();
    await age();
    const run = await prune(await tooFullBy(8 * mb));
    expectSuccess(run);
    expect(JSON.parse(run.outputs.removed ?? "")).toHaveLength(1);
    expect(await names()).toEqual([]);
  });

  it("leaves everything while another job is at work, and says who", async () => {
    await load(["app:1"], "app");
    await prune();
    await age();
    const name = "GITEA-ACTIONS-TASK-7_WORKFLOW-x_JOB-y";
    const engine = await connectDocker({ dockerHost: dockerd?.host, env: {}, signal });
    const id = await withNodeImage(engine, { log: { info() {} }, signal }, ({ reference, entrypoint }) =>
      createContainer(
        engine,
        {
          ...{ Image: reference, Entrypoint: entrypoint, Cmd: ["--eval", "setInterval(() => {}, 1000)"] },
          HostConfig: { NetworkMode: "none" },
        },
        { name, signal },
      ),
    );
    await startContainer(engine, id ?? "", signal);
    const inputs = await tooFullBy(mb);
    const run = await prune(inputs);
    expectSuccess(run);
    expect(run.outputs).toMatchObject({
      ...{ pressure: "above", removed: "[]" },
      "deferred-by": `a job of Gitea's runner (container ${name})`,
    });
    expect(expectOneError(await prune({ ...inputs, busy: "fail" }))).toContain("others are at work");
    expect(await names()).toEqual(["app:1"]);
  });

  it.each(["", "{", '{"version":1,"engines":{"x":7}}', "\0\0"])(
    "takes a ledger of %j for none, and everything as seen now",
    async (text) => {
      await load(["app:1"], "app");
      await writeFile(ledger(), text);
      const run = await prune(await tooFullBy(mb));
      expectSuccess(run);
      expect(run.outputs).toMatchObject({ pressure: "blocked", "ledger-gap": "true" });
      expect(await names()).toEqual(["app:1"]);
      expect(JSON.parse(await readFile(ledger(), "utf8")).version).toBe(1);
    },
  );

  it("works on where the ledger cannot be written, and deletes nothing", async () => {
    await load(["app:1"], "app");
    // What is above it is no folder.
    const path = join(dockerd?.configFile ?? "", "ledger.json");
    const run = await prune({ ...(await tooFullBy(mb)), ledger: path });
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.annotations.map(({ message }) => message).join("\n")).toContain(`the ledger ${path}`);
    expect(await names()).toEqual(["app:1"]);
  });

  it("is whole again after it was killed at any time", async () => {
    for (const ms of [150, 300, 450, 600, 800]) {
      await load(["app:1"], `app-${ms}`);
      await prune();
      await age();
      const inputs = await tooFullBy(8 * mb);
      const killed = await prune(inputs, { signalAfter: { ms, signal: "SIGKILL" } });
      if (killed.exitCode !== 0) expect(killed.signal).toBe("SIGKILL");
      const run = await prune(inputs);
      expectSuccess(run);
      // Below, where all had gone before it was killed.
      expect(run.outputs.pressure).toMatch(/^(?:relieved|below)$/);
      expect(await names()).toEqual([]);
    }
  });

  it("goes by a disk that is filled by others, and down to the lower mark", async () => {
    await load(["app:1"], "app", 20 * mb);
    await prune();
    await age();
    const { total, available } = await disk();
    const path = filler();
    // 5 % more than low allows are in use, of which the image has 40 MB.
    const fill = Math.floor(available - total * 0.14);
    await runProgram("fallocate", ["--length", String(fill), path]);
    try {
      const run = await prune();
      expectSuccess(run);
      expect(run.outputs.pressure).toBe("relieved");
      expect(Number(run.outputs["usage-before"])).toBeGreaterThanOrEqual(85);
      expect(Number(run.outputs["usage-after"])).toBeLessThanOrEqual(80);
      expect(await names()).toEqual([]);
    } finally {
      await rm(path);
    }
  });
});
