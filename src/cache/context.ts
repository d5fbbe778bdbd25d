import type { Log } from "../base/log.ts";
import type { Job } from "../docker/job.ts";
import type { CacheService } from "./persist/service.ts";

/** What a run works with. */
export interface Context {
  readonly job: Job;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Where what was pulled outlives the host; undefined where it does not. */
  readonly persist?: CacheService | undefined;
  /** Where the programs lie; others than the built ones only in tests. */
  readonly program?: URL;
  readonly mirrorProgram?: URL;
}
