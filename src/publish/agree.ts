import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import type { Digest } from "../image/digest.ts";
import { runJobs } from "../jobs/jobs.ts";
import type { Job } from "./job.ts";
import { contested } from "./plan.ts";
import { suffixedTarget } from "./soci/suffixed-target.ts";
import type { Target } from "./target.ts";

/** Tags that a job sets, and what they are to hold: undefined until that is known. */
interface Wish {
  readonly job: Job;
  readonly target: Target;
  readonly digest: (index: Digest | undefined) => Digest | undefined;
}

/**
 * Makes sure that targets which want the same tag want it to hold the same image, and that they know of each other. A
 * target whose index cannot be made fails by itself later, and writes nothing.
 *
 * @throws {UserError} naming the tag and two targets that want different images under it
 */
export async function agree(jobs: readonly Job[], concurrency: number, signal: AbortSignal): Promise<void> {
  const wishes = jobs.flatMap(wishesOf);
  const claims = contested(wishes.map(({ target }) => target));
  const claimants = new Set(claims.flatMap(({ targets }) => targets));
  const involved = jobs.filter((one) =>
    wishes.some(({ job, target }) => job === one && claimants.has(target)),
  );
  const prepared = await runJobs(involved, concurrency, signal, (job) => job.index(false));
  const digests = new Map(
    prepared.flatMap((outcome, at) =>
      outcome.state === "done" ? [[involved[at]?.target, outcome.value.digest]] : [],
    ),
  );
  for (const { tag, targets } of claims) {
    const wanted = wishes.flatMap(({ job, target, digest: digestOf }) => {
      const digest = targets.includes(target) ? digestOf(digests.get(job.target)) : undefined;
      return digest ? [{ name: target.name, digest }] : [];
    });
    const other = wanted.find(({ digest }) => digest !== wanted[0]?.digest);
    if (!other || !wanted[0]) continue;
    for (const { recorder } of involved) recorder.end();
    throw new UserError(
      `input "targets": ${tag} is wanted by ${quoted(wanted[0].name)} as ${wanted[0].digest} and by ${quoted(other.name)} as ${other.digest}; expected one image for each tag`,
    );
  }
  const digestOf = ({ target }: Job) => digests.get(target);
  for (const job of involved)
    if (digestOf(job) !== undefined)
      job.sharing = involved.filter((other) => digestOf(other) === digestOf(job)).map(({ target }) => target);
}

/** What a job sets: its target's tags, and those of the converted index where that has its own. */
function wishesOf(job: Job): Wish[] {
  const { target } = job;
  const suffix = target.soci?.tagSuffix ?? "";
  const converted = { job, target: suffixedTarget(target, suffix), digest: () => job.soci?.result.digest };
  return [{ job, target, digest: (index) => index }, ...(suffix === "" ? [] : [converted])];
}
