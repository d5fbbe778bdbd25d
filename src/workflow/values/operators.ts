import * as data from "@actions/expressions/data/index";
import { equals, greaterThan, lessThan, toUpperSpecial } from "@actions/expressions/result";
import { isSomeText, partsOf } from "./possible.ts";
import { mayBe, mayBeSame } from "./some-text.ts";
import { isMap, type OneOf, Unknown, type Value } from "./value.ts";

/** A value that may be unknown, but is not one of several. */
export type Single = Exclude<Value, OneOf>;

/** True or false, or undefined where only a run can tell. */
export type Truth = boolean | undefined;

export const isPrimitive = (value: Single): value is string | number | boolean | null =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

/** A single value as GitHub's evaluator has it. */
export function toData(
  value: string | number | boolean | null,
): data.StringData | data.NumberData | data.BooleanData | data.Null {
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  return typeof value === "boolean" ? new data.BooleanData(value) : new data.Null();
}

/** Whether a value counts as true. */
export function truthOf(value: Single): Truth {
  if (value instanceof Unknown)
    return value.isTrue || value.parts?.some((part) => part !== "") ? true : undefined;
  if (isPrimitive(value)) return Boolean(value);
  return true;
}

/** What a value may be where it counts as true. */
export function asTrue(value: Single): readonly Single[] {
  if (!(value instanceof Unknown)) return [value];
  return [new Unknown(value.text, { from: value.from, parts: value.parts, isTrue: true })];
}

/** What a value may be where it counts as false: of all texts only the empty one does, and a variable not set is null. */
export const asFalse = (value: Single): readonly Single[] => (isSomeText(value) ? ["", null] : [value]);

/** Whether two values are the same to the operator `==`, which tells no text apart by case. */
export function areEqual(one: Single, other: Single): Truth {
  if (isPrimitive(one) && isPrimitive(other)) return equals(toData(one), toData(other));
  if (one instanceof Unknown) return unknownEquals(one, other);
  if (other instanceof Unknown) return unknownEquals(other, one);
  // Lists and maps are the same only where they are one and the same.
  const isSameKind = !isPrimitive(one) && !isPrimitive(other) && isMap(one) === isMap(other);
  return isSameKind ? undefined : false;
}

function unknownEquals(one: Unknown, other: Single): Truth {
  if (!isSomeText(one)) return undefined;
  const folded = one.parts.map(toUpperSpecial);
  if (typeof other === "string") {
    if (other === "" && one.isTrue) return false;
    return mayBe(folded, toUpperSpecial(other)) ? undefined : false;
  }
  if (isSomeText(other)) return mayBeSame(folded, other.parts.map(toUpperSpecial)) ? undefined : false;
  if (other instanceof Unknown) return undefined;
  if (!isPrimitive(other)) return false;
  // A text is compared with them as a number.
  return one.parts.every(mayBeOfNumber) ? undefined : false;
}

/** Whether a part may be one of a text that stands for a number. */
const mayBeOfNumber = (part: string): boolean => /^[\s\da-fox.+\-infty]*$/i.test(part);

export type Order = "<" | "<=" | ">" | ">=";

/** Whether two values stand in an order. */
export function isOrdered(one: Single, order: Order, other: Single): Truth {
  if (!isPrimitive(one) || !isPrimitive(other)) {
    const isUnknown = [one, other].some((value) => value instanceof Unknown) || order.endsWith("=");
    return isUnknown ? undefined : false;
  }
  const [left, right] = [toData(one), toData(other)];
  const isSame = order.endsWith("=") && equals(left, right);
  return isSame || (order.startsWith("<") ? lessThan : greaterThan)(left, right);
}

/** What a value is as the place in a list; undefined for what is none. */
export function placeOf(value: Single): number | undefined {
  if (!isPrimitive(value)) return undefined;
  const place = toData(value).number();
  return Number.isFinite(place) && place >= 0 ? Math.floor(place) : undefined;
}

/** A value as parts of a text in which case does not count. */
export const foldedParts = (value: Single): readonly string[] => partsOf(value).map(toUpperSpecial);
