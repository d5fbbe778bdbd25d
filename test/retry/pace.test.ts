import { expect, test } from "vitest";
import type { Clock } from "../../src/retry/clock.ts";
import { type Heard, HostPause } from "../../src/retry/host-pause.ts";
import { Pace } from "../../src/retry/pace.ts";
import { retry } from "../../src/retry/retry.ts";

/** Time that passes as soon as everybody sleeps; chance that is the same in every run. */
class VirtualClock implements Clock {
  #now = 0;
  #seed = 1;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  readonly random = (): number => {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  };

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.#now + ms, wake }));
  }

  /** Lets time pass until `work` has ended. */
  async until(work: Promise<unknown>): Promise<void> {
    let ended = false;
    const end = work.finally(() => {
      ended = true;
    });
    while (!ended) {
      // What follows from a wake-up, an import included, comes to its end first.
      for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
      this.#sleepers.sort((one, other) => one.at - other.at);
      const at = this.#sleepers[0]?.at;
      if (at !== undefined) this.#now = at;
      while (this.#sleepers[0]?.at === at && at !== undefined) this.#sleepers.shift()?.wake();
    }
    await end;
  }
}

class Refusal extends Error {
  readonly delay: number;
  constructor(delay: number) {
    super("429");
    this.delay = delay;
  }
}

/** A host that lets so many requests pass at once, and then as many as a minute renews. */
class Host {
  refused = 0;
  readonly #clock: Clock;
  readonly #every: number;
  #filled = -60_000;

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#every = 60_000 / perMinute;
  }

  async answer(): Promise<void> {
    const { signal } = new AbortController();
    await this.#clock.sleep(20, signal);
    const now = this.#clock.now();
    this.#filled = Math.max(this.#filled, now - 60_000);
    const wait = this.#filled + this.#every - now;
    if (wait <= 0) this.#filled += this.#every;
    else this.refused++;
    await this.#clock.sleep(20, signal);
    if (wait > 0) throw new Refusal(wait);
  }
}

/** Lets several runs, which know nothing of each other, send so many requests each, 16 at a time. */
async function share(runs: number, requests: number, perMinute: number) {
  const clock = new VirtualClock();
  const host = new Host(clock, perMinute);
  const { signal } = new AbortController();
  let lost = 0;
  const send = async () => {
    const pause = new HostPause(clock);
    let left = requests;
    const worker = async () => {
      while (left-- > 0)
        await retry(
          () =>
            pause.turn(
              () => host.answer(),
              () => "refused",
              [signal],
            ),
          {
            ...{ signal, clock, pause },
            verdict: (error) =>
              error instanceof Refusal
                ? { action: "retry", reason: "429", host: true, limit: true, delay: error.delay }
                : undefined,
          },
        ).catch(() => lost++);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  };
  await clock.until(Promise.all(Array.from({ length: runs }, send)));
  const all = runs * requests;
  return { lost, refused: host.refused / all, ofLimit: clock.now() / ((all * 60_000) / perMinute) };
}

test.each([
  [1, 2_000],
  [4, 500],
  [16, 125],
])(
  "%i runs share a limit that none of them knows: nothing is lost, little refused, no time",
  async (runs, requests) => {
    const { lost, refused, ofLimit } = await share(runs, requests, 600);
    expect(lost).toBe(0);
    expect(refused).toBeLessThan(0.5);
    expect(ofLimit).toBeLessThan(1.15);
  },
);

test("one run alone has few refusals", async () => {
  expect((await share(1, 2_000, 600)).refused).toBeLessThan(0.05);
});

test("a host without a limit is asked as fast as ever", async () => {
  const clock = new VirtualClock();
  const pause = new HostPause(clock);
  const { signal } = new AbortController();
  const times: number[] = [];
  const one = () =>
    pause.turn(
      async () => void times.push(clock.now()),
      () => "refused",
      [signal],
    );
  await clock.until(Promise.all(Array.from({ length: 50 }, one)));
  expect(times).toEqual(Array(50).fill(0));
  expect(pause.passed).toBe(50);
});

test("what a host answers with a no, it has let pass: its pace rises", async () => {
  const clock = new VirtualClock();
  const pause = new HostPause(clock);
  const { signal } = new AbortController();
  const answered = (what: Heard | undefined) =>
    pause.turn(
      () => Promise.reject(new Error("no")),
      () => what,
      [signal],
    );
  const secondsFor = async (requests: number, what: Heard | undefined) => {
    const start = clock.now();
    await clock.until(Promise.allSettled(Array.from({ length: requests }, () => answered(what))));
    return (clock.now() - start) / 1_000;
  };
  // Each of these is refused in its turn, until the pace is the slowest.
  await secondsFor(20, "refused");
  expect(await secondsFor(10, undefined)).toBeGreaterThanOrEqual(18);
  expect(await secondsFor(10, "passed")).toBeLessThan(12);
  expect(await secondsFor(10, "passed")).toBeLessThan(6);
  expect(pause.passed).toBe(20);
});

test("a request that is refused for ever ends, although the host lets others pass for ever", async () => {
  const clock = new VirtualClock();
  const pause = new HostPause(clock);
  const { signal } = new AbortController();
  const turn = (send: () => Promise<void>) => pause.turn(send, () => "refused", [signal]);
  let ended = false;
  let tries = 0;
  const refused = retry(
    () => {
      tries++;
      return turn(() => Promise.reject(new Refusal(0)));
    },
    {
      ...{ signal, clock, pause },
      verdict: () => ({ action: "retry", reason: "429", host: true, limit: true }),
    },
  ).finally(() => {
    ended = true;
  });
  const others = async () => {
    while (!ended) {
      await turn(async () => {});
      await clock.sleep(100);
    }
  };
  const both = Promise.allSettled([refused, others()]);
  await clock.until(both);
  expect((await both)[0]).toMatchObject({ status: "rejected" });
  expect(tries).toBeGreaterThan(6);
  expect(clock.now()).toBeGreaterThan(600_000);
  expect(clock.now()).toBeLessThan(700_000);
});

test("only a refusal of what was sent since it was halved halves the pace once more", async () => {
  const clock = new VirtualClock();
  const pace = new Pace(clock, 32);
  const pause = { remaining: () => 0 };
  const { signal } = new AbortController();
  for (const _ of [1, 2, 3, 4, 5]) pace.refuse(0);
  const times: number[] = [];
  const go = async () => {
    await pace.turn(pause, signal);
    times.push(clock.now());
  };
  // What was sent at the very moment counts: then 1 a second is left of 32.
  await clock.until(Promise.all([go(), go(), go()]));
  expect(times).toEqual([0, 1_000, 2_000]);
  pace.refuse(100);
  pace.refuse(200);
  await clock.until(go());
  expect(times.at(-1)).toBe(4_000);
});

test("a run that is cancelled gives its turn away", async () => {
  const clock = new VirtualClock();
  const pace = new Pace(clock, 16);
  const pause = { remaining: () => 0 };
  const stopped = AbortSignal.abort(new Error("cancelled"));
  const { signal } = new AbortController();
  const turns = Promise.allSettled([pace.turn(pause, stopped), pace.turn(pause, signal)]);
  await clock.until(turns);
  expect((await turns).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});
