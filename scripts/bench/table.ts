import type { PeerName, ToolName } from "../../test/support/scenarios/tool.ts";
import type { Figure } from "./figures.ts";

/** What was measured, or why it was not; a tool that is left out cannot be asked for it. */
export type Values = Readonly<Partial<Record<ToolName, number | string>>>;

export interface Row {
  readonly figure: Figure;
  readonly values: Values;
}

const names: readonly ToolName[] = ["imgpub", "crane", "oras"];
export const head = ["scenario", "measured", ...names, "limit", "verdict"] as const;

/** `1.5 × crane` or `0.20 s`. */
export function limitText({ limit, unit, digits }: Figure): string {
  if (limit === undefined) return "–";
  if (typeof limit === "object") return `${limit.times} × ${limit.peer}`;
  // A limit is not written with more digits than it has.
  return `${unit === " s" ? limit.toFixed(digits) : limit}${unit}`;
}

/** The most that imgpub may take; undefined when the peer that sets it was not measured. */
function most({ figure: { limit }, values }: Row): number | undefined {
  if (typeof limit !== "object") return limit;
  const beside = values[limit.peer satisfies PeerName];
  return typeof beside === "number" ? beside * limit.times : undefined;
}

export type Verdict = "holds" | "over" | "not compared" | "–";

export function verdict(row: Row): Verdict {
  if (row.figure.limit === undefined) return "–";
  const limit = most(row);
  const { imgpub } = row.values;
  if (limit === undefined || typeof imgpub !== "number" || Number.isNaN(imgpub)) return "not compared";
  return imgpub <= limit ? "holds" : "over";
}

/** The head and the rows as cells; a scenario is named in the first of its rows alone. */
export function cells(rows: readonly Row[]): string[][] {
  const lines = rows.map((row, at) => {
    const { figure, values } = row;
    const value = (name: ToolName) => cell(values[name], figure);
    const scenario = figure.scenario === rows[at - 1]?.figure.scenario ? "" : figure.scenario;
    return [scenario, figure.measure, ...names.map(value), limitText(figure), verdict(row)];
  });
  return [[...head], ...lines];
}

function cell(value: number | string | undefined, { unit, digits }: Figure): string {
  if (typeof value === "string") return value;
  return value === undefined || Number.isNaN(value) ? "–" : `${value.toFixed(digits)}${unit}`;
}
