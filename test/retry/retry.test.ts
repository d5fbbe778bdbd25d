import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoff, policy } from "../../src/retry/backoff.ts";
import type { Verdict } from "../../src/retry/classify.ts";
import type { Clock } from "../../src/retry/clock.ts";
import { HostPause } from "../../src/retry/host-pause.ts";
import { retry } from "../../src/retry/retry.ts";
import type { RetryNote, RetryOptions } from "../../src/retry/retry-options.ts";

/** Time that passes only in sleeps. */
function fakeClock(random = 0.5): Clock & { slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    random: () => random,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

const transient: Verdict = { action: "retry", reason: "HTTP 503" };
const options = (more: Partial<RetryOptions> = {}): RetryOptions => ({
  signal: new AbortController().signal,
  clock: fakeClock(),
  verdict: () => transient,
  ...more,
});
const failing = (times: number) => {
  let calls = 0;
  return Object.assign(
    async () => {
      calls++;
      if (calls <= times) throw new Error(`failure ${calls}`);
      return calls;
    },
    { calls: () => calls },
  );
};

test("the back-off lies between nothing and its cap, which doubles from half a second to 30 s", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const delay = backoff(attempt, () => random);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** (attempt - 1)));
        expect(Number.isInteger(delay)).toBe(true);
      },
    ),
  );
  expect([1, 2, 3, 7, 8].map((attempt) => backoff(attempt, () => 1))).toEqual([
    500, 1_000, 2_000, 30_000, 30_000,
  ]);
});

describe("retry", () => {
  test("tries six times, tells of each pause, and throws the last error", async () => {
    const notes: RetryNote[] = [];
    const clock = fakeClock();
    const attempt = failing(Number.POSITIVE_INFINITY);
    await expect(retry(attempt, options({ clock, onRetry: (note) => notes.push(note) }))).rejects.toThrow(
      "failure 6",
    );
    expect(attempt.calls()).toBe(policy.attempts);
    expect(notes).toEqual(
      [250, 500, 1_000, 2_000, 4_000].map((delay, at) => ({ reason: "HTTP 503", delay, attempt: at + 1 })),
    );
    expect(clock.slept).toEqual(notes.map(({ delay }) => delay));
  });

  test("sleeps the larger of back-off and what was asked for", async () => {
    const clock = fakeClock();
    await retry(failing(2), options({ clock, verdict: () => ({ ...transient, delay: 400 }) }));
    expect(clock.slept).toEqual([400, 500]);
  });

  test.each([
    ["what is final", { action: "fail", reason: "403" }, 1],
    ["what is absent", { action: "absent", reason: "404" }, 1],
    ["what is worth two tries", { ...transient, tries: 2 }, 2],
    ["no failed attempt at all", undefined, 1],
  ] as const)("does not go on after %s", async (_, verdict, calls) => {
    const attempt = failing(Number.POSITIVE_INFINITY);
    await expect(retry(attempt, options({ verdict: () => verdict }))).rejects.toThrow(`failure ${calls}`);
    expect(attempt.calls()).toBe(calls);
  });

  test("starts nothing once it is cancelled", async () => {
    const abort = new AbortController();
    const attempt = failing(Number.POSITIVE_INFINITY);
    const cancelled = new Error("cancelled");
    const work = retry(attempt, options({ signal: abort.signal, onRetry: () => abort.abort(cancelled) }));
    await expect(work).rejects.toBe(cancelled);
    expect(attempt.calls()).toBe(1);
  });

  test("holds the whole host back where the host is in trouble", async () => {
    const clock = fakeClock();
    const pause = new HostPause(clock);
    await retry(
      failing(1),
      options({ clock, pause, verdict: () => ({ ...transient, host: true, delay: 3_000 }) }),
    );
    expect(clock.slept).toEqual([3_000]);
    pause.holdBack(2_000);
    pause.holdBack(1_000);
    expect(pause.remaining()).toBe(2_000);
    await pause.untilOver(new AbortController().signal);
    expect(clock.now()).toBe(5_000);
  });
});
