import type { JobStatus } from "../types.ts";

/** A job of a run, as the lists of jobs show it. */
export interface FakeJob {
  readonly id: number;
  /** `owner/name` of its repository. */
  readonly at: string;
  /** The number of its run in the repository; the run's id is 7,000 more. */
  readonly run: number;
  /** The file name of its workflow. */
  readonly workflow: string;
  readonly name: string;
  readonly labels: readonly string[];
  readonly needs: readonly string[];
  status: JobStatus;
  /** When its first attempt was made, in ms since the epoch. */
  readonly created: number;
  /** How many attempts there were before it. */
  readonly reruns: number;
}

/** The jobs of a fake forge. */
export class FakeJobs {
  readonly all: FakeJob[] = [];
  readonly #now: () => number;

  /** @param now the forge's clock, in ms since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a job of `release.yml` that waits since a minute ago, unless told otherwise, in a run of its own. */
  add(job: Partial<FakeJob> & { readonly labels: readonly string[] }): FakeJob {
    const id = job.id ?? 390 + this.all.length;
    const added: FakeJob = {
      id,
      at: "org/app",
      run: id - 380,
      workflow: "release.yml",
      name: "deploy",
      needs: [],
      status: "waiting",
      created: this.#now() - 60_000,
      reruns: 0,
      ...job,
    };
    this.all.push(added);
    return added;
  }

  /** The ids of the runs that have jobs of some states, by `owner/name` and number, newest first. */
  runs(states: readonly JobStatus[], isWanted: (job: FakeJob) => boolean): FakeJob[] {
    const found = this.all.filter((job) => isWanted(job) && states.includes(job.status));
    return [...new Map(found.map((job) => [`${job.at} ${job.run}`, job])).values()].reverse();
  }
}

/** The id of a job's run, which is one of the whole instance. */
export const runIdOf = ({ run }: FakeJob): number => 7_000 + run;

/** A time as Go and GitHub write it: in whole seconds, and 0 where there is none. */
export const timeText = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+/, "");
