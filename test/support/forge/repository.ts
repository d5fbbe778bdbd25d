import { FakeObjects } from "./objects.ts";
import type { FakePull, FakeRun, JobStatus } from "./types.ts";

/** The commit status of something that is no job. */
export interface OtherStatus {
  readonly sha: string;
  readonly context: string;
  readonly status: string;
  readonly target_url: string;
  readonly description: string;
  /** The login of who set it; a job's token by default. */
  readonly creator?: string | null;
  /** Some time ago by default. */
  readonly created_at?: string;
}

/** A repository of a fake forge: tests set and read it at any time. */
export class FakeRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** Whether the token may see it. */
  hidden = false;
  /** Why nobody may push to it. */
  readOnly: "archived" | "mirror" | undefined;
  /** Its present name, `owner/name`, where this one is an earlier one. */
  renamedTo: string | undefined;
  /** Whether the token's user owns it, as Gitea 1.25 demands for the list of runs. */
  owned = true;
  /** Branches that exist; undefined for any. */
  branches: Set<string> | undefined;
  readonly pulls: FakePull[] = [];
  readonly runs: FakeRun[] = [];
  readonly statuses: OtherStatus[] = [];
  readonly objects = new FakeObjects();

  constructor(id: number, owner: string, name: string) {
    this.id = id;
    this.owner = owner;
    this.name = name;
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  addPull(pull: Partial<FakePull> & { readonly head: string; readonly base: string }): FakePull {
    const added: FakePull = {
      number: this.pulls.length + 1,
      title: "a title",
      body: "",
      state: "open",
      ...pull,
    };
    this.pulls.push(added);
    return added;
  }

  openPull(head: string, base: string): FakePull | undefined {
    return this.pulls.find(
      (pull) =>
        pull.state === "open" &&
        pull.head === head &&
        pull.base === base &&
        (pull.headRepository ?? this.fullName) === this.fullName,
    );
  }

  /** The newest status of each context at a commit: that which was stored last. */
  latestStatuses(sha: string): OtherStatus[] {
    const own = this.statuses.filter((status) => status.sha === sha);
    return [...new Map(own.map((status) => [status.context, status])).values()];
  }

  /** Adds a run of `publish-image.yml` on a push to `main`, unless told otherwise. */
  addRun(run: Partial<FakeRun> & { readonly sha: string }): FakeRun {
    const workflow = run.workflow ?? "publish-image.yml";
    const number = this.runs.length + 1;
    const added: FakeRun = {
      number,
      // Other repositories had runs before.
      id: 7_000 + number,
      branch: "main",
      event: "push",
      name: workflow,
      jobs: ["build"],
      states: ["success"],
      ...run,
      workflow,
    };
    this.runs.push(added);
    return added;
  }

  /** The statuses of a run's jobs now. */
  static jobsOf({ jobs, states }: FakeRun): { readonly job: string; readonly status: JobStatus }[] {
    const now = states[0] ?? "waiting";
    return jobs.map((job, index) => ({
      job,
      status: typeof now === "string" ? now : (now[index] ?? "waiting"),
    }));
  }

  /** The status of the run as a whole, as `aggregateJobStatus` of Gitea's `models/actions/run_job.go` has it. */
  static statusOf(run: FakeRun): JobStatus {
    const jobs = FakeRepository.jobsOf(run).map(({ status }) => status);
    const done = (status: JobStatus) => ["success", "failure", "cancelled", "skipped"].includes(status);
    if (jobs.every((status) => status === "skipped")) return "skipped";
    if (jobs.every((status) => status === "success" || status === "skipped")) return "success";
    if (jobs.includes("cancelled")) return "cancelled";
    if (jobs.every(done)) return "failure";
    if (jobs.includes("running") || jobs.some(done)) return "running";
    return jobs.includes("waiting") ? "waiting" : "blocked";
  }

  /** A commit's runs have been looked at once more. */
  polled(sha: string | null): void {
    for (const run of this.runs) if (run.sha === sha && run.states.length > 1) run.states.shift();
  }
}
