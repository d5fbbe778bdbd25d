import type { YamlMap, YamlNode, YamlScalar } from "../../yaml/tree.ts";

/** What is known of something that only a run can tell. */
export interface Knowledge {
  /** What it depends on, such as `vars.LANE`; empty where that has no name yet. */
  readonly from?: readonly string[];
  /** Its certain parts, where it is a text: between two of them any text may stand, of any length. */
  readonly parts?: readonly string[] | undefined;
  /** Whether it is neither an empty text nor what else counts as false. */
  readonly isTrue?: boolean;
}

/** Something that only a run can tell: an expression that cannot be resolved, or not wholly. */
export class Unknown {
  /** As it is written. */
  readonly text: string;
  readonly from: readonly string[];
  readonly parts: readonly string[] | undefined;
  readonly isTrue: boolean;

  constructor(text: string, { from = [], parts, isTrue = false }: Knowledge = {}) {
    this.text = text;
    this.from = from;
    this.parts = parts;
    this.isTrue = isTrue;
  }
}

/** One of several values, each of which some run has. */
export class OneOf {
  readonly values: readonly Value[];

  constructor(values: readonly Value[]) {
    this.values = values;
  }
}

/** What an expression, a matrix or an input may hold. */
export type Value = string | number | boolean | null | Unknown | OneOf | readonly Value[] | ValueMap;
export type ValueMap = ReadonlyMap<string, Value>;

/** The key under which a map holds what every name that it lacks stands for. */
export const rest = "\0";

export const hasExpression = (text: string): boolean => text.includes("${{");

export const isMap = (value: Value | undefined): value is ValueMap => value instanceof Map;

/** Parts of one value that are looked at; aliases can make a small text stand for a large value. */
const mostParts = 5_000;
const deepest = 50;

/** Gives the value of a text with expressions. */
export type Resolve = (text: string) => Value;

/** A value, and of how many parts of a workflow it was made. */
export interface Measured {
  readonly value: Value;
  readonly parts: number;
}

/** The value of a part of a workflow. */
export function toValue(node: YamlNode, resolve: Resolve): Value {
  return measured(node, resolve).value;
}

/** The value of a part of a workflow, which stands so deep in another one. */
export function measured(node: YamlNode, resolve: Resolve, depth = 0): Measured {
  let parts = 0;
  const visit = (one: YamlNode, at: number): Value => {
    if (++parts > mostParts || at > deepest) return tooLarge;
    if (one.kind === "scalar") return typeof scalar(one) === "string" ? resolve(one.text) : scalar(one);
    if (one.kind === "list") return one.items.map((item) => visit(item, at + 1));
    return toMap(one, (value) => visit(value, at + 1));
  };
  const value = visit(node, depth);
  return { value: isTooLarge(parts) ? tooLarge : value, parts };
}

export const tooLarge = new Unknown("a value of too many parts");

export const isTooLarge = (parts: number): boolean => parts > mostParts;

/** A map of a workflow, with what each of its values comes to. */
export function toMap({ entries }: YamlMap, read: (node: YamlNode) => Value): ValueMap {
  // What a key of an expression adds may have any name (`${{ insert }}` in Gitea's and Forgejo's parser).
  const made = [...entries.keys()].find(hasExpression);
  const named = [...entries].filter(([key]) => !hasExpression(key));
  return new Map([
    ...named.map(([key, { value }]) => [key, read(value)] as const),
    ...(made === undefined ? [] : [[rest, new Unknown(made)] as const]),
  ]);
}

/** A scalar by the core schema of YAML 1.2, as far as workflows use it. */
export function scalar({ text, plain }: YamlScalar): string | number | boolean | null {
  if (!plain) return text;
  if (/^(|~|null|Null|NULL)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(text) || /^0(x[\da-f]+|o[0-7]+)$/i.test(text)
    ? Number(text)
    : text;
}

/** As forges write a value into a text: null is empty, and what is not one value is named by its kind. */
export function textOf(value: Exclude<Value, Unknown | OneOf>): string {
  if (value === null) return "";
  if (Array.isArray(value)) return "Array";
  // Of a number GitHub writes 15 digits behind the point.
  if (typeof value === "number") return String(value === 0 ? 0 : Number(value.toFixed(15)));
  return isMap(value) ? "Object" : String(value);
}

/** Whether two values are the same, which what is unknown never is. */
export function equalValues(one: Value, other: Value): boolean {
  if ([one, other].some((value) => value instanceof Unknown || value instanceof OneOf)) return false;
  if (Array.isArray(one) && Array.isArray(other)) {
    const others: readonly Value[] = other;
    return (
      one.length === others.length && one.every((part: Value, at) => equalValues(part, others[at] ?? null))
    );
  }
  if (isMap(one) && isMap(other))
    return (
      one.size === other.size && [...one].every(([key, part]) => equalValues(part, other.get(key) ?? null))
    );
  return one === other;
}

/** A text that two values share when they are the same. */
export function valueKey(value: Value): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return { map: [...part].sort(([one], [other]) => (one < other ? -1 : 1)) };
    return part instanceof Unknown ? { unknown: true, parts: part.parts, isTrue: part.isTrue } : part;
  });
}

/** A text that values share when they are the same, and are written alike where only a run can tell what they are. */
export function exactText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return { map: [...part] };
    // JSON would make null of it.
    if (typeof part === "number" && !Number.isFinite(part)) return { number: String(part) };
    return part instanceof Unknown ? { unknown: part.text, parts: part.parts, isTrue: part.isTrue } : part;
  });
}
