import { ReportedError } from "../../base/errors.ts";
import type { Forge, Repository } from "../../forge/forge.ts";
import type { RunnerListing } from "../../forge/runners/runner.ts";
import type { LabelSets } from "../label-sets.ts";
import { capacityOf } from "./capacity.ts";
import { places } from "./capacity-words.ts";
import type { RunnersRequest, Sample } from "./sample.ts";

/**
 * Takes a sample of the runners by the forge's lists of them. A list that cannot be read is a part of the sample, and no
 * error.
 *
 * @param now the present, which the sample is of
 * @param isThrifty whether lists that can change nothing any more are left unread, where they are not needed to tell how
 *   many runners there are
 */
export async function sampleLists(
  sets: LabelSets,
  forge: Forge,
  request: RunnersRequest,
  { signal, now }: { readonly signal: AbortSignal; readonly now: () => Date },
  isThrifty = false,
): Promise<Sample> {
  const rules = { ...request, kind: forge.kind };
  const isSettled = (some: RunnerListing) =>
    [...sets.values()].every((set) => capacityOf(set, some, rules).served !== "unknown");
  const listing = await listRunners(forge, request.repository, signal, isThrifty ? isSettled : undefined);
  const read = listing.scopes.filter(({ state }) => state === "read");
  return {
    capacities: new Map([...sets].map(([key, set]) => [key, capacityOf(set, listing, rules)])),
    listing,
    evidence: read.length === 0 ? "no list of runners" : `the list of runners of ${places(read)}`,
    sampledAt: now(),
  };
}

async function listRunners(
  forge: Forge,
  repository: Repository,
  signal: AbortSignal,
  isEnough: ((listing: RunnerListing) => boolean) | undefined,
): Promise<RunnerListing> {
  try {
    return await forge.listRunners(repository, signal, isEnough);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ReportedError)) throw error;
    const name = `${repository.owner}/${repository.name}`;
    return { runners: [], scopes: [{ scope: "repository", name, state: "failed", reason: error.message }] };
  }
}
