import type { ForgeKind } from "../../forge/forge.ts";
import type { Runner } from "../../forge/runners/runner.ts";
import type { WaitingJob } from "../../forge/waiting/waiting.ts";
import { keyOf } from "../label-sets.ts";
import type { Capacity } from "../runners/capacity.ts";
import type { Sample } from "../runners/sample.ts";
import type { JobState, JudgedJob } from "./decide.ts";
import { isOpen, setOf } from "./lane-queue.ts";
import { mostRepositories, nameKey } from "./lane-runners.ts";

export interface JobRules {
  readonly kind: ForgeKind;
  /** The time on the server's clock, in ms since the epoch. */
  readonly now: number;
  /** Whether a runner that only a list of the whole instance has is taken for the instance's own. */
  readonly trustInstance: boolean;
}

/** Judges each job by the runners of its repository. */
export function judgeJobs(
  jobs: readonly WaitingJob[],
  samples: ReadonlyMap<string, Sample>,
  rules: JobRules,
): readonly JudgedJob[] {
  return jobs.map((job) => ({ job, ...judgeJob(job, samples, rules), waited: waitOf(job, rules.now) }));
}

function judgeJob(
  job: WaitingJob,
  samples: ReadonlyMap<string, Sample>,
  rules: JobRules,
): Pick<JudgedJob, "state" | "why"> {
  if (isOpen(job, rules.kind))
    return {
      state: "unknown",
      why: "give the job a label besides its runner group, as GitHub does not tell which group a waiting job asks for",
    };
  if (job.repository === undefined)
    return {
      state: "unknown",
      why: "watch the repository by itself, as the server does not tell which it is",
    };
  const capacity = samples.get(nameKey(job.repository))?.capacities.get(keyOf(setOf(job)));
  if (capacity === undefined)
    return {
      state: "unknown",
      why: `watch the repository by itself, as the runners of ${mostRepositories} repositories at most are asked for`,
    };
  return { state: stateOf(capacity, rules), why: capacity.why };
}

function stateOf(capacity: Capacity, { trustInstance }: JobRules): JobState {
  switch (capacity.served) {
    case "no":
      return "starved";
    case "unknown":
      return "unknown";
    case "yes": {
      const isFree = ({ busy, certain }: Runner) => !busy && (certain || trustInstance);
      return capacity.serving.some(isFree) ? "idle" : "busy";
    }
  }
}

/** The clocks of the machines that one server is made of may differ. */
function waitOf({ since }: WaitingJob, now: number): number | undefined {
  return since === undefined ? undefined : Math.max(0, now - since.getTime());
}
