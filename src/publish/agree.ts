import { UserError } from "../errors.ts";
import { runJobs } from "../jobs/jobs.ts";
import type { MergedIndex } from "../registry/image-index.ts";
import { formatReference } from "../registry/reference.ts";
import type { Recorder } from "./recorder.ts";
import type { Target } from "./target.ts";

interface Job {
  readonly target: Target;
  readonly recorder: Recorder;
}

/**
 * Makes sure that targets which want the same tag want it to hold the same image. A target whose index cannot be
 * made fails by itself later, and writes nothing.
 *
 * @throws {UserError} naming the tag and two targets that disagree
 */
export async function agree<J extends Job>(
  jobs: readonly J[],
  indexOf: (job: J) => Promise<MergedIndex>,
  concurrency: number,
  signal: AbortSignal,
): Promise<void> {
  const claims = contested(jobs.map(({ target }) => target));
  const involved = jobs.filter(({ target }) => claims.some(({ targets }) => targets.includes(target)));
  const prepared = await runJobs(involved, concurrency, signal, indexOf);
  const digests = new Map(
    prepared.flatMap((outcome, at) =>
      outcome.state === "done" ? [[involved[at]?.target, outcome.value.digest]] : [],
    ),
  );
  for (const { tag, targets } of claims) {
    const wanted = targets.flatMap((target) => {
      const digest = digests.get(target);
      return digest ? [{ name: target.name, digest }] : [];
    });
    const other = wanted.find(({ digest }) => digest !== wanted[0]?.digest);
    if (!other || !wanted[0]) continue;
    for (const { recorder } of involved) recorder.end();
    throw new UserError(
      `input "targets": ${tag} is wanted by ${JSON.stringify(wanted[0].name)} as ${wanted[0].digest} and by ${JSON.stringify(other.name)} as ${other.digest}; accepted is one image for a tag`,
    );
  }
}

/** Tags that several targets want, with those targets. They must agree on what the tag holds. */
export function contested(targets: readonly Target[]): { tag: string; targets: Target[] }[] {
  const wanted = new Map<string, Set<Target>>();
  for (const target of targets)
    for (const tag of target.tags) {
      const key = formatReference(tag);
      wanted.set(key, (wanted.get(key) ?? new Set()).add(target));
    }
  return [...wanted].flatMap(([tag, claimants]) =>
    claimants.size > 1 ? [{ tag, targets: [...claimants] }] : [],
  );
}
