import { execFile } from "node:child_process";
import { setImmediate, setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { allFigures, type Figure } from "../../scripts/bench/figures.ts";
import { runTimed, taken, watchMemory } from "../../scripts/bench/process.ts";
import { watchTurns } from "../../scripts/bench/soci/turns.ts";
import { cells, limitText, verdict } from "../../scripts/bench/table.ts";
import { leastBusy, tagsReadBack } from "../support/scenarios/counts.ts";
import type { Limit } from "../support/scenarios/limits.ts";

const figure = (limit: Limit | undefined): Figure => ({
  scenario: "an image",
  measure: "elapsed",
  unit: " s",
  digits: 2,
  limit,
});

describe("a verdict", () => {
  test.each([
    { limit: 0.2, values: { imgpub: 0.2 }, is: "holds" },
    { limit: 0.2, values: { imgpub: 0.21 }, is: "over" },
    { limit: { times: 1.5, peer: "oras" }, values: { imgpub: 3, oras: 2 }, is: "holds" },
    { limit: { times: 1.5, peer: "oras" }, values: { imgpub: 3.1, oras: 2 }, is: "over" },
    { limit: { times: 1.5, peer: "oras" }, values: { imgpub: 3, oras: "not installed" }, is: "not compared" },
    { limit: 0.2, values: { imgpub: Number.NaN }, is: "not compared" },
    { limit: 0.2, values: { imgpub: "no docker-registry" }, is: "not compared" },
    { limit: undefined, values: { imgpub: 3 }, is: "–" },
  ] as const)("on $values with the limit $limit is $is", ({ limit, values, is }) => {
    expect(verdict({ figure: figure(limit), values })).toBe(is);
  });
});

test("limits are written in their unit, or as times of a peer", () => {
  expect(
    [0.2, { times: 1.5, peer: "crane" } as const, undefined].map((limit) => limitText(figure(limit))),
  ).toEqual(["0.20 s", "1.5 × crane", "–"]);
});

test("a table names a scenario once, and says what could not be measured", () => {
  const rows = [
    { figure: figure(0.2), values: { imgpub: 0.1, crane: "not installed" } },
    {
      figure: { ...figure(undefined), measure: "requests", unit: "", digits: 0 },
      values: { imgpub: 9, oras: 8 },
    },
  ];
  expect(cells(rows)).toEqual([
    ["scenario", "measured", "imgpub", "crane", "oras", "limit", "verdict"],
    ["an image", "elapsed", "0.10 s", "not installed", "–", "0.20 s", "holds"],
    ["", "requests", "9", "–", "8", "–", "–"],
  ]);
});

test("no two rows are about the same", () => {
  const names = allFigures().map(({ scenario, measure }) => `${scenario}: ${measure}`);
  expect(new Set(names).size).toBe(names.length);
});

/** Works for 300 ms, however busy the machine is. */
const busy = "while (process.cpuUsage().user < 300_000);";

test("what a command's children take counts too", async () => {
  const env = { PATH: process.env.PATH };
  const twice = `'${process.execPath}' -e '${busy}'; '${process.execPath}' -e '${busy}'`;
  const { seconds, processor } = taken(await runTimed(["bash", "-c", twice], { env }));
  expect(seconds).toBeGreaterThan(0.5);
  expect(processor).toBeGreaterThan(0.5);
  const idle = taken(await runTimed(["sleep", "0.3"], { env }));
  expect(idle.seconds).toBeGreaterThanOrEqual(0.3);
  expect(idle.processor).toBeLessThan(0.3);
});

test("a command that fails is an error with what it said", async () => {
  await expect(runTimed(["bash", "-c", "echo amiss >&2; exit 3"], { env: {} })).rejects.toThrow("amiss");
});

test.runIf(process.platform === "linux")("the memory of a command is seen at its peak", async () => {
  const held = "const held = Buffer.alloc(200 << 20, 1); setTimeout(() => held, 200);";
  let watch: ReturnType<typeof watchMemory> | undefined;
  await runTimed([process.execPath, "-e", held], {
    env: {},
    onSpawn: (pid) => {
      watch = watchMemory(pid);
    },
  });
  const peak = watch?.stop() ?? 0;
  expect(peak).toBeGreaterThan(200);
  expect(peak).toBeLessThan(400);
});

test("work that blocks the event loop is seen as a whole, and waiting is none", async () => {
  const turns = watchTurns();
  await setTimeout(200);
  const waiting = turns.stop();
  const again = watchTurns();
  await setImmediate();
  for (const before = process.threadCpuUsage(); process.threadCpuUsage(before).user < 100_000; );
  await setImmediate();
  expect(again.stop()).toBeGreaterThanOrEqual(100);
  expect(waiting).toBeLessThan(100);
});

test("the least busy run has the shortest critical path", () => {
  const run = (path: number, connections: number) => ({
    requests: 9,
    writes: 0,
    tokens: 1,
    path,
    connections,
    inFlight: 1,
  });
  expect(leastBusy([run(6, 1), run(5, 4), run(5, 3)])).toEqual(run(5, 3));
});

test("a tag is read back when that begins after it was last written", () => {
  const request = (method: string, reference: string, start: number, status = 200) =>
    ({ repository: "a", reference, method, status, start, end: start + 5 }) as Parameters<
      typeof tagsReadBack
    >[0][0];
  const requests = [
    request("HEAD", "before", 0),
    request("PUT", "before", 10, 201),
    request("HEAD", "during", 12),
    request("PUT", "during", 10, 201),
    request("PUT", "after", 10, 201),
    request("HEAD", "after", 15),
    request("HEAD", "unwritten", 0),
    request("HEAD", "absent", 0, 404),
  ];
  const count = (tag: string) => tagsReadBack(requests, "a", [tag]);
  expect(["before", "during", "after", "unwritten", "absent"].map(count)).toEqual([0, 0, 1, 1, 0]);
  expect(tagsReadBack(requests, "b", ["after"])).toBe(0);
});

test("a part that there is not is told, with those that there are", async () => {
  const main = fileURLToPath(new URL("../../scripts/bench/main.ts", import.meta.url));
  await expect(promisify(execFile)(process.execPath, [main, "--only", "publish,all"])).rejects.toMatchObject({
    code: 1,
    stderr:
      '--only has no part "all"; it takes actions, publish, targets, large, cascade, lane, soci, mirror, image-cache, shards\n',
  });
});
