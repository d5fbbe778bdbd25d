import type { ForgeKind } from "../forge/forge.ts";
import type { YamlNode } from "../yaml/tree.ts";
import type { Job } from "./jobs.ts";
import { isAboutRun } from "./values/about-run.ts";
import { combinationsFor } from "./values/combinations.ts";
import { contextsOf, type Scope, type Start, scopeOf } from "./values/contexts.ts";
import { interpolateAll } from "./values/expression.ts";
import { type Possible, product } from "./values/possible.ts";
import { mayBe } from "./values/some-text.ts";
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
  /** What else it asks for and only a run can tell: labels, lists of them, or a group. */
  readonly unresolved: readonly OpenPart[];
}

/** Something that only a run can tell, with what is known of it. */
export type OpenPart = Unknown;

/**
 * Whether something that only a run can tell may come to a label.
 *
 * @param fold makes equal what the forge takes for the same label
 */
export function couldBe({ parts }: OpenPart, label: string, fold: (label: string) => string): boolean {
  return parts === undefined || mayBe(parts.map(fold), fold(label));
}

/** What the instances of a job ask for, each different set once. */
export type RunsOn =
  | { readonly kind: "labels"; readonly sets: readonly LabelSet[]; readonly sources: Sources }
  /** Some of it only a run can tell. */
  | {
      readonly kind: "expression";
      readonly text: string;
      readonly sets: readonly LabelSet[];
      readonly sources: Sources;
    }
  /** Nothing at all: one empty set. On Gitea every runner matches it, on Forgejo none does, and GitHub refuses it. */
  | { readonly kind: "empty"; readonly sets: readonly LabelSet[]; readonly sources: Sources };

/** Of labels that an expression gives, the text with that expression. */
export type Sources = ReadonlyMap<string, string>;

const nothing: RunsOn = { kind: "empty", sets: [{ labels: [], unresolved: [] }], sources: new Map() };

export const asksNothing = ({ labels, group, unresolved }: LabelSet): boolean =>
  labels.length === 0 && group === undefined && unresolved.length === 0;

/**
 * What a job asks for, over all combinations of its matrix.
 *
 * On Gitea a list that holds other than texts cannot be decoded, and so counts as none (`nodeAsStringSlice` in act).
 *
 * @param inputs the values of the context `inputs`
 * @param event what starts the run; undefined where that may be any
 */
