import { RegistryError, RegistryRefusal } from "../registry/errors.ts";

/** Why the upstream did not give what it was asked for, and what a client is told of it. */
export interface Trouble {
  readonly status: 403 | 404 | 429 | 502 | 504;
  /** An error code of the distribution specification. */
  readonly code: string;
  readonly message: string;
  /** Whether the upstream could not be asked: then what it last said of a tag may still hold. Never so when it refused. */
  readonly passing: boolean;
  /** Seconds that the upstream asks to wait. */
  readonly retryAfter?: number;
}

/** Nothing came in time. */
export const silence: Trouble = {
  status: 504,
  code: "UNAVAILABLE",
  message: "the registry did not answer in time",
  passing: true,
};

/**
 * What a failed question to the upstream means. Only what says that it could not answer, a limit, a fault of its own or
 * silence, passes; who was refused, or told that there is no such thing, was answered. What is none of these is a mistake
 * of the upstream's, and so no reason to go on with what is old.
 */
export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof Error && thrown.name === "TimeoutError") return silence;
  const error = registryErrorIn(thrown);
  if (error === undefined) {
    const message = thrown instanceof RegistryRefusal ? thrown.message : "the registry could not be asked";
    return { status: 502, code: "UNKNOWN", message, passing: false };
  }
  const { failure, message, verdict } = error;
  if (failure.kind === "timeout") return { ...silence, message };
  if (failure.kind === "network")
    return { status: 502, code: "UNAVAILABLE", message, passing: verdict.action === "retry" };
  if (failure.kind === "content") return { status: 502, code: "UNKNOWN", message, passing: false };
  const { status, retryAfter } = failure;
  if (status === 404) return { status, code: "NOT_FOUND", message, passing: false };
  // With 401 a client would send somebody's credentials here.
  if (status === 401 || status === 403) return { status: 403, code: "DENIED", message, passing: false };
  if (status === 429) {
    const wait = retryAfter === undefined ? {} : { retryAfter: Math.ceil(retryAfter / 1_000) };
    return { status, code: "TOOMANYREQUESTS", message, passing: true, ...wait };
  }
  const fault = status >= 500;
  return { status: 502, code: fault ? "UNAVAILABLE" : "UNKNOWN", message, passing: fault };
}

/**
 * Whether a tag is given as the upstream last confirmed it.
 *
 * @param age ms since then
 * @param stale ms for which it may be given so; 0 is never
 */
export function mayBeStale({ passing }: Trouble, age: number, stale: number): boolean {
  return passing && stale > 0 && age <= stale;
}

/** What a registry has answered, which may be the cause of a refusal. */
function registryErrorIn(thrown: unknown): RegistryError | undefined {
  let at = thrown;
  for (let depth = 0; at instanceof Error && depth < 5; depth++) {
    if (at instanceof RegistryError) return at;
    at = at.cause;
  }
  return undefined;
}
