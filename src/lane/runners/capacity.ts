import { enumerated } from "../../base/text.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import type { Runner, RunnerListing, ScopeReport } from "../../forge/runners/runner.ts";
import type { LabelSet } from "../../workflow/runs-on.ts";

/** Three-valued: what cannot be known is neither. */
export type Answer = "yes" | "no" | "unknown";

/** Whether runners serve the jobs that ask for one set of labels. */
export interface Capacity {
  readonly set: LabelSet;
  readonly answer: Answer;
  /** Runners that are online, not disabled, and have all of the labels. */
  readonly serving: readonly Runner[];
  /** Whether all of them are known: the lists of all scopes were read. */
  readonly counted: boolean;
  /** Why; unless the answer is yes, it begins with what to do. */
  readonly why: string;
  /** What speaks against a yes, though it is one. */
  readonly doubt?: string;
}

export interface CapacityRules {
  /** Runners that must serve a set of labels. */
  readonly minOnline: number;
  /** The reserved labels. */
  readonly labels: readonly string[];
  /** GitHub compares labels without regard to case, Gitea and Forgejo to the letter. */
  readonly kind: ForgeKind;
  /** Whether a lane without any runner is served by runners that are started on demand. */
  readonly scaleFromZero: boolean;
}

/**
 * Judges whether a set of labels is served, from the runners of all scopes.
 *
 * One runner must have all of the labels: two that have half of them each serve nobody. A scope that was not read makes
 * the answer unknown, but only where the runners of the others are not enough.
 *
 * Gitea's list of the whole instance is the only one that has the instance's own runners, and it mixes in those of other
 * repositories. So a runner that it alone has counts, with a doubt. On GitHub a token with more rights could tell, and
 * until it does the answer is unknown.
 */
export function capacityOf(set: LabelSet, listing: RunnerListing, rules: CapacityRules): Capacity {
  const { runners, scopes } = listing;
  const { minOnline } = rules;
  const having = runners.filter(hasAll(set, rules));
  const serving = having.filter(({ status, disabled }) => status === "online" && !disabled);
  const unread = scopes.filter(({ state }) => state !== "read");
  const counted = scopes.length > 0 && unread.length === 0;
  const told = (answer: Answer, why: string): Capacity => ({ set, answer, serving, counted, why });

  const need = needed(set, minOnline);
  // Of GitHub's lists, all but an organisation's without its runner groups tell the group of a runner.
  const sure = serving.filter(
    (runner) => (runner.certain || isOfInstance(runner, rules)) && isInGroup(runner, set),
  );
  if (sure.length >= minOnline) {
    if (set.unresolved.length > 0)
      return told(
        "unknown",
        `write out ${enumerated(set.unresolved)}: only a run can tell what else is asked for`,
      );
    const certain = sure.filter((runner) => runner.certain);
    const doubt = `whether this repository may use ${named(sure)} only the server knows: its list of the whole instance does not say whose runners they are`;
    return { ...told("yes", `${named(sure)} online`), ...(certain.length < minOnline && { doubt }) };
  }
  if (serving.length >= minOnline)
    return told(
      "unknown",
      `make sure that ${need} is open to this repository: ${named(serving)} may be in a runner group that is not; ${reasonsOf(scopes) || "its runner group is open to selected workflows only"}`,
    );
  if (!counted) return told("unknown", `make sure that ${need} is online: ${whyUnread(scopes)}`);
  // What ran a single job and was stopped may stay in the list for a while.
  const onLane = runners.filter((runner) =>
    rules.labels.some((label) => hasAll({ labels: [label], unresolved: [] }, rules)(runner)),
  );
  const registered = onLane.filter(({ ephemeral, status }) => !(ephemeral && status === "offline"));
  if (rules.scaleFromZero && registered.length === 0 && set.unresolved.length > 0)
    return told(
      "unknown",
      `write out ${enumerated(set.unresolved)}: only a run can tell what else is asked for`,
    );
  if (rules.scaleFromZero && registered.length === 0)
    return told("yes", "the lane has no runner now, and one is started on demand (allow-scale-from-zero)");
  return told("no", `bring ${need} online: ${whatIsFound(having, serving)}; looked for at ${places(scopes)}`);
}

const isOfInstance = ({ scope }: Runner, { kind }: CapacityRules) =>
  scope === "instance" && kind !== "github";

function hasAll(set: LabelSet, { kind }: CapacityRules): (runner: Runner) => boolean {
  const same = (text: string) => (kind === "github" ? text.toLowerCase() : text);
  const wanted = set.labels.map(same);
  return (runner) => {
    const has = new Set(runner.labels.map(same));
    const { group } = runner;
    const otherGroup =
      set.group !== undefined &&
      (group === undefined ? runner.scope === "repository" : same(group) !== same(set.group));
    return !otherGroup && wanted.every((label) => has.has(label));
  };
}

const isInGroup = ({ group }: Runner, set: LabelSet) => set.group === undefined || group !== undefined;

/** What has to be online for a set of labels. */
export function needed({ labels, group }: LabelSet, count: number): string {
  const has = [
    ...(labels.length === 1 ? [`the label ${labels[0]}`] : []),
    ...(labels.length > 1 ? [`all of the labels ${enumerated(labels)}`] : []),
    ...(group === undefined ? [] : [`a place in the runner group ${group}`]),
  ].join(" and ");
  return count === 1 ? `1 runner that has ${has}` : `${count} runners, each of which has ${has},`;
}

function named(runners: readonly Runner[]): string {
  return enumerated(
    runners.map(({ name }) => name),
    3,
  );
}

function whatIsFound(having: readonly Runner[], serving: readonly Runner[]): string {
  if (having.length === 0) return "none is registered";
  const off = having.filter((runner) => !serving.includes(runner));
  const states = off.map(({ name, disabled }) => `${name} is ${disabled ? "disabled" : "offline"}`);
  const online =
    serving.length > 0 ? [`only ${named(serving)} ${serving.length === 1 ? "is" : "are"} online`] : [];
  return [...online, ...(off.length > 0 ? [enumerated(states, 3)] : [])].join(", ");
}

/** Of runners that were not found: where they were looked for, and where they could not be. */
function whyUnread(scopes: readonly ScopeReport[]): string {
  const read = scopes.filter(({ state }) => state === "read");
  const found = read.length > 0 ? [`not enough were found at ${places(read)}`] : [];
  const refused = scopes.some(({ state }) => state === "forbidden");
  const hint = refused ? ["the token may not list all runners, and a job's own token never may"] : [];
  return [...found, ...hint, reasonsOf(scopes) || "the server names no place to look for them"].join("; ");
}

/** What is wrong with the scopes that were not, or not wholly, read; the same of several is said once. */
function reasonsOf(scopes: readonly ScopeReport[]): string {
  const byReason = Map.groupBy(
    scopes.filter(({ state, reason }) => state !== "read" || reason !== ""),
    ({ reason }) => reason,
  );
  return [...byReason].map(([reason, of]) => `those of ${places(of)} cannot be known (${reason})`).join(", ");
}

export function places(scopes: readonly ScopeReport[]): string {
  return enumerated(scopes.map(({ scope, name }) => `the ${scope} ${name}`));
}
