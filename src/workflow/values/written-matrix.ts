import type { YamlMap, YamlNode } from "../../yaml/tree.ts";
import { contextsOf, type Scope } from "./contexts.ts";
import { interpolate } from "./expression.ts";
import { exactText, isTooLarge, measured, toMap, tooLarge, type Value } from "./value.ts";

/** The value of something as it is written. */
export interface Written {
  readonly value: Value;
  /** The same for what holds the same. */
  readonly text: string;
}

/** A row of a matrix, or what it includes or excludes. */
interface Row {
  readonly value: Value;
  readonly parts: number;
  /** The same for rows that hold the same. */
  readonly id: number;
}

/** The rows that are known in a scope. */
interface Rows {
  /** As they are written. Many matrices may share one by an alias, so that each is looked at once. */
  readonly byNode: WeakMap<YamlNode, Row>;
  readonly ids: Map<string, number>;
}

const known = new WeakMap<Scope, Rows>();

/** What a matrix holds, its expressions resolved as far as the scope tells. */
export function writtenMatrix(matrix: YamlNode, scope: Scope): Written {
  const rows = known.get(scope) ?? { byNode: new WeakMap(), ids: new Map() };
  known.set(scope, rows);
  return matrix.kind === "map" ? ofRows(matrix, rows, scope) : ofOne(matrix, rows, scope);
}

function ofRows(matrix: YamlMap, rows: Rows, scope: Scope): Written {
  const found = [...matrix.entries].map(([name, { value }]) => ({ name, ...rowOf(value, rows, scope) }));
  const parts = found.reduce((sum, row) => sum + row.parts, 1);
  if (isTooLarge(parts)) return { value: tooLarge, text: "" };
  return {
    value: toMap(matrix, (node) => rowOf(node, rows, scope).value),
    text: JSON.stringify(found.map(({ name, id }) => [name, id])),
  };
}

function ofOne(matrix: YamlNode, rows: Rows, scope: Scope): Written {
  const { value, id } = rowOf(matrix, rows, scope);
  return { value, text: String(id) };
}

function rowOf(node: YamlNode, { byNode, ids }: Rows, scope: Scope): Row {
  const row = byNode.get(node);
  if (row) return row;
  const contexts = contextsOf(scope);
  const { value, parts } = measured(node, (text) => interpolate(text, contexts), 1);
  const text = exactText(value);
  const id = ids.get(text) ?? ids.size;
  ids.set(text, id);
  const made = { value, parts, id };
  byNode.set(node, made);
  return made;
}
