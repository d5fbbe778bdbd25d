/** The system's or undici's code of an error from `fetch`, which hides it among its causes; undefined without one. */
export function networkCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ("code" in at && typeof at.code === "string") return at.code;
    // Happy eyeballs: one error for each address that was tried.
    if (at instanceof AggregateError && at.errors[0] !== at) {
      const inner = networkCode(at.errors[0]);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}
