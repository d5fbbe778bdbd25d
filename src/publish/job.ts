import type { MergedIndex } from "../image/merge-index.ts";
import type { Kit } from "./progress.ts";
import { prepareIndex } from "./publish-index.ts";
import type { Recorder } from "./recorder.ts";
import type { Target } from "./target.ts";

/** One target's work: its index is prepared once, whoever asks first. */
export interface Job {
  readonly target: Target;
  readonly recorder: Recorder;
  index?: Promise<MergedIndex>;
}

/** The index of a job, which is made when it is first asked for. */
export function indexOf(job: Job, kit: Kit): Promise<MergedIndex> {
  job.index ??= prepareIndex(job.target, kit, job.recorder);
  return job.index;
}
