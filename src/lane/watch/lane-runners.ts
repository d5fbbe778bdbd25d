import type { Forge, Repository } from "../../forge/forge.ts";
import type { WaitingJob } from "../../forge/waiting/waiting.ts";
import { keyOf } from "../label-sets.ts";
import type { RunnersRequest, Sample } from "../runners/sample.ts";
import { sampleLists } from "../runners/sample-lists.ts";
import { isOpen, setOf } from "./lane-queue.ts";

/** Repositories whose runners are asked for. */
export const mostRepositories = 20;

/** A repository's name in one case, as all three forges find one whatever the case. */
export function nameKey({ owner, name }: Repository): string {
  return `${owner}/${name}`.toLowerCase();
}

/**
 * Samples the runners of each repository that has jobs waiting for the lane, one repository after the other.
 *
 * @returns the samples by {@link nameKey}; at most {@link mostRepositories}
 */
export async function sampleRunners(
  jobs: readonly WaitingJob[],
  forge: Forge,
  request: Omit<RunnersRequest, "repository">,
  context: { readonly signal: AbortSignal; readonly now: () => Date },
): Promise<ReadonlyMap<string, Sample>> {
  const samples = new Map<string, Sample>();
  const asking = jobs.filter((job) => !isOpen(job, forge.kind));
  for (const { repository } of asking) {
    if (repository === undefined || samples.has(nameKey(repository))) continue;
    if (samples.size === mostRepositories) break;
    const own = asking.filter((job) => job.repository && nameKey(job.repository) === nameKey(repository));
    const sets = new Map(own.map((job) => [keyOf(setOf(job)), setOf(job)]));
    const sample = await sampleLists(sets, forge, { ...request, repository }, context, true);
    samples.set(nameKey(repository), sample);
  }
  return samples;
}
