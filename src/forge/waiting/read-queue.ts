import { counted } from "../../base/words.ts";
import { ForgeError } from "../errors.ts";
import type { ScopeState } from "../runners/runner.ts";
import { stateOf } from "../runners/runner-list.ts";
import type { WaitingJob } from "./waiting.ts";

/** Waiting jobs that are read at most. */
export const mostJobs = 1_000;

/** A queue before it is said whose it is. */
export interface ReadQueue {
  readonly jobs: readonly WaitingJob[];
  readonly state: ScopeState;
  /** As in a report of the scope. */
  readonly reason: string;
  /** How many jobs the server showed, those that do not wait included. */
  readonly shown: number;
  readonly serverTime: Date | undefined;
}

/** What reading adds to, so that what was read before a failure still counts. */
export class Reading {
  readonly jobs = new Map<number, WaitingJob>();
  shown = 0;
  /** Of the newest answer. */
  serverTime: Date | undefined;

  outcome(state: ScopeState, reason: string): ReadQueue {
    const { shown, serverTime } = this;
    return { jobs: [...this.jobs.values()], state, reason, shown, serverTime };
  }
}

/**
 * Reads a queue. Rejects with the signal's reason only: what else goes wrong is a part of the outcome.
 *
 * @param read adds what it reads, and tells why that is not all, if it is not
 */
export async function readQueue(
  read: (into: Reading) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<ReadQueue> {
  const into = new Reading();
  try {
    const gap = await read(into);
    return gap === undefined ? into.outcome("read", "") : into.outcome("failed", gap);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ForgeError)) throw error;
    return into.outcome(stateOf(error), error.message);
  }
}

/** What there is to say of a queue that is too long to be read. */
export function tooLong(total: number): string {
  return `${counted(total, "job waits", "jobs wait")}, of which ${mostJobs} at most are read`;
}
