import type { ForgeKind } from "../../forge/forge.ts";
import { anyText } from "./some-text.ts";
import { OneOf, rest, Unknown, type Value, type ValueMap } from "./value.ts";

/** The value of a named context such as `matrix`; undefined for one that only a run can tell. */
export type Contexts = (name: string) => Value | undefined;

/** What starts runs. */
export interface Start {
  /** The name of the event. */
  readonly name: string;
  /** Whether it also tells of what was closed. */
  readonly tellsOfClosed: boolean;
}

/** What a run has before it starts. */
export interface Scope {
  readonly inputs: ValueMap;
  /** What started it; undefined where that may be any. */
  readonly event: Start | undefined;
  readonly kind: ForgeKind;
}

/** By the inputs, and by forge and event. */
const scopes = new WeakMap<ValueMap, Map<string, Scope>>();

/** The same object for the same, so that what is worked out for it can be kept beside it. */
export function scopeOf(inputs: ValueMap, kind: ForgeKind, event?: Start): Scope {
  const known = scopes.get(inputs) ?? new Map<string, Scope>();
  scopes.set(inputs, known);
  const key = JSON.stringify([kind, event?.name, event?.tellsOfClosed]);
  const scope = known.get(key) ?? { inputs, kind, event };
  known.set(key, scope);
  return scope;
}

/** A text that only a run can tell, and which may be empty. */
const text = new Unknown("some text", { parts: anyText });
const anything = new Unknown("anything");
const texts: ValueMap = new Map([[rest, text]]);
/** Of a job that is not among the needed ones it is null. */
const result = new OneOf(["success", "failure", "cancelled", "skipped", null]);
const need: ValueMap = new Map<string, Value>([
  ["outputs", texts],
  ["result", result],
]);

const always: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["vars", texts],
  ["secrets", texts],
  ["env", texts],
  ["needs", new Map([[rest, need]])],
]);

/** The contexts of a job, as far as they are known before a run. */
export function contextsOf({ inputs, event, kind }: Scope, matrix?: ValueMap): Contexts {
  const known = new Map<string, Value | undefined>([...always, ["matrix", matrix], ["inputs", inputs]]);
  const run = runContext(event, kind);
  for (const name of kind === "github" ? ["github"] : ["github", "gitea", "forgejo"]) known.set(name, run);
  return (name) => known.get(name);
}

/** The context `github`. */
function runContext(event: Start | undefined, kind: ForgeKind): ValueMap {
  return new Map<string, Value>([
    ["event_name", event?.name ?? text],
    ["event", anything],
    ...refOf(event, kind),
    [rest, text],
  ]);
}

/** Those of pull requests, and also of merged ones: of a commit the first digit is as much as has to be known. */
const mergedRefs = () =>
  [...["refs/pull/", "refs/heads/"], ..."0123456789abcdef"].map((start) => startingWith(start));

const startingWith = (start: string, name = "ref") =>
  new Unknown("a ref", { from: [`github.${name}`], parts: [start, ""] });

/** That of a pull request begins with its number. */
const pullName = new OneOf([..."123456789"].map((digit) => startingWith(digit, "ref_name")));

/** The branches of a pull request, which other events do not have. */
const pullBranches = ["head_ref", "base_ref"].map(
  (name) =>
    [name, new Unknown("a branch", { from: [`github.${name}`], parts: anyText, isTrue: true })] as const,
);

/**
 * What the ref of an event is for certain. Once a pull request is merged, it is the branch that it went into, and on
 * Gitea the commit of that. What else starts runs may have set a tag.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
function refOf(event: Start | undefined, kind: ForgeKind): readonly (readonly [string, Value])[] {
  const types = kind === "github" ? ["branch"] : ["branch", "pull", ""];
  switch (event?.name) {
    case "pull_request":
      return [
        ["ref", event?.tellsOfClosed ? new OneOf(mergedRefs()) : startingWith("refs/pull/")],
        ["ref_type", new OneOf(types)],
        ...(event.tellsOfClosed ? [] : [["ref_name", pullName] as const]),
        ...pullBranches,
      ];
    case "pull_request_target":
      return [["ref", startingWith("refs/heads/")], ["ref_type", new OneOf(types)], ...pullBranches];
    default:
      return kind === "github" ? [["ref_type", new OneOf(["branch", "tag"])]] : [];
  }
}
