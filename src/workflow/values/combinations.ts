import type { YamlNode } from "../../yaml/tree.ts";
import type { Job } from "../jobs.ts";
import type { Scope } from "./contexts.ts";
import { usedRows } from "./expression.ts";
import { matrixCombinations } from "./matrix.ts";
import { exactText, hasExpression, rest, type ValueMap } from "./value.ts";
import { type Written, writtenMatrix } from "./written-matrix.ts";

/** By the matrix as it is written, and by the scope. */
const ofMatrices = new WeakMap<YamlNode, WeakMap<Scope, readonly ValueMap[]>>();

/** The combinations of a job's matrix; worked out once for what many jobs share by an alias. */
function combinationsOf({ matrix }: Pick<Job, "matrix">, scope: Scope): readonly ValueMap[] {
  if (!matrix) return matrixCombinations(undefined, scope.kind);
  const ofMatrix = ofMatrices.get(matrix) ?? new WeakMap<Scope, readonly ValueMap[]>();
  ofMatrices.set(matrix, ofMatrix);
  const found = ofMatrix.get(scope) ?? sameAs(writtenMatrix(matrix, scope), scope);
  ofMatrix.set(scope, found);
  return found;
}

/** By the scope, and by what a matrix holds. */
const ofValues = new WeakMap<Scope, Map<string, readonly ValueMap[]>>();

/** The combinations of a matrix, the same object for all matrices that hold the same. */
function sameAs({ value, text }: Written, scope: Scope): readonly ValueMap[] {
  const known = ofValues.get(scope) ?? new Map<string, readonly ValueMap[]>();
  ofValues.set(scope, known);
  const found = known.get(text) ?? matrixCombinations(value, scope.kind);
  known.set(text, found);
  return found;
}

/** The combinations of a job's matrix that can differ in what some parts of the job say. */
export function combinationsFor(
  parts: readonly YamlNode[],
  job: Pick<Job, "matrix">,
  scope: Scope,
): readonly ValueMap[] {
  if (!parts.some(writtenWithExpression)) return [new Map()];
  const all = combinationsOf(job, scope);
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

/** By the combinations they are of, and by the rows. */
const choices = new WeakMap<readonly ValueMap[], Map<string, readonly ValueMap[]>>();

/**
 * Of the combinations that have the same values in some rows, one each. Worked out once for each choice of rows, as many
 * jobs may share a matrix.
 *
 * @param rows in lower case
 */
function differingIn(rows: readonly string[], all: readonly ValueMap[]): readonly ValueMap[] {
  const known = choices.get(all) ?? new Map<string, readonly ValueMap[]>();
  choices.set(all, known);
  const choice = JSON.stringify([...new Set(rows)].sort());
  const found = known.get(choice) ?? [
    ...new Map(all.map((one) => [valuesIn(new Set(rows), one), one] as const)).values(),
  ];
  known.set(choice, found);
  return found;
}

function valuesIn(rows: ReadonlySet<string>, combination: ValueMap): string {
  const values = [...combination].filter(([name]) => name === rest || rows.has(name.toLowerCase()));
  return exactText(values);
}