export function runsOnOf(
  job: Pick<Job, "runsOn" | "matrix">,
  inputs: ValueMap,
  kind: ForgeKind,
  event?: Start,
): RunsOn {
  const { runsOn: node } = job;
  if (!node) return nothing;
  const scope = scopeOf(inputs, kind, isAboutRun(node) || isAboutRun(job.matrix) ? event : undefined);
  const over = combinationsFor([node], job, scope);
  const known = knownAnswers.get(over) ?? new Map<YamlNode | string, RunsOn>();
  knownAnswers.set(over, known);
  const said = known.has(node) ? node : (writtenText(node) ?? node);
  const answer = known.get(said) ?? runsOnOver(over, node, scope);
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

function runsOnOver(over: readonly ValueMap[], node: YamlNode, scope: Scope): RunsOn {
  const texts = textsOf(node);
  const sets = new Map<string, LabelSet>();
  const sources = new Map<string, string>();
  for (const matrix of over)
    for (const values of interpolateAll(texts, contextsOf(scope, matrix)))
      for (const choice of choicesAmong(values)) {
        const set = labelSetOf(node, (text) => chosen(choice, text), scope.kind);
        sets.set(JSON.stringify(set), set);
        for (const [text, value] of choice) noteSource(sources, text, value);
      }
  const found = [...sets.values()];
  const open = found.flatMap(({ unresolved }) => unresolved)[0];
  if (open !== undefined) return { kind: "expression", text: open.text, sets: found, sources };
  return found.every(asksNothing) ? nothing : { kind: "labels", sets: found, sources };
}

/**
 * What a job asks for where something stands for what only a run can tell of a set: one of some lists of labels, each of
 * which is asked for besides the certain ones.
 *
 * @param choicesFor gives undefined for a set that stays as it is
 */
export function resolvedRunsOn(
  runsOn: RunsOn,
  choicesFor: (set: LabelSet) => readonly (readonly string[])[] | undefined,
): RunsOn {
  const settled = (set: LabelSet): readonly LabelSet[] =>
    choicesFor(set)?.map((choice) => ({ ...set, labels: [...set.labels, ...choice], unresolved: [] })) ?? [
      set,
    ];
  const sets = [...new Map(runsOn.sets.flatMap(settled).map((set) => [JSON.stringify(set), set])).values()];
  const [open] = sets.flatMap(({ unresolved }) => unresolved);
  if (open !== undefined) return { kind: "expression", text: open.text, sets, sources: runsOn.sources };
  return { kind: runsOn.kind === "empty" ? "empty" : "labels", sets, sources: runsOn.sources };
}

/** What any of several asks for; mostly they are one and the same. */
export function unitedRunsOn(all: readonly (RunsOn | undefined)[]): RunsOn | undefined {
  const different = [...new Set(all)].filter((one) => one !== undefined);
  if (different.length < 2) return different[0];
  const sets = [
    ...new Map(different.flatMap((one) => one.sets).map((set) => [JSON.stringify(set), set])).values(),
  ];
  const sources = new Map(different.flatMap((one) => [...one.sources]));
  const text = different.find((one) => one.kind === "expression")?.text;
  if (text !== undefined) return { kind: "expression", text, sets, sources };
  return { kind: "labels", sets, sources };
}

/** The value chosen for a text, which may be null; a text that none is chosen for stands for itself. */
function chosen(choice: ReadonlyMap<string, Value>, text: string): Value {
  const value = choice.get(text);
  return value === undefined ? text : value;
}

/** Notes of each label that an expression gives the text of that expression. */
function noteSource(sources: Map<string, string>, text: string, value: Value): void {
  if (!hasExpression(text)) return;
  for (const label of labelsOf(value).labels) if (!sources.has(label)) sources.set(label, text);
}

/** The texts that a job's labels and group are made of. */
function textsOf(node: YamlNode): readonly string[] {
  if (node.kind === "scalar") return [node.text];
  if (node.kind === "list") return node.items.flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
  const parts = ["group", "labels"].map((key) => node.entries.get(key)?.value);
  return parts.flatMap((part) => (part === undefined || part.kind === "map" ? [] : textsOf(part)));
}

/** Every way to choose a value for each text. Where there are too many, one text is chosen for, and the others are open. */
function choicesAmong(values: ReadonlyMap<string, Possible>): readonly ReadonlyMap<string, Value>[] {
  const texts = [...values.keys()];
  const chosen = product([...values.values()], 256);
  if (chosen) return chosen.map((choice) => new Map(texts.map((text, at) => [text, choice[at] ?? null])));
  const open = [...values].map(
    ([text, some]) => [text, some.length > 1 ? new Unknown(text) : (some[0] ?? null)] as const,
  );
  return [...values].flatMap(([text, some]) =>
    some.map((value) => new Map<string, Value>([...open, [text, value]])),
  );
}

/** A value is chosen for each text, so that none is one of several. */
type Single = Parameters<typeof textOf>[0];

type Resolve = (text: string) => Value;

function labelSetOf(node: YamlNode, resolve: Resolve, kind: ForgeKind): LabelSet {
  if (node.kind !== "map") {
    const value = node.kind === "scalar" ? textValue(node, resolve) : undefined;
    if (value === undefined) return listed(node, resolve, kind);
    if (!isMap(value)) return labelsOf(value);
    const open = value.get(rest);
    const set = withGroup(value.get("group") ?? null, labelsOf(value.get("labels")), kind);
    return withOpen(set, open instanceof Unknown ? open : undefined);
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
  const key = [...node.entries.keys()].find(hasExpression);
  return withOpen(set, key === undefined ? undefined : new Unknown(key, { from: [key] }));
}

/** A set to which a key of an expression may add anything. */
function withOpen(set: LabelSet, key: Unknown | undefined): LabelSet {
  return key === undefined ? set : { ...set, unresolved: [...set.unresolved, key] };
}

type Labels = Pick<LabelSet, "labels" | "unresolved">;

function withGroup(group: Value, { labels, unresolved }: Labels, kind: ForgeKind): LabelSet {
  // The owner's name may stand before it, so that its beginning is no longer known.
  if (group instanceof Unknown)
    return { labels, unresolved: [...unresolved, new Unknown(group.text, { from: group.from })] };
  const name = textOf(group as Single);
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
    unresolved: parts.flatMap(
      (part) =>
        part?.unresolved ?? [new Unknown("a label that is not text", { from: ["a label that is not text"] })],
    ),
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
    labels: items.flatMap((item) => (item instanceof Unknown ? [] : [textOf(item as Single)])),
    unresolved: items.filter((item) => item instanceof Unknown),
  };
}
