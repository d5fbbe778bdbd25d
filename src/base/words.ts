import { bounded } from "./text.ts";

/** Some things with their number: `1 tag`, `2 tags`, `1 retry`, `2 retries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A sentence with more clauses is not read, and may be cut. */
export const mostClauses = 10;

/** Clauses as a sentence, each bounded, so that none takes the place of others; those that are left out are counted. */
export function joined(clauses: readonly string[], most = mostClauses): string {
  const shown = clauses.slice(0, most).map((clause) => bounded(clause, 2_000));
  const left = clauses.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("; ");
}
