import type { Runner, RunnerListing } from "../../forge/runners/runner.ts";
import type { LabelSet } from "../../workflow/runs-on.ts";
import { whyOf } from "./capacity-words.ts";
import { type CapacityRules, decide, factsOf, type Reason, type Served, servedBy } from "./served.ts";

/** Whether runners serve the jobs that ask for one set of labels, in words too. */
export interface Capacity {
  readonly set: LabelSet;
  readonly served: Served;
  /** Runners that are online, not disabled, and have all of the labels. */
  readonly serving: readonly Runner[];
  /** Whether all of them are known: the lists of all scopes were read. */
  readonly counted: boolean;
  /** Why; unless it is served, it begins with what to do. */
  readonly why: string;
  /** Whether a later look may settle it, where it is not known whose the runners are that are online. */
  readonly maySettle: boolean;
}

/** Judges whether a set of labels is served, from the runners of all scopes. */
export function capacityOf(set: LabelSet, listing: RunnerListing, rules: CapacityRules): Capacity {
  const facts = factsOf(set, listing, rules);
  return inWords(set, decide(set, facts, rules), facts, rules.minOnline);
}

/**
 * The capacity of a set of labels where there is no forge to ask.
 *
 * @param why what to do to have one
 */
export function unaskedCapacity(set: LabelSet, minOnline: number, why: string): Capacity {
  return inWords(set, { kind: "nobody-to-ask", why }, { serving: [], counted: false }, minOnline);
}

function inWords(
  set: LabelSet,
  reason: Reason,
  { serving, counted }: Pick<Capacity, "serving" | "counted">,
  minOnline: number,
): Capacity {
  const [served, why] = [servedBy[reason.kind], whyOf(reason, set, minOnline)];
  return { set, served, serving, counted, why, maySettle: maySettle(reason) };
}

/** A runner of its own that is off may come back, and a list that failed may tell of one. */
function maySettle(reason: Reason): boolean {
  if (reason.kind !== "perhaps-others") return false;
  return reason.off.length > 0 || reason.scopes.some(({ state }) => state === "failed");
}
