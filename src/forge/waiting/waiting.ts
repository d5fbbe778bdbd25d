import type { Repository } from "../repository.ts";
import type { RunnerScope, ScopeReport } from "../runners/runner.ts";

/** Whose waiting jobs are asked for: the repository's own, those of its owner, or those of the whole instance. */
export type QueueScope = RunnerScope;

export interface QueueQuestion {
  readonly scope: QueueScope;
  /** The repository; of the owner's and the instance's queue it tells the owner. */
  readonly repository: Repository;
  /** The labels of interest: a job that asks for none of them may be left out. */
  readonly labels: readonly string[];
}

/** A job that waits for a runner: nothing else keeps it from beginning. */
export interface WaitingJob {
  readonly id: number;
  /** Undefined where the server does not tell it. */
  readonly repository: Repository | undefined;
  /** The id of its repository, where the server tells no name. */
  readonly repositoryId?: number | undefined;
  /** The workflow's file name; undefined where the server does not tell it. */
  readonly workflow: string | undefined;
  readonly job: string;
  /** What it asks for, as the server spells it. Of a runner group that a job of GitHub asks for nothing is told. */
  readonly labels: readonly string[];
  /** When the server made it; undefined where it does not tell, or where that was for an earlier attempt. */
  readonly since: Date | undefined;
  /** Its page, or that of its run or of the repository's runs; always on the server that was asked. */
  readonly url: string;
  /** The id of its run, where the server tells it. */
  readonly run: number | undefined;
  /** Whether it was made with its run, and never began before. False where that is not known. */
  readonly isFresh: boolean;
}

/** The jobs that wait, as far as they could be read. */
export interface Queue {
  readonly jobs: readonly WaitingJob[];
  /** How reading them went: only `read` says that these are all. */
  readonly report: ScopeReport;
  /** The time on the server's clock; undefined where it does not tell. */
  readonly serverTime: Date | undefined;
}
