import { anyText, type Parts } from "./some-text.ts";
import { exactText, isMap, OneOf, textOf, Unknown, type Value } from "./value.ts";

/** What something may be: one of these values. */
export type Possible = readonly Value[];

/** More are not told apart. */
export const mostValues = 64;

export const anything: Possible = [new Unknown("anything")];

/** Each different value once; something that only a run can tell where there are too many. */
export function distinctValues(values: Possible): Possible {
  if (values.length < 2) return values;
  const found = [...new Map(values.map((value) => [exactText(value), value])).values()];
  return found.length > mostValues ? [widened(found)] : found;
}

/** What may be any of some values. */
function widened(values: Possible): Unknown {
  const from = sourcesOf(values);
  const isText = values.every((value) => typeof value === "string" || isSomeText(value));
  return new Unknown("one of many", { from, ...(isText && { parts: anyText }) });
}

/** A value for what may be one of some. */
export function oneOf(values: Possible): Value {
  const found = distinctValues(values);
  return found.length === 1 ? (found[0] ?? null) : new OneOf(found);
}

/** A text of which something only a run can tell. */
export const someText = (parts: Parts, from: readonly string[], isTrue = false): Value => {
  const [only = ""] = parts;
  return parts.length === 1 ? only : new Unknown("some text", { from, parts, isTrue });
};

export const isSomeText = (value: Value): value is Unknown & { readonly parts: Parts } =>
  value instanceof Unknown && value.parts !== undefined;

/** What a value looks like in a text. */
export function partsOf(value: Exclude<Value, OneOf>): Parts {
  if (value instanceof Unknown) return value.parts ?? anyText;
  return [textOf(value)];
}

/** More are not named. */
const mostSources = 8;

/** What the unknown parts of some values depend on. */
export function sourcesOf(values: Possible): readonly string[] {
  const found = new Set<string>();
  const visit = (value: Value): void => {
    if (value instanceof Unknown) for (const one of value.from) found.add(one);
    else if (value instanceof OneOf) value.values.forEach(visit);
    else if (isMap(value)) [...value.values()].forEach(visit);
    else if (Array.isArray(value)) (value as Possible).forEach(visit);
  };
  values.forEach(visit);
  return [...found].slice(0, mostSources);
}

/** Whether only a run can tell all of a value. */
export function isOpen(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof OneOf) return value.values.some(isOpen);
  if (isMap(value)) return [...value.values()].some(isOpen);
  return Array.isArray(value) && (value as Possible).some(isOpen);
}

function holdsChoice(value: Value): boolean {
  if (value instanceof OneOf) return true;
  if (isMap(value)) return [...value.values()].some(holdsChoice);
  return Array.isArray(value) && (value as Possible).some(holdsChoice);
}

/** The values that one may be, none of which holds a choice; anything where there are too many. */
export function choicesOf(value: Value): Possible {
  if (!holdsChoice(value)) return [value];
  if (value instanceof OneOf) return bounded(value.values.flatMap(choicesOf));
  if (isMap(value)) {
    const made = product([...value.values()].map(choicesOf));
    return (
      made?.map((parts) => new Map([...value.keys()].map((key, at) => [key, parts[at] ?? null]))) ?? anything
    );
  }
  return product((value as Possible).map(choicesOf)) ?? anything;
}

const bounded = (values: Possible): Possible => (values.length > mostValues ? [widened(values)] : values);

/** Every way to take one of each; undefined where there are too many. */
export function product<T>(
  lists: readonly (readonly T[])[],
  most = mostValues,
): readonly (readonly T[])[] | undefined {
  let made: readonly (readonly T[])[] = [[]];
  for (const list of lists) {
    if (made.length * list.length > most) return undefined;
    made = made.flatMap((one) => list.map((item) => [...one, item]));
  }
  return made;
}
