/** Tries in all, and the bounds of the back-off in milliseconds. */
export const policy = { attempts: 6, base: 500, factor: 2, cap: 30_000 } as const;

/** Exponential back-off with full jitter, in milliseconds and at most `cap`, after failed try number `attempt`. */
export function backoff(attempt: number, random: () => number, cap: number = policy.cap): number {
  return Math.round(random() * Math.min(cap, policy.base * policy.factor ** (attempt - 1)));
}
