import { enumerated } from "../../base/enumerated.ts";
import { quoted } from "../../base/text.ts";
import { counted } from "../../base/words.ts";
import type { Runner, ScopeReport } from "../../forge/runners/runner.ts";
import type { LabelSet } from "../../workflow/runs-on.ts";
import type { Reason } from "./served.ts";

/** A reason as a clause. Unless the labels are served, it begins with what to do. */
export function whyOf(reason: Reason, set: LabelSet, minOnline: number): string {
  const need = `${someRunners(minOnline, "a")} with ${labelsIn(set)} ${minOnline === 1 ? "is" : "are"}`;
  switch (reason.kind) {
    case "online":
      return `${named(reason.runners)} online${trusted(reason.runners)}`;
    case "on-demand":
      return "the lane has no runner now, but one is started on demand (allow-scale-from-zero)";
    case "unresolved":
      return `write out ${enumerated(reason.expressions)}: only a run can tell what else is asked for`;
    case "perhaps-closed":
      return `make sure that ${need} open to this repository: ${named(reason.runners)} may be in a runner group that is not; ${reasonsOf(reason.scopes) || "its runner group is open to selected workflows only"}`;
    case "perhaps-others":
      return `make sure that ${need} open to this repository: ${whoseIsUnknown(reason.runners)}${alsoOff(reason.off)}`;
    case "unread":
      return `make sure that ${need} online: ${whyUnread(reason.scopes)}`;
    case "nobody-to-ask":
      return `make sure that ${need} online, as no server could be asked: ${reason.why}`;
    case "too-few":
      return `${toStart(set, minOnline, reason.serving.length)}: ${whatIsFound(reason.having, reason.serving)}; looked for in the lists of ${places(reason.scopes)}`;
  }
}

/** What a yes rests on besides the lists. */
function trusted(runners: readonly Runner[]): string {
  return runners.every(({ certain }) => certain) ? "" : ", taken for the instance's (trust-instance-runners)";
}

/** Of runners that only the list of the whole instance has. */
function whoseIsUnknown(runners: readonly Runner[]): string {
  const [are, mayBe, whose] =
    runners.length === 1
      ? ["is", "may be that of another repository", "it is the instance's own"]
      : ["are", "may be those of other repositories", "they are the instance's own"];
  return `only the list of the whole instance has ${named(runners)}, which ${are} online and ${mayBe}, as that list does not say; set trust-instance-runners: true if ${whose}`;
}

/** Of the runners that would settle it. */
function alsoOff(off: readonly Runner[]): string {
  return off.length === 0 ? "" : `; ${enumerated(off.map(stateOfOff), 3)}`;
}

function stateOfOff({ name, disabled }: Runner): string {
  return `${name} is ${disabled ? "disabled" : "offline"}`;
}

/**
 * What to do where runners are missing: `start a runner with the label "publish"`.
 *
 * @param online how many there are
 */
export function toStart(set: LabelSet, minOnline: number, online: number): string {
  const more =
    online === 0 ? someRunners(minOnline, "a") : someRunners(minOnline - online, "another", "more ");
  return `start ${more} with ${labelsIn(set)}`;
}

/** Some runners: `a runner`, `2 runners`, `another runner`, `2 more runners`. */
function someRunners(count: number, one: string, more = ""): string {
  return count === 1 ? `${one} runner` : counted(count, `${more}runner`);
}

/** What runners have to have for a set of labels. */
function labelsIn({ labels, group }: LabelSet): string {
  const names = labels.map((label) => quoted(label));
  return [
    ...(names.length === 1 ? [`the label ${names[0]}`] : []),
    ...(names.length > 1 ? [`all of the labels ${enumerated(names)}`] : []),
    ...(group === undefined ? [] : [`a place in the runner group ${quoted(group)}`]),
  ].join(" and ");
}

/** The scopes that runners are looked for at. */
export function places(scopes: readonly ScopeReport[]): string {
  return enumerated(scopes.map(({ scope, name }) => `the ${scope} ${name}`));
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
  const states = off.map(stateOfOff);
  const online =
    serving.length > 0 ? [`only ${named(serving)} ${serving.length === 1 ? "is" : "are"} online`] : [];
  return [...online, ...(off.length > 0 ? [enumerated(states, 3)] : [])].join(", ");
}

/** Of runners that were not found: where they were looked for, and where they could not be. */
function whyUnread(scopes: readonly ScopeReport[]): string {
  const read = scopes.filter(({ state }) => state === "read");
  const found = read.length > 0 ? [`not enough were found in the lists of ${places(read)}`] : [];
  const refused = scopes.some(({ state }) => state === "forbidden");
  const hint = refused ? ["the token may not list all runners, and a job's own token never can"] : [];
  return [...found, ...hint, reasonsOf(scopes) || "the server names no place to look for them"].join("; ");
}

/** What is wrong with the scopes that were not, or not wholly, read; the same of several is said once. */
function reasonsOf(scopes: readonly ScopeReport[]): string {
  const byReason = Map.groupBy(
    scopes.filter(({ state, reason }) => state !== "read" || reason !== ""),
    ({ reason }) => reason,
  );
  return [...byReason]
    .map(([reason, of]) => `the runners of ${places(of)} are not known (${reason})`)
    .join(", ");
}
