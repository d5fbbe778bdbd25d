import type { ForgeKind } from "../../forge/forge.ts";
import { anyText } from "./some-text.ts";
import { OneOf, rest, Unknown, type Value, type ValueMap } from "./value.ts";

/** The value of a named context such as `matrix`; undefined for one that only a run can tell. */
export type Contexts = (name: string) => Value | undefined;

/** What a run has before it starts. */
export interface Scope {
  readonly inputs: ValueMap;
  /** The name of the event that started it; undefined where it may be any. */
  readonly event: string | undefined;
  readonly kind: ForgeKind;
}

/** By the inputs, and by forge and event. */
const scopes = new WeakMap<ValueMap, Map<string, Scope>>();

/** The same object for the same, so that what is worked out for it can be kept beside it. */
export function scopeOf(inputs: ValueMap, kind: ForgeKind, event?: string): Scope {
  const known = scopes.get(inputs) ?? new Map<string, Scope>();
  scopes.set(inputs, known);
  const key = JSON.stringify([kind, event]);
  const scope = known.get(key) ?? { inputs, kind, event };
  known.set(key, scope);
  return scope;
}

/** A text that only a run can tell, and which may be empty. */
const text = new Unknown("some text", { parts: anyText });
const anything = new Unknown("anything");
const texts: ValueMap = new Map([[rest, text]]);
const result = new OneOf(["success", "failure", "cancelled", "skipped"]);
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
function runContext(event: string | undefined, kind: ForgeKind): ValueMap {
  return new Map<string, Value>([
    ["event_name", event ?? text],
    ["event", anything],
    ...refOf(event, kind),
    [rest, text],
  ]);
}

const startingWith = (start: string) => new Unknown("a ref", { from: ["github.ref"], parts: [start, ""] });

/**
 * What the ref of an event is for certain. A pull request that was merged has the branch it went into, on GitHub. What
 * else sets a ref may be a tag.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
function refOf(event: string | undefined, kind: ForgeKind): readonly (readonly [string, Value])[] {
  const types: readonly string[] = kind === "github" ? ["branch"] : ["branch", "pull"];
  switch (event) {
    case "pull_request":
      return [
        ["ref", new OneOf([startingWith("refs/pull/"), startingWith("refs/heads/")])],
        ["ref_type", new OneOf(types)],
      ];
    case "pull_request_target":
      return [
        ["ref", startingWith("refs/heads/")],
        ["ref_type", new OneOf(types)],
      ];
    default:
      return kind === "github" ? [["ref_type", new OneOf(["branch", "tag"])]] : [];
  }
}
