import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildxIndexFixture, imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, type RequestView, startRegistry } from "../support/registry/index.ts";
import { endlessSecond, expectOneError, publish, reportOf, wait } from "./step.ts";

const { where } = faults;
const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 2 });
const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 2 });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);

let registry: Registry;
let count = 0;
let app = "";

beforeAll(async () => {
  registry = await startRegistry();
  for (const fixture of [amd64, arm64]) pushFixture(registry, "build", fixture);
});
afterAll(() => registry.close());
beforeEach(() => {
  app = `app-${++count}`;
  registry.faults.clear();
  registry.clearRequests();
  pushFixture(registry, app, older, { tag: "latest" });
});

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Signals the process when a request that matches arrives, and tells what came after the signal had. In these steps a
 * second never ends: one that does not stop at once does not end at all.
 */
function signalOn(match: (request: RequestView) => boolean, signal: "SIGINT" | "SIGTERM") {
  let child: ChildProcess | undefined;
  let heard: Promise<number> | undefined;
  const off = registry.onRequest((request) => {
    if (heard || !child || !match(request)) return;
    heard = heardBy(child, signal);
    child.kill(signal);
  });
  return {
    options: {
      ...endlessSecond,
      onSpawn: (started: ChildProcess) => {
        child = started;
      },
    },
    async end() {
      off();
      const at = await heard;
      expect(at).toBeTypeOf("number");
      return { late: registry.requests.filter(({ start }) => start > (at ?? 0)) };
    },
  };
}

/** The moment at which a process has heard of a signal, and what it had sent until then has arrived. */
async function heardBy({ stdout }: ChildProcess, signal: NodeJS.Signals): Promise<number> {
  await new Promise<void>((resolve) => {
    stdout?.on("data", (text: string) => {
      if (text.includes(`${signal} is here`)) resolve();
    });
  });
  await sleep(100);
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  return performance.now();
}

const inputs = () => ({
  sources: [amd64, arm64].map(({ descriptor }) => `${registry.host}/build@${descriptor.digest}`).join("\n"),
  tags: `${registry.host}/${app}:1\n${registry.host}/${app}:latest`,
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s", (signal) => {
  test.each([
    ["while sources are waited for", where({ reference: amd64.descriptor.digest }), true],
    ["while blobs are mounted", where({ kind: "upload" }), false],
    ["while manifests are put", where({ method: "PUT", kind: "manifest" }), false],
    ["while a hung request is answered by nobody", where({ method: "GET", reference: "1" }), true],
  ])("%s ends the run at once", async (_, match, hang) => {
    const slow = hang ? faults.hang() : faults.slowHandling(1_500);
    registry.faults.add({ match, times: Infinity, act: slow });
    const cancel = signalOn(match, signal);
    const run = await publish(inputs(), cancel.options);
    expect((await cancel.end()).late).toEqual([]);
    expect(expectOneError(run, exitCodes[signal])).toMatch(new RegExp(`^cancelled by ${signal}`));
    await sleep(50);
    expect([...registry.tags(app)]).toEqual([["latest", older.descriptor.digest]]);
    expect(registry.incompleteTags()).toEqual([]);
    expect(reportOf(run)[0]).toMatchObject({ state: "cancelled" });
    expect(run.outputs.refs).toBe("");
  });
});

test("a version tag that was moved before the signal is told as published", async () => {
  const match = where({ method: "PUT", reference: "latest" });
  registry.faults.add({ match, times: Infinity, act: faults.hang() });
  const cancel = signalOn(match, "SIGTERM");
  const run = await publish(inputs(), cancel.options);
  expect((await cancel.end()).late).toEqual([]);
  expectOneError(run, 143);
  const digest = registry.tags(app).get("1");
  expect(registry.tags(app).get("latest")).toBe(older.descriptor.digest);
  expect(reportOf(run)[0]).toMatchObject({
    state: "cancelled",
    digest,
    tags: [{ state: "published" }, { state: "failed" }],
  });
  expect(run.outputs.refs).toBe(`${registry.host}/${app}:1@${digest}`);
  // A tag holds it, so later steps may name it.
  expect(run.outputs.digest).toBe(reportOf(run)[0]?.digest);
});

test("targets that never began are cancelled, not done", async () => {
  const match = where({ reference: amd64.descriptor.digest });
  registry.faults.add({ match, times: Infinity, act: faults.hang() });
  const cancel = signalOn(match, "SIGTERM");
  const targets = ["x", "y", "z"].map((name) => ({
    name,
    image: `${registry.host}/build`,
    sources: [amd64.descriptor.digest],
    tags: [name],
  }));
  const run = await publish({ concurrency: "1", targets: JSON.stringify(targets) }, cancel.options);
  expect((await cancel.end()).late).toEqual([]);
  expectOneError(run, 143);
  expect(reportOf(run).map(({ name, state }) => [name, state])).toEqual([
    ["x", "cancelled"],
    ["y", "cancelled"],
    ["z", "cancelled"],
  ]);
  expect(registry.writes()).toEqual([]);
});

test("a wait is cancelled between two polls", async () => {
  const absent = `sha256:${"a".repeat(64)}`;
  const cancel = signalOn(where({ reference: absent }), "SIGINT");
  const run = await wait({ refs: `${registry.host}/build@${absent}` }, cancel.options);
  expect((await cancel.end()).late).toEqual([]);
  expect(expectOneError(run, 130)).toMatch(/^cancelled by SIGINT/);
});
