import type { RequestRecord } from "./types.ts";

type Span = Pick<RequestRecord, "start" | "end">;

/**
 * The length of the longest chain of requests each of which arrived after the one before it had been answered: the
 * critical path in round trips.
 */
export function longestChain(requests: readonly Span[]): number {
  const byStart = requests.toSorted((a, b) => a.start - b.start);
  const ended: { end: number; chain: number }[] = [];
  let longest = 0;
  for (const { start, end } of byStart) {
    let before = 0;
    for (const earlier of ended) if (earlier.end <= start && earlier.chain > before) before = earlier.chain;
    // Only the earliest end matters for each chain length, so the list stays as short as the chain.
    const chain = before + 1;
    const known = ended[chain - 1];
    if (known === undefined) ended.push({ end, chain });
    else known.end = Math.min(known.end, end);
    longest = Math.max(longest, chain);
  }
  return longest;
}

/** The most requests that were under way at one moment. */
export function mostInFlight(requests: readonly Span[]): number {
  const steps = requests.flatMap(({ start, end }) => [
    { at: start, by: 1 },
    { at: end, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of steps.sort((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
