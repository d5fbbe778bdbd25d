import type { Log } from "../base/log.ts";
import { meanwhile } from "../base/meanwhile.ts";
import { Blocks } from "../jobs/blocks.ts";
import { runJobs } from "../jobs/jobs.ts";
import type { Client } from "../registry/client.ts";
import type { Copier } from "../registry/copy.ts";
import type { Referrers } from "../registry/referrers/referrers.ts";
import { Waiter } from "../registry/waiter.ts";
import type { ImagePlatforms } from "./image-platforms.ts";
import { type Begun, Job } from "./job.ts";
import type { Kit, PublishOptions } from "./kit.ts";
import { accessOf } from "./plan.ts";
import { type Published, publishIndex } from "./publish-index.ts";
import { Recorder } from "./recorder.ts";
import { neverBegun, resultOf, untouched } from "./result.ts";
import type { Layers } from "./soci/layers.ts";
import type { Target, TargetResult } from "./target.ts";

/**
 * Publishes targets, and tells of each in lines that are not interleaved with another's. One target's failure stops no
 * other. Results come in the order of the targets; a target that a cancelled run never came to, or did not finish, is
 * `cancelled`.
 *
 * @param targets all that are to be published, also by other runs
 * @param own those of them that this run publishes
 * @throws {UserError} before anything is written, when two targets want one tag to hold different images
 */
export async function publish(
  targets: readonly Target[],
  own: readonly Target[],
  client: Client,
  options: PublishOptions,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<TargetResult[]> {
  const waiter = new Waiter(client);
  let copier: Promise<Copier> | undefined;
  const makeCopier = async () => new (await import("../registry/copy.ts")).Copier(client, waiter);
  let referrers: Promise<Referrers> | undefined;
  const makeReferrers = async () => {
    const { Referrers } = await import("../registry/referrers/referrers.ts");
    return new Referrers(client, waiter, kit.copier, options.referrers);
  };
  let platforms: Promise<ImagePlatforms> | undefined;
  const makePlatforms = async () => new (await import("./image-platforms.ts")).ImagePlatforms(client);
  let layers: Promise<Layers> | undefined;
  const makeLayers = async () => new (await import("./soci/layers.ts")).Layers(client, kit.copier);
  const kit: Kit = {
    client,
    waiter,
    options,
    signal,
    copier: () => (copier ??= makeCopier()),
    referrers: () => (referrers ??= makeReferrers()),
    platforms: () => (platforms ??= makePlatforms()),
    layers: () => (layers ??= makeLayers()),
  };
  meanwhile(() => import("./sources/merge-sources.ts"));
  if (!options.dryRun) meanwhile(() => import("./phases/write.ts"));
  for (const { actions, ...at } of accessOf(own, options.dryRun)) client.declare(at, actions);

  const blocks = new Blocks(log);
  const epoch = client.clock.now();
  const allJobs = targets.map((target) => {
    const recorder = new Recorder(target.name, () => blocks.begin(), client.clock, epoch, signal);
    return new Job(target, recorder, kit);
  });
  if (allJobs.length > 1) await (await import("./agree.ts")).agree(allJobs, options.concurrency, signal);

  const mine = new Set(own);
  const jobs = allJobs.filter(({ target }) => mine.has(target));
  const outcomes = await runJobs(jobs, options.concurrency, signal, (job) => publishJob(job, kit));
  // A job that was prepared and then never begun has lines to tell, too.
  for (const { recorder } of allJobs) recorder.end();
  return jobs.map(({ target }, at) => {
    const outcome = outcomes[at];
    if (outcome?.state === "failed") throw outcome.error;
    return outcome?.state === "done" ? outcome.value : neverBegun(target);
  });
}

async function publishJob(job: Job, kit: Kit): Promise<TargetResult> {
  const { target, recorder } = job;
  const failed = (error: unknown) => untouched(target, error, kit.signal.aborted);
  const begun = await job.begin().catch((error: unknown) => ({ error }));
  const published =
    "index" in begun ? await publishBegun(job, begun, kit).catch(failed) : failed(begun.error);
  recorder.end();
  const made = "index" in begun ? begun.index : undefined;
  const index = published.index ?? made;
  return resultOf(target, recorder, index, { soci: job.soci?.result, ...published }, kit.signal.aborted);
}

/** Publishes the index of a target; a converted one in its place, or beside it where that has tags of its own. */
async function publishBegun(job: Job, begun: Begun, kit: Kit): Promise<Published> {
  if (!job.soci) return publishIndex(job.target, begun.index, begun.looks, kit, job.recorder);
  const { publishLazy } = await import("./soci/publish-lazy.ts");
  return publishLazy(job, begun, job.soci, kit);
}
