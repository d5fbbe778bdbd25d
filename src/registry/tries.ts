import { policy } from "../retry/backoff.ts";
import { RegistryError } from "./errors.ts";

/**
 * How often in a row a failure may come, while polling, before it is final: for ever when it only says that nothing
 * is there yet, and 0 times for what no waiting mends.
 */
export function triesFor(error: unknown): number {
  if (!(error instanceof RegistryError)) return 0;
  const { verdict, failure } = error;
  if (verdict.action !== "absent" && verdict.action !== "retry") return 0;
  if (verdict.tries !== undefined) return verdict.tries;
  // What is broken time after time, rather than absent, will not come right by waiting.
  const broken = failure.kind === "content" && failure.what !== "wrong content type";
  return broken ? policy.attempts : Number.POSITIVE_INFINITY;
}
