import type { Recorder, RequestRecord } from "../registry/index.ts";
import { longestChain, mostInFlight } from "../registry/request-figures.ts";

/** What a run cost the registries that it spoke to. */
export interface Counts {
  /** All requests, tokens and refusals included. */
  readonly requests: number;
  readonly writes: number;
  readonly tokens: number;
  /** Requests on the critical path: the longest chain of which each arrived when the one before had been answered. */
  readonly path: number;
  /** Connections that were opened. */
  readonly connections: number;
  /** The most requests that were under way at one moment. */
  readonly inFlight: number;
}

/** Counts what arrived at all these recorders since their requests were cleared. */
export function countsOf(recorders: readonly Recorder[]): Counts {
  const requests = recorders.flatMap((recorder) => recorder.requests);
  const sum = (of: (recorder: Recorder) => number) => recorders.reduce((all, one) => all + of(one), 0);
  return {
    requests: requests.length,
    writes: sum((recorder) => recorder.writes().length),
    tokens: sum((recorder) => recorder.count(({ kind }) => kind === "token")),
    path: longestChain(requests),
    connections: sum((recorder) => recorder.connections()),
    inFlight: mostInFlight(requests),
  };
}

/** How many of the tags were read after the last time they were written, or at all when none wrote them. */
export function tagsReadBack(
  requests: readonly RequestRecord[],
  repository: string,
  tags: readonly string[],
): number {
  return tags.filter((tag) => {
    const about = requests.filter((one) => one.repository === repository && one.reference === tag);
    const written = about.filter(({ method, status }) => method === "PUT" && status < 300);
    const last = Math.max(Number.NEGATIVE_INFINITY, ...written.map(({ end }) => end));
    return about.some(({ method, status, start }) => method !== "PUT" && status === 200 && start >= last);
  }).length;
}

/**
 * The run with the shortest critical path, and of those the one with the fewest connections. A busy machine lets a
 * request start late, when one that it overlaps else has been answered already, which makes the path longer; nothing
 * makes it shorter than what waits for what.
 */
export function leastBusy<T extends Counts>(runs: readonly T[]): T {
  const [best] = runs.toSorted((a, b) => a.path - b.path || a.connections - b.connections);
  if (best === undefined) throw new Error("no run to choose from");
  return best;
}
