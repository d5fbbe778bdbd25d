import { bounded } from "./text.ts";

/** Some things with their number: `1 tag`, `2 tags`, `1 retry`, `2 retries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Nobody reads a sentence with more clauses, and a runner may cut it. */
export const mostClauses = 10;

/** Clauses as one sentence. Each is bounded, so that a long one pushes no other out; those left out are counted. */
export function joined(clauses: readonly string[], most = mostClauses): string {
  const shown = clauses.slice(0, most).map((clause) => bounded(clause, 2_000));
  const left = clauses.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("; ");
}
