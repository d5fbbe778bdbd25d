import { setTimeout as after } from "node:timers/promises";
import { expect, test } from "vitest";
import { abortable } from "../../src/jobs/abortable.ts";
import { createLimit } from "../../src/jobs/limit.ts";

test("a limit begins in order, never runs more at a time, and survives failures", async () => {
  const limit = createLimit(3);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const work = Array.from({ length: 20 }, (_, at) =>
    limit(async () => {
      begun.push(at);
      most = Math.max(most, ++running);
      await after(at % 3);
      running--;
      if (at % 4 === 0) throw new Error(`number ${at}`);
      return at;
    }),
  );
  const settled = await Promise.allSettled(work);
  expect(begun).toEqual([...Array(20).keys()]);
  expect(most).toBe(3);
  expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(5);
  expect(await limit(async () => "free again")).toBe("free again");
});

test("what is aborted ends at once, whatever it waits for", async () => {
  const stop = new AbortController();
  const reason = new Error("cancelled");
  const endless = abortable(new Promise<never>(() => {}), stop.signal);
  stop.abort(reason);
  await expect(endless).rejects.toBe(reason);
  await expect(abortable(Promise.resolve(1), stop.signal)).rejects.toBe(reason);
  const open = new AbortController().signal;
  await expect(abortable(Promise.resolve(1), open)).resolves.toBe(1);
  await expect(abortable(Promise.reject(reason), open)).rejects.toBe(reason);
});
