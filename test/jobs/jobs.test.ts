import { setImmediate as tick } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Log } from "../../src/base/log.ts";
import { Blocks } from "../../src/jobs/blocks.ts";
import { allToTheEnd, runJobs } from "../../src/jobs/jobs.ts";

test("runs at most so many at a time, isolates failures and keeps the order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ ticks: fc.nat(4), fails: fc.boolean() }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (items, concurrency) => {
        let running = 0;
        let most = 0;
        const outcomes = await runJobs(items, concurrency, new AbortController().signal, async (item, at) => {
          running++;
          most = Math.max(most, running);
          for (let waited = 0; waited < item.ticks; waited++) await tick();
          running--;
          if (item.fails) throw at;
          return at;
        });
        expect(most).toBeLessThanOrEqual(concurrency);
        expect(outcomes).toEqual(
          items.map(({ fails }, at) =>
            fails ? { state: "failed", error: at } : { state: "done", value: at },
          ),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test("starts nothing after an abort, and counts it as skipped", async () => {
  const abort = new AbortController();
  const started: number[] = [];
  const outcomes = await runJobs([0, 1, 2, 3], 1, abort.signal, async (item) => {
    started.push(item);
    if (item === 1) abort.abort();
    return item;
  });
  expect(started).toEqual([0, 1]);
  expect(outcomes.map(({ state }) => state)).toEqual(["done", "done", "skipped", "skipped"]);
});

test("allToTheEnd waits for every part before it throws the first failure", async () => {
  let ended = false;
  const slow = (async () => {
    for (let waited = 0; waited < 3; waited++) await tick();
    ended = true;
    throw new Error("later");
  })();
  await expect(
    allToTheEnd([slow, Promise.reject(new Error("second in order")), Promise.resolve(1)]),
  ).rejects.toThrow("later");
  expect(ended).toBe(true);
  expect(await allToTheEnd([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

test("blocks never interleave, lose nothing, and keep each job's order", () => {
  const steps = fc.array(fc.record({ job: fc.nat(4), ends: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (script) => {
      const said: string[] = [];
      const say = (line: string) => void said.push(line);
      const log: Log = { info: say, debug: say, notice: say, warning: say };
      const blocks = new Blocks(log);
      const jobs = Array.from({ length: 5 }, () => ({
        block: blocks.begin(),
        lines: [] as string[],
        ended: false,
      }));
      for (const [at, { job, ends }] of script.entries()) {
        const one = jobs[job];
        if (!one || one.ended) continue;
        const line = `${job} ${at}`;
        one.lines.push(line);
        (at % 2 ? one.block.info : one.block.warning)(line);
        if (ends) {
          one.block.end();
          one.ended = true;
        }
        // Whoever is the oldest unfinished job has been heard to its last word.
        const oldest = jobs.find(({ ended }) => !ended);
        for (const heard of oldest?.lines ?? []) expect(said).toContain(heard);
      }
      for (const { block, ended } of jobs) if (!ended) block.end();
      expect(said).toEqual(jobs.flatMap(({ lines }) => lines));
    }),
  );
});
