import type { LabelSet } from "../workflow/runs-on.ts";

/** Different sets of labels, each by its key. */
export type LabelSets = ReadonlyMap<string, LabelSet>;

/** The key of a set of labels, by which its capacity is found; their order does not matter. */
export function keyOf({ labels, group, unresolved }: LabelSet): string {
  return JSON.stringify([[...labels].sort(), group, unresolved.map(({ text }) => text)]);
}

/** The different sets of labels that jobs ask for. */
export function labelSetsOf(jobs: readonly { readonly sets: readonly LabelSet[] }[]): LabelSets {
  return new Map(jobs.flatMap(({ sets }) => sets.map((set) => [keyOf(set), set] as const)));
}

/** Every label that a set asks for, its runner group, and what only a run can tell, for people. */
export function labelsOf({ labels, group, unresolved }: LabelSet): string[] {
  return [
    ...labels,
    ...(group === undefined ? [] : [`group ${group}`]),
    ...unresolved.map(({ text }) => text),
  ];
}
