import { expect, test } from "vitest";
import type { Verdict } from "../../src/retry/classify.ts";
import type { Clock } from "../../src/retry/clock.ts";
import { HostPause } from "../../src/retry/host-pause.ts";
import { Pace } from "../../src/retry/pace.ts";
import { retry } from "../../src/retry/retry.ts";
import { retryAfter, serverTime } from "../../src/retry/retry-after.ts";

/** Time that passes only in sleeps, from a moment that is not 0. */
function clockFrom(start: number) {
  let now = start;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    random: () => 0.5,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { clock, slept, pass };
}

const { signal } = new AbortController();

test("a pause lasts until it is over, or until the latest moment, and says which", async () => {
  const { clock, slept } = clockFrom(5_000);
  const pause = new HostPause(clock);
  expect(pause.remaining()).toBe(0);
  expect(await pause.untilOver(signal)).toBe(true);
  expect(slept).toEqual([]);
  pause.holdBack(1_000);
  pause.holdBack(400);
  expect(pause.remaining()).toBe(1_000);
  expect(await pause.untilOver(signal, 5_300)).toBe(false);
  expect(slept).toEqual([300]);
  expect(await pause.untilOver(signal, 9_000)).toBe(true);
  expect(slept).toEqual([300, 700]);
});

test("one that is made longer meanwhile is waited for to its end", async () => {
  const { clock, slept } = clockFrom(0);
  const longer: Clock = {
    ...clock,
    sleep: async (ms, given) => {
      if (slept.length === 0) pause.holdBack(3_000);
      await clock.sleep(ms, given);
    },
  };
  const pause: HostPause = new HostPause(longer);
  pause.holdBack(1_000);
  expect(await pause.untilOver(signal)).toBe(true);
  expect(slept).toEqual([1_000, 2_000]);
});

test("the pace is learnt from what passed before the first refusal", async () => {
  const { clock, slept, pass } = clockFrom(60_000);
  const pause = new HostPause(clock);
  // 40 a second for 2 s, of which the refusal leaves the half.
  for (let sent = 0; sent < 80; sent++)
    await pause.turn(
      async () => pass(25),
      () => undefined,
      [signal],
    );
  expect(pause.hasLimit).toBe(false);
  const refused = pause.turn(
    () => Promise.reject(new Error("429")),
    () => "refused",
    [signal],
  );
  await expect(refused).rejects.toThrow("429");
  expect(pause.hasLimit).toBe(true);
  expect(pause.passed).toBe(80);
  for (let sent = 0; sent < 2; sent++)
    await pause.turn(
      async () => {},
      () => undefined,
      [signal],
    );
  expect(slept).toEqual([50]);
});

test("whoever waits for a turn stops at any of the signals", async () => {
  const { clock } = clockFrom(0);
  const pause = new HostPause(clock);
  const refused = pause.turn(
    () => Promise.reject(new Error("429")),
    () => "refused",
    [signal],
  );
  await expect(refused).rejects.toThrow("429");
  const stopped = AbortSignal.abort(new Error("stopped"));
  let sent = 0;
  const send = async () => void sent++;
  for (const signals of [[stopped], [signal, stopped], [stopped, signal]])
    await expect(pause.turn(send, () => undefined, signals)).rejects.toThrow("stopped");
  expect(sent).toBe(0);
});

test("an error that tells nothing of the limit neither passes nor slows", async () => {
  const { clock } = clockFrom(0);
  const pause = new HostPause(clock);
  const failed = pause.turn(
    () => Promise.reject(new Error("reset")),
    () => undefined,
    [signal],
  );
  await expect(failed).rejects.toThrow("reset");
  expect([pause.passed, pause.hasLimit]).toEqual([0, false]);
});

test("at more than 1000 a second nothing is held back, and a refusal halves no more than that", async () => {
  const { clock, slept } = clockFrom(0);
  const idle = { remaining: () => 0 };
  const fast = new Pace(clock, 1e9);
  for (let sent = 0; sent < 3; sent++) await fast.turn(idle, signal);
  expect(slept).toEqual([]);
  // It rises beyond that, which counts as that much.
  for (let passed = 0; passed < 1_000; passed++) fast.pass();
  fast.refuse(0);
  await fast.turn(idle, signal);
  await fast.turn(idle, signal);
  expect(slept).toEqual([2, 2]);
});

test("the whole host is held back where a failure is of the host, and not for one request", async () => {
  for (const host of [true, undefined]) {
    const { clock } = clockFrom(0);
    const pause = new HostPause(clock);
    const remaining: number[] = [];
    const verdict: Verdict = { action: "retry", reason: "HTTP 503", delay: 9_000, ...(host && { host }) };
    let tries = 0;
    await retry(
      async () => {
        if (tries++ === 0) throw new Error("503");
      },
      {
        ...{ signal, clock, pause, verdict: () => verdict },
        onRetry: () => void remaining.push(pause.remaining()),
      },
    );
    expect(remaining).toEqual([host ? 9_000 : 0]);
  }
});

test("a limit forgives tries only while the host lets others pass", async () => {
  const { clock } = clockFrom(0);
  const pause = new HostPause(clock);
  const verdict: Verdict = { action: "retry", reason: "429", limit: true };
  const triesWith = async (between: () => Promise<unknown>) => {
    let tries = 0;
    const refused = retry(
      async () => {
        tries++;
        if (tries < 15) await between();
        throw new Error("429");
      },
      { signal, clock, pause, verdict: () => verdict },
    );
    await expect(refused).rejects.toThrow("429");
    return tries;
  };
  expect(await triesWith(async () => {})).toBe(6);
  // What had passed before says nothing of now, but for the first look.
  await pause.turn(
    async () => {},
    () => undefined,
    [signal],
  );
  expect(await triesWith(async () => {})).toBe(7);
  expect(
    await triesWith(() =>
      pause.turn(
        async () => {},
        () => undefined,
        [signal],
      ),
    ),
  ).toBe(20);
});

test("nothing is begun once the run was cancelled, with a pause or without", async () => {
  const cancelled = AbortSignal.abort(new Error("cancelled"));
  const { clock } = clockFrom(0);
  for (const pause of [undefined, new HostPause(clock)]) {
    let begun = 0;
    const run = retry(async () => void begun++, {
      ...{ signal: cancelled, clock, verdict: () => undefined },
      ...(pause && { pause }),
    });
    await expect(run).rejects.toThrow("cancelled");
    expect(begun).toBe(0);
  }
});

test("a date begins with a day's name: nothing else is taken for one", () => {
  const now = Date.UTC(2026, 0, 31, 12, 0, 0);
  for (const text of ["2026-01-31T12:00:30Z", "31 Jan 2026 12:00:30 GMT", "1.5", "+7"]) {
    expect(retryAfter(text, "", now)).toBeUndefined();
    expect(serverTime(text, now)).toBe(now);
  }
  expect(retryAfter(null, "retry-after:7s", now)).toBe(7_000);
  expect(retryAfter(null, "Retry-After:   7s", now)).toBe(7_000);
});
