import { runJobs } from "../../jobs/jobs.ts";
import type { Clock } from "../../retry/clock.ts";
import type { WatchedBuild } from "./watched-build.ts";

/** Between two looks at the builds of a wave, in ms; a second more for each build that is looked at. */
const interval = { first: 2_000, factor: 1.5, longest: 15_000, each: 1_000 } as const;

/** Builds that are asked for at a time. */
const concurrency = 8;

/** Nothing is given up that was not asked for: so long a look may take, in ms, however little time is left. */
const shortestLook = 1_000;

export interface Wait {
  /** In ms. */
  readonly mostWait: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether a build that has ended leaves nothing to wait for. */
  readonly isEnough: (ended: WatchedBuild) => boolean;
  /** Is told of each build that has ended. */
  readonly onEnd: (ended: WatchedBuild) => void;
}

/**
 * Waits for builds, each of which is asked for until it has ended and no longer. A server that lets a look wait, such as
 * by its limit of requests, makes the whole wait no longer.
 *
 * @throws the signal's reason once it is aborted, or an error that is a defect of ours
 */
export async function waitForBuilds(
  builds: readonly WatchedBuild[],
  { mostWait, clock, signal, isEnough, onEnd }: Wait,
): Promise<void> {
  const start = clock.now();
  let pause: number = interval.first;
  for (let open = builds; open.length > 0; ) {
    const waited = clock.now() - start;
    const over = AbortSignal.timeout(Math.ceil(Math.max(mostWait - waited, shortestLook)));
    const outcomes = await runJobs(open, concurrency, signal, (build) => build.look(waited, over));
    signal.throwIfAborted();
    for (const outcome of outcomes) if (outcome.state === "failed") throw outcome.error;
    const left = start + mostWait - clock.now();
    if (left <= 0 || over.aborted) for (const build of open) build.giveUp();
    const ended = open.filter(({ isOver }) => isOver);
    for (const build of ended) onEnd(build);
    open = open.filter(({ isOver }) => !isOver);
    if (open.length === 0 || ended.some(isEnough)) return;
    await clock.sleep(Math.min(Math.max(pause, open.length * interval.each), left), signal);
    pause = Math.min(pause * interval.factor, interval.longest);
  }
}
