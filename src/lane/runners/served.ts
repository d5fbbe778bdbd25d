import type { ForgeKind } from "../../forge/forge.ts";
import type { Runner, RunnerListing, ScopeReport } from "../../forge/runners/runner.ts";
import type { LabelSet } from "../../workflow/runs-on.ts";
import { isInGroup, matcherOf } from "./matching.ts";

/** Whether the jobs that ask for a set of labels find a runner. Three-valued: what cannot be known is neither. */
export type Served = "yes" | "no" | "unknown";

export interface CapacityRules {
  /** Runners that must serve a set of labels. */
  readonly minOnline: number;
  /** The reserved labels. */
  readonly labels: readonly string[];
  readonly kind: ForgeKind;
  /** Whether a lane without any runner is served by runners that are started on demand. */
  readonly scaleFromZero: boolean;
  /** Whether a runner that only a list of the whole instance has is taken for the instance's own. */
  readonly trustInstance: boolean;
}

/** What the runners of all scopes are to one set of labels. Each of the first three lists is a part of the one before it. */
export interface CapacityFacts {
  /** One runner has all of the labels: two that have half of them each serve nobody. */
  readonly having: readonly Runner[];
  /** They are online and not disabled. */
  readonly serving: readonly Runner[];
  /** This repository's jobs may run on them: for certain, or as the user says. */
  readonly eligible: readonly Runner[];
  /**
   * They are online, and only Gitea's list of the whole instance has them, which mixes the runners of other repositories
   * with its own. Nobody says that they are the instance's.
   */
  readonly anybodys: readonly Runner[];
  /** This repository's jobs might run on them for certain, were they not offline or disabled. */
  readonly off: readonly Runner[];
  /** Whether no runner has any of the reserved labels. */
  readonly isLaneEmpty: boolean;
  /** Whether the lists of all scopes were read. */
  readonly counted: boolean;
  readonly scopes: readonly ScopeReport[];
}

/** Sorts the runners of all scopes by what they are to a set of labels. */
export function factsOf(
  set: LabelSet,
  { runners, scopes }: RunnerListing,
  { kind, labels, trustInstance }: Pick<CapacityRules, "kind" | "labels" | "trustInstance">,
): CapacityFacts {
  const having = runners.filter(matcherOf(set, kind));
  const serving = having.filter(({ status, disabled }) => status === "online" && !disabled);
  const isAnybodys = ({ certain, scope }: Runner) => !certain && scope === "instance" && kind !== "github";
  // Of GitHub's lists, all but an organisation's without its runner groups tell the group of a runner.
  const eligible = serving.filter(
    (runner) => (runner.certain || (trustInstance && isAnybodys(runner))) && isInGroup(runner, set),
  );
  const ofLane = labels.map((label) => matcherOf({ labels: [label], unresolved: [] }, kind));
  // What ran a single job and was stopped may stay in the list for a while.
  const isGone = ({ ephemeral, status }: Runner) => ephemeral && status === "offline";
  return {
    having,
    serving,
    eligible,
    anybodys: trustInstance ? [] : serving.filter(isAnybodys),
    off: having.filter((runner) => runner.certain && !serving.includes(runner)),
    isLaneEmpty: !runners.some((runner) => !isGone(runner) && ofLane.some((matches) => matches(runner))),
    counted: scopes.length > 0 && scopes.every(({ state }) => state === "read"),
    scopes,
  };
}

/** Why a set of labels is served, is not, or why that cannot be known. */
export type Reason =
  /** Runners enough are online. */
  | { readonly kind: "online"; readonly runners: readonly Runner[] }
  /** The lane has no runner, and one is started on demand. */
  | { readonly kind: "on-demand" }
  /** Only a run can tell what else is asked for. */
  | { readonly kind: "unresolved"; readonly expressions: readonly string[] }
  /** Runners enough are online, but perhaps in a runner group that is closed to this repository. */
  | {
      readonly kind: "perhaps-closed";
      readonly runners: readonly Runner[];
      readonly scopes: readonly ScopeReport[];
    }
  /** Runners enough are online, but some perhaps of other repositories; the repository's own may be `off`. */
  | {
      readonly kind: "perhaps-others";
      readonly runners: readonly Runner[];
      readonly off: readonly Runner[];
      readonly scopes: readonly ScopeReport[];
    }
  /** Too few were found, and not all lists could be read. */
  | { readonly kind: "unread"; readonly scopes: readonly ScopeReport[] }
  /** There is no forge to ask; `why` says what to do about that. */
  | { readonly kind: "nobody-to-ask"; readonly why: string }
  /** All lists were read, and too few were found. */
  | {
      readonly kind: "too-few";
      readonly having: readonly Runner[];
      readonly serving: readonly Runner[];
      readonly scopes: readonly ScopeReport[];
    };

/** What each reason makes of the question. */
export const servedBy: Readonly<Record<Reason["kind"], Served>> = {
  online: "yes",
  "on-demand": "yes",
  unresolved: "unknown",
  "perhaps-closed": "unknown",
  "perhaps-others": "unknown",
  unread: "unknown",
  "nobody-to-ask": "unknown",
  "too-few": "no",
};

/** Decides whether a set of labels is served: the first case that is so. */
export function decide(
  { unresolved }: LabelSet,
  facts: CapacityFacts,
  { minOnline, scaleFromZero }: Pick<CapacityRules, "minOnline" | "scaleFromZero">,
): Reason {
  const { having, serving, eligible, anybodys, off, isLaneEmpty, counted, scopes } = facts;
  // A yes to the labels that are written is none to those that are not. A no stays one: asking for more finds no more.
  const yes = (reason: Reason): Reason =>
    unresolved.length === 0
      ? reason
      : { kind: "unresolved", expressions: unresolved.map(({ text }) => text) };

  // First, since runners enough are enough whatever the lists that were not read may have.
  if (eligible.length >= minOnline) return yes({ kind: "online", runners: eligible });
  // Before the lists that were not read, since only whose the runners that were found are is in doubt, or their group.
  if (serving.length >= minOnline)
    return anybodys.length > 0
      ? { kind: "perhaps-others", runners: anybodys, off, scopes }
      : { kind: "perhaps-closed", runners: serving, scopes };
  // Before all that follows from runners that are missing: they may be in a list that was not read.
  if (!counted) return { kind: "unread", scopes };
  // Before the no, which is what runners on demand are for. A lane with a runner that is off is broken, not empty.
  if (scaleFromZero && isLaneEmpty) return yes({ kind: "on-demand" });
  return { kind: "too-few", having, serving, scopes };
}
