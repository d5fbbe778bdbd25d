import { messagesOf, ReportedError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { attests } from "../image/attestation.ts";
import type { MergedIndex } from "../image/merge-index.ts";
import { formatPlatform } from "../image/platform.ts";
import { formatReference } from "../image/reference.ts";
import { Blocks } from "../jobs/blocks.ts";
import { runJobs } from "../jobs/jobs.ts";
import type { Client } from "../registry/client.ts";
import type { Copier } from "../registry/copy.ts";
import { Waiter } from "../registry/waiter.ts";
import { indexOf, type Job } from "./job.ts";
import { accessOf } from "./plan.ts";
import type { Kit, PublishOptions } from "./progress.ts";
import { type Published, publishIndex } from "./publish-index.ts";
import { Recorder } from "./recorder.ts";
import type { PublishedManifest, Target, TargetResult } from "./target.ts";

/**
 * Publishes every target, and tells of each in lines that are not interleaved with another's. One target's failure
 * stops no other. Results come in the order of the targets; a target that a cancelled run never came to, or did
 * not finish, is `cancelled`.
 *
 * @throws {UserError} before anything is written, when two targets want one tag to hold different images
 */
export async function publish(
  targets: readonly Target[],
  client: Client,
  options: PublishOptions,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<TargetResult[]> {
  const waiter = new Waiter(client);
  let copier: Promise<Copier> | undefined;
  const makeCopier = async () => new (await import("../registry/copy.ts")).Copier(client, waiter);
  const kit: Kit = { client, waiter, options, signal, copier: () => (copier ??= makeCopier()) };
  for (const { actions, ...at } of accessOf(targets, options.dryRun)) client.declare(at, actions);

  const blocks = new Blocks(log);
  const epoch = client.clock.now();
  const jobs = targets.map((target): Job => {
    const recorder = new Recorder(target.name, () => blocks.begin(), client.clock, epoch, signal);
    return { target, recorder };
  });
  if (jobs.length > 1) await (await import("./agree.ts")).agree(jobs, kit, signal);

  const outcomes = await runJobs(jobs, options.concurrency, signal, async (job) => {
    const index = await indexOf(job, kit).catch((error: unknown) => ({ error }));
    const published: Published | { error: unknown } =
      "error" in index
        ? index
        : await publishIndex(job.target, index, kit, job.recorder).catch((error: unknown) => ({ error }));
    job.recorder.end();
    return resultOf(job, index, published, signal);
  });
  // A job that was prepared and then never begun has lines to tell, too.
  for (const { recorder } of jobs) recorder.end();
  return outcomes.map((outcome, at) => {
    if (outcome.state === "failed") throw outcome.error;
    const name = targets[at]?.name ?? "";
    return outcome.state === "done" ? outcome.value : cancelled(name);
  });
}

function resultOf(
  { target, recorder }: Job,
  index: MergedIndex | { error: unknown },
  published: Published | { error: unknown },
  signal: AbortSignal,
): TargetResult {
  const errors = "error" in published ? [published.error] : published.errors;
  const bug = signal.aborted ? undefined : errors.find((error) => !(error instanceof ReportedError));
  const whole = "error" in index ? undefined : index;
  const state = "error" in published ? (signal.aborted ? "cancelled" : "failed") : published.state;
  const tags = target.tags.map((reference) => ({
    ref: formatReference(reference),
    state: "not-moved" as const,
  }));
  return {
    name: target.name,
    state,
    // Where every tag was left alone, the index was put nowhere.
    ...(whole && state !== "skipped" && { digest: whole.digest }),
    platforms: whole?.platforms ?? [],
    manifests: whole ? manifestsOf(whole) : [],
    tags: "error" in published ? tags : published.tags,
    attempts: recorder.attempts,
    seconds: Math.round(recorder.elapsed / 100) / 10,
    phases: recorder.phases,
    ...(bug !== undefined && { bug }),
    ...(errors.length > 0 && { error: signal.aborted ? "the run was cancelled" : messagesOf(errors) }),
  };
}

function manifestsOf({ entries }: MergedIndex): PublishedManifest[] {
  return entries.map(({ descriptor }) => {
    const image = attests(descriptor);
    return {
      digest: descriptor.digest,
      ...(image !== undefined && { attests: image }),
      ...(image === undefined && descriptor.platform && { platform: formatPlatform(descriptor.platform) }),
    };
  });
}

function cancelled(name: string): TargetResult {
  return {
    name,
    state: "cancelled",
    platforms: [],
    manifests: [],
    tags: [],
    attempts: 0,
    seconds: 0,
    phases: [],
    error: "the run was cancelled before this target was begun",
  };
}
