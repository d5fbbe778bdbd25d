import type { Runner, RunnerListing, ScopeReport } from "../forge/runner.ts";
import { enumerated } from "./finding.ts";
import type { LabelSet } from "./runs-on.ts";

/** Three-valued: what cannot be known is neither. */
export type Answer = "yes" | "no" | "unknown";

/** Whether runners serve the jobs that ask for one set of labels. */
export interface Capacity {
  readonly set: LabelSet;
  readonly answer: Answer;
  /** Runners that are online, not disabled, and have all of the labels. */
  readonly serving: readonly Runner[];
  /** Why; unless the answer is yes, it begins with what to do. */
  readonly why: string;
}

export interface CapacityRules {
  /** Runners that must serve a set of labels. */
  readonly minOnline: number;
  /** GitHub compares labels without regard to case, Gitea and Forgejo to the letter. */
  readonly ignoreCase: boolean;
  /** Whether a lane without any runner is served by runners that are started on demand. */
  readonly scaleFromZero: boolean;
}

/**
 * Judges whether a set of labels is served, from the runners of all scopes.
 *
 * One runner must have all of the labels: two that have half of them each serve nobody. A scope that was not read makes
 * the answer unknown, but only where the runners of the others are not enough.
 */
export function capacityOf(
  set: LabelSet,
  { runners, scopes }: RunnerListing,
  rules: CapacityRules,
): Capacity {
  const same = (text: string) => (rules.ignoreCase ? text.toLowerCase() : text);
  const wanted = set.labels.map(same);
  const having = runners.filter((runner) => {
    const has = new Set(runner.labels.map(same));
    return wanted.every((label) => has.has(label));
  });
  const serving = having.filter(({ status, disabled }) => status === "online" && !disabled);
  const told = (answer: Answer, why: string): Capacity => ({ set, answer, serving, why });

  const need = needed(set, rules.minOnline);
  const enough = serving.length >= rules.minOnline;
  if (enough && set.unresolved.length > 0)
    return told(
      "unknown",
      `write out ${set.unresolved.join(", ")}: what else it asks for only a run can tell`,
    );
  if (enough && set.group !== undefined)
    return told(
      "unknown",
      `ask for labels instead of the group ${set.group}: the server does not tell whose group a runner is in`,
    );
  if (enough) return told("yes", whyServed(serving));

  const unread = scopes.filter(({ state }) => state !== "read");
  if (unread.length > 0 || scopes.length === 0)
    return told("unknown", `make sure that there is ${need}: ${whyUnread(unread)}`);
  if (rules.scaleFromZero && having.length === 0)
    return told("yes", "no runner has the labels now, and one is started on demand (allow-scale-from-zero)");
  const found =
    having.length === 0
      ? "none is registered"
      : `${serving.length} of ${having.length} registered ones can take a job`;
  return told("no", `bring ${need} online: ${found}; looked for at ${places(scopes)}`);
}

function needed({ labels }: LabelSet, count: number): string {
  const names = labels.length === 1 ? `the label ${labels[0]}` : `all of the labels ${enumerated(labels)}`;
  return count === 1 ? `1 runner that has ${names}` : `${count} runners that each have ${names}`;
}

function whyServed(serving: readonly Runner[]): string {
  const sure = serving.some(({ certain }) => certain)
    ? ""
    : ", from a list that does not say whose runners they are";
  return `${enumerated(
    serving.map(({ name }) => name),
    3,
  )} online${sure}`;
}

function whyUnread(scopes: readonly ScopeReport[]): string {
  if (scopes.length === 0) return "nobody was asked for runners";
  const reasons = scopes.map(
    ({ scope, name, reason }) => `those of the ${scope} ${name} were not read (${reason})`,
  );
  const refused = scopes.some(({ state }) => state === "forbidden");
  return `${reasons.join(", ")}${refused ? "; a job's own token may never list runners" : ""}`;
}

function places(scopes: readonly ScopeReport[]): string {
  return enumerated(scopes.map(({ scope, name }) => `the ${scope} ${name}`));
}
