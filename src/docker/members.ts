import { ReportedError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";

// The members of the engine's answers that are used, read with care: what a version does not have is left out.

/** A list of objects, of which those that are none are left out. @throws ReportedError where it is no list */
export function recordsIn(value: unknown, what: string): Record<string, unknown>[] {
  // Go writes an empty list as null.
  if (value === null) return [];
  if (!Array.isArray(value)) throw new ReportedError(`the Docker engine's ${what} are no list`);
  return value.filter(isRecord);
}

/** @throws ReportedError where it is no object */
export function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (!isRecord(value)) throw new ReportedError(`the Docker engine's ${what} is no object`);
  return value;
}

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

export function textMap(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (typeof one === "string" ? [[name, one]] : [])),
  );
}
