import type { YamlMap, YamlNode } from "../../yaml/tree.ts";
import { interpolate } from "./expression.ts";
import { isTooLarge, measured, toMap, tooLarge, Unknown, type Value, type ValueMap } from "./value.ts";

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

/** The rows that are known for some inputs. */
interface Rows {
  /** As they are written. Many matrices may share one by an alias, so that each is looked at once. */
  readonly byNode: WeakMap<YamlNode, Row>;
  readonly ids: Map<string, number>;
}

const known = new WeakMap<ValueMap, Rows>();

/** What a matrix holds, its expressions resolved as far as the inputs tell. */
export function writtenMatrix(matrix: YamlNode, inputs: ValueMap): Written {
  const rows = known.get(inputs) ?? { byNode: new WeakMap(), ids: new Map() };
  known.set(inputs, rows);
  return matrix.kind === "map" ? ofRows(matrix, rows, inputs) : ofOne(matrix, rows, inputs);
}

function ofRows(matrix: YamlMap, rows: Rows, inputs: ValueMap): Written {
  const found = [...matrix.entries].map(([name, { value }]) => ({ name, ...rowOf(value, rows, inputs) }));
  const parts = found.reduce((sum, row) => sum + row.parts, 1);
  if (isTooLarge(parts)) return { value: tooLarge, text: "" };
  return {
    value: toMap(matrix, (node) => rowOf(node, rows, inputs).value),
    text: JSON.stringify(found.map(({ name, id }) => [name, id])),
  };
}

function ofOne(matrix: YamlNode, rows: Rows, inputs: ValueMap): Written {
  const { value, id } = rowOf(matrix, rows, inputs);
  return { value, text: String(id) };
}

function rowOf(node: YamlNode, { byNode, ids }: Rows, inputs: ValueMap): Row {
  const row = byNode.get(node);
  if (row) return row;
  const contexts = (name: string) => (name === "inputs" ? inputs : undefined);
  const { value, parts } = measured(node, (text) => interpolate(text, contexts), 1);
  const text = exactText(value);
  const id = ids.get(text) ?? ids.size;
  ids.set(text, id);
  const made = { value, parts, id };
  byNode.set(node, made);
  return made;
}

/** A text that values share when they are the same, and are written alike where only a run can tell what they are. */
export function exactText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return { map: [...part] };
    return part instanceof Unknown ? { unknown: part.text } : part;
  });
}
