import type { ForgeKind } from "../forge/forge.ts";
import type { YamlNode } from "../yaml/tree.ts";
import type { InputDeclaration } from "./events.ts";
import { hasExpression, interpolate, rest, usedRows } from "./expression.ts";
import type { Job } from "./jobs.ts";
import { combinations, differingIn } from "./matrix.ts";
import { isMap, scalar, textOf, toValue, Unknown, type Value, type ValueMap } from "./value.ts";

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

/** The inputs of a run that a person starts, or of a call that nothing is known of. */
export const anyInputs: ValueMap = new Map([[rest, new Unknown("inputs")]]);

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
  if (node.kind !== "scalar") return askedOver(over, node, inputs, kind);
  const known = answers.get(over) ?? new Map<string, RunsOn>();
  answers.set(over, known);
  const answer = known.get(node.text) ?? askedOver(over, node, inputs, kind);
  if (hasExpression(node.text)) known.set(node.text, answer);
  return answer;
}

/** By the combinations, which belong to one choice of inputs: many jobs may share a matrix, and say the same. */
const answers = new WeakMap<readonly ValueMap[], Map<string, RunsOn>>();

function askedOver(over: readonly ValueMap[], node: YamlNode, inputs: ValueMap, kind: ForgeKind): RunsOn {
  const sets = new Map<string, LabelSet>();
  for (const matrix of over) {
    const contexts = (name: string) => ({ matrix, inputs })[name];
    const set = asked(node, (text) => interpolate(text, contexts), kind);
    sets.set(JSON.stringify(set), set);
  }
  const found = [...sets.values()];
  const [text] = found.flatMap(({ unresolved }) => unresolved);
  if (text !== undefined) return { kind: "expression", text, sets: found };
  return found.every(asksNothing) ? nothing : { kind: "labels", sets: found };
}

/**
 * The inputs with which a job calls a workflow, each different choice once.
 *
 * @param declared the inputs of the called workflow
 * @param inputs those of the calling one
 */
export function inputsOfCall(
  job: Pick<Job, "matrix" | "call">,
  declared: ReadonlyMap<string, InputDeclaration>,
  inputs: ValueMap,
  kind: ForgeKind,
): ValueMap[] {
  const given = new Map([...(job.call?.with ?? [])].map(([name, node]) => [name.toLowerCase(), node]));
  const choices = new Map<string, ValueMap>();
  for (const matrix of combinationsFor([...given.values()], job, inputs, kind)) {
    const contexts = (name: string) => ({ matrix, inputs })[name];
    const resolve = (text: string) => interpolate(text, contexts);
    const choice = new Map(
      [...declared].map(([name, declaration]) => {
        const node = given.get(name.toLowerCase());
        return [name, node ? toValue(node, resolve) : (defaultOf(declaration) ?? zeroOf(declaration))];
      }),
    );
    choices.set(keyOf(choice), choice);
  }
  return [...choices.values()];
}

/** The inputs of a workflow that other repositories may call: what has no default is unknown. */
export function inputsUncalled(declared: ReadonlyMap<string, InputDeclaration>): ValueMap {
  return new Map(
    [...declared].map(([name, one]) => [name, defaultOf(one) ?? new Unknown(`\${{ inputs.${name} }}`)]),
  );
}

/** A text that two values share when they are the same. */
export function keyOf(value: Value): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return { map: [...part].sort(([one], [other]) => (one < other ? -1 : 1)) };
    return part instanceof Unknown ? { unknown: true } : part;
  });
}

function defaultOf({ default: node }: InputDeclaration): Value | undefined {
  return node && toValue(node, (text) => interpolate(text, () => undefined));
}

const zeroOf = ({ type }: InputDeclaration): Value =>
  type === "boolean" ? false : type === "number" ? 0 : "";

const known = new WeakMap<YamlNode, WeakMap<ValueMap, readonly ValueMap[]>>();

/** The combinations of a job's matrix; worked out once for what many jobs share by an alias. */
function combinationsOf(
  { matrix }: Pick<Job, "matrix">,
  inputs: ValueMap,
  kind: ForgeKind,
): readonly ValueMap[] {
  if (!matrix) return combinations(undefined, kind);
  const ofMatrix = known.get(matrix) ?? new WeakMap<ValueMap, readonly ValueMap[]>();
  known.set(matrix, ofMatrix);
  const contexts = (name: string) => (name === "inputs" ? inputs : undefined);
  const found =
    ofMatrix.get(inputs) ??
    combinations(
      toValue(matrix, (text) => interpolate(text, contexts)),
      kind,
    );
  ofMatrix.set(inputs, found);
  return found;
}

/** The combinations of a job's matrix that can differ in what some parts of the job say. */
function combinationsFor(
  parts: readonly YamlNode[],
  job: Pick<Job, "matrix">,
  inputs: ValueMap,
  kind: ForgeKind,
): readonly ValueMap[] {
  if (!parts.some(writtenWithExpression)) return [new Map()];
  const all = combinationsOf(job, inputs, kind);
  const rows: string[] = [];
  for (const text of parts.flatMap(textsOf)) {
    const used = text === undefined ? undefined : usedRows(text);
    if (used === undefined) return all;
    rows.push(...used);
  }
  return differingIn(rows, all);
}

/** The texts of a part that is a text or a list of texts; undefined for what else it holds. */
function textsOf(node: YamlNode): readonly (string | undefined)[] {
  if (node.kind === "list") return node.items.map((item) => (item.kind === "scalar" ? item.text : undefined));
  return [node.kind === "scalar" ? node.text : undefined];
}

function writtenWithExpression(node: YamlNode): boolean {
  if (node.kind === "scalar") return hasExpression(node.text);
  if (node.kind === "list")
    return node.items.some((item) => item.kind === "scalar" && hasExpression(item.text));
  return [...node.entries.values()].some(({ value }) => value.kind !== "map" && writtenWithExpression(value));
}

type Resolve = (text: string) => Value;

function asked(node: YamlNode, resolve: Resolve, kind: ForgeKind): LabelSet {
  if (node.kind !== "map") {
    const value = node.kind === "scalar" ? textValue(node, resolve) : undefined;
    return isMap(value)
      ? withGroup(value.get("group") ?? null, labelsOf(value.get("labels")), kind)
      : value === undefined
        ? listed(node, resolve, kind)
        : labelsOf(value);
  }
  const group = node.entries.get("group")?.value;
  const labels = node.entries.get("labels")?.value;
  // Gitea cannot decode it, and then hands the job to any runner.
  if (kind === "gitea" && group && group.kind !== "scalar") return { labels: [], unresolved: [] };
  return withGroup(
    group?.kind === "scalar" ? textValue(group, resolve) : null,
    labels ? listed(labels, resolve, kind) : { labels: [], unresolved: [] },
    kind,
  );
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
    unresolved: parts.flatMap((part) => part?.unresolved ?? ["a label that is no text"]),
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
