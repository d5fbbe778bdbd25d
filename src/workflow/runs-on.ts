import type { ForgeKind } from "../forge/forge.ts";
import type { YamlNode } from "../yaml/tree.ts";
import type { Job } from "./jobs.ts";
import { combinationsFor } from "./values/combinations.ts";
import { interpolate } from "./values/expression.ts";
import {
  hasExpression,
  isMap,
  rest,
  scalar,
  textOf,
  Unknown,
  type Value,
  type ValueMap,
} from "./values/value.ts";

/** What one instance of a job asks for: a runner that has all of it. */
export interface LabelSet {
  readonly labels: readonly string[];
  /** The runner group, on GitHub alone: on Gitea and Forgejo a group is one more label. */
  readonly group?: string;
  /** What else it asks for and only a run can tell, as it is written. */
  readonly unresolved: readonly string[];
}

/** What the instances of a job ask for, each different set once. */
export type RunsOn =
  | { readonly kind: "labels"; readonly sets: readonly LabelSet[] }
  /** Some of it only a run can tell. */
  | { readonly kind: "expression"; readonly text: string; readonly sets: readonly LabelSet[] }
  /** Nothing at all: one empty set. On Gitea every runner matches it, on Forgejo none does, and GitHub refuses it. */
  | { readonly kind: "empty"; readonly sets: readonly LabelSet[] };

const nothing: RunsOn = { kind: "empty", sets: [{ labels: [], unresolved: [] }] };

export const asksNothing = ({ labels, group, unresolved }: LabelSet): boolean =>
  labels.length === 0 && group === undefined && unresolved.length === 0;

/**
 * What a job asks for, over all combinations of its matrix.
 *
 * On Gitea a list that holds other than texts cannot be decoded, and so counts as none (`nodeAsStringSlice` in act).
 *
 * @param inputs the values of the context `inputs`
 */
export function runsOnOf(job: Pick<Job, "runsOn" | "matrix">, inputs: ValueMap, kind: ForgeKind): RunsOn {
  const { runsOn: node } = job;
  if (!node) return nothing;
  const over = combinationsFor([node], job, inputs, kind);
  const known = knownAnswers.get(over) ?? new Map<YamlNode | string, RunsOn>();
  knownAnswers.set(over, known);
  const said = known.has(node) ? node : (writtenText(node) ?? node);
  const answer = known.get(said) ?? runsOnOver(over, node, inputs, kind);
  known.set(said, answer).set(node, answer);
  return answer;
}

/**
 * By the combinations, which belong to one choice of inputs, and by what is said: many jobs may share a matrix, and say
 * the same.
 */
const knownAnswers = new WeakMap<readonly ValueMap[], Map<YamlNode | string, RunsOn>>();

/** A text that parts share when they ask for the same, in any combination; undefined for what is not read on sight. */
function writtenText(node: YamlNode | undefined): string | undefined {
  if (node === undefined) return "none";
  if (node.kind === "scalar") return JSON.stringify([node.text, scalar(node) === null]);
  if (node.kind === "list") {
    const items = node.items.map((item) => (item.kind === "scalar" ? writtenText(item) : undefined));
    return items.includes(undefined) ? undefined : `[${items.join()}]`;
  }
  const [group, labels] = ["group", "labels"].map((key) => node.entries.get(key)?.value);
  if (group?.kind === "map" || labels?.kind === "map") return undefined;
  const parts = [writtenText(group), writtenText(labels)];
  const open = JSON.stringify([...node.entries.keys()].find(hasExpression) ?? null);
  return parts.includes(undefined) ? undefined : `{${parts.join()},${open}}`;
}

function runsOnOver(over: readonly ValueMap[], node: YamlNode, inputs: ValueMap, kind: ForgeKind): RunsOn {
  const sets = new Map<string, LabelSet>();
  for (const matrix of over) {
    const contexts = (name: string) => ({ matrix, inputs })[name];
    const set = labelSetOf(node, (text) => interpolate(text, contexts), kind);
    sets.set(JSON.stringify(set), set);
  }
  const found = [...sets.values()];
  const [text] = found.flatMap(({ unresolved }) => unresolved);
  if (text !== undefined) return { kind: "expression", text, sets: found };
  return found.every(asksNothing) ? nothing : { kind: "labels", sets: found };
}

type Resolve = (text: string) => Value;

function labelSetOf(node: YamlNode, resolve: Resolve, kind: ForgeKind): LabelSet {
  if (node.kind !== "map") {
    const value = node.kind === "scalar" ? textValue(node, resolve) : undefined;
    if (value === undefined) return listed(node, resolve, kind);
    if (!isMap(value)) return labelsOf(value);
    const open = value.get(rest);
    const set = withGroup(value.get("group") ?? null, labelsOf(value.get("labels")), kind);
    return withOpen(set, open instanceof Unknown ? open.text : undefined);
  }
  const group = node.entries.get("group")?.value;
  const labels = node.entries.get("labels")?.value;
  // Gitea cannot decode it, and then hands the job to any runner.
  if (kind === "gitea" && group && group.kind !== "scalar") return { labels: [], unresolved: [] };
  const set = withGroup(
    group?.kind === "scalar" ? textValue(group, resolve) : null,
    labels ? listed(labels, resolve, kind) : { labels: [], unresolved: [] },
    kind,
  );
  return withOpen(set, [...node.entries.keys()].find(hasExpression));
}

/** A set to which a key of an expression may add anything. */
function withOpen(set: LabelSet, key: string | undefined): LabelSet {
  return key === undefined ? set : { ...set, unresolved: [...set.unresolved, key] };
}

interface Labels {
  readonly labels: readonly string[];
  readonly unresolved: readonly string[];
}

function withGroup(group: Value, { labels, unresolved }: Labels, kind: ForgeKind): LabelSet {
  if (group instanceof Unknown) return { labels, unresolved: [...unresolved, group.text] };
  const name = textOf(group);
  if (name === "") return { labels, unresolved };
  // GitHub lets an organisation's group and an enterprise's of the same name be told apart.
  const bare = name.replace(/^(org|organization|ent|enterprise)\//i, "");
  return kind === "github" ? { labels, group: bare, unresolved } : { labels: [...labels, name], unresolved };
}

function listed(node: YamlNode, resolve: Resolve, kind: ForgeKind): Labels {
  if (node.kind === "scalar") return labelsOf(textValue(node, resolve));
  const items = node.kind === "list" ? node.items : [node];
  const parts = items.map((item) =>
    item.kind === "scalar" ? labelsOf(textValue(item, resolve)) : undefined,
  );
  if (kind === "gitea" && parts.includes(undefined)) return { labels: [], unresolved: [] };
  return {
    labels: parts.flatMap((part) => part?.labels ?? []),
    unresolved: parts.flatMap((part) => part?.unresolved ?? ["a label that is not text"]),
  };
}

function textValue(node: YamlNode & { kind: "scalar" }, resolve: Resolve): Value {
  return scalar(node) === null ? null : resolve(node.text);
}

/** Null is a label without a name, which no runner has. */
function labelsOf(value: Value | undefined): Labels {
  if (value === undefined) return { labels: [], unresolved: [] };
  const items: readonly Value[] = Array.isArray(value) ? value : [value];
  return {
    labels: items.flatMap((item) => (item instanceof Unknown ? [] : [textOf(item)])),
    unresolved: items.flatMap((item) => (item instanceof Unknown ? [item.text] : [])),
  };
}
