import { ReportedError } from "../base/errors.ts";
import type { Verdict } from "../retry/classify.ts";

export interface ForgeErrorDetails {
  /** The HTTP status of the answer; absent when there was none, or it was not what was asked for. */
  readonly status?: number | undefined;
  /** What the server said, as one short line without secrets. */
  readonly said?: string | undefined;
  readonly verdict: Verdict;
  /** Whether a 404 means that the server knows no such route, rather than no such repository. */
  readonly routeUnknown?: boolean;
  readonly cause?: unknown;
}

/** Something that a forge refused, did not answer, or answered wrongly. */
export class ForgeError extends ReportedError {
  override readonly name = "ForgeError";
  /** The HTTP status of the answer; undefined when there was none, or it was not what was asked for. */
  readonly status: number | undefined;
  /** The failure in a few words, such as `HTTP 503` or `attempt timeout`. */
  readonly reason: string;
  /** What the server said, as one short line without secrets. */
  readonly said: string | undefined;
  /** What the user can do about it, a clause without a full stop. */
  readonly advice: string | undefined;
  /** What the failure means for another try. */
  readonly verdict: Verdict;
  /** Whether a 404 means that the server knows no such route, rather than no such repository. */
  readonly routeUnknown: boolean;

  /** @param where `METHOD host/path`, never with a query */
  constructor(where: string, details: ForgeErrorDetails) {
    const { said, verdict, cause } = details;
    const { reason, advice } = verdict;
    super(`${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`, { cause });
    this.status = details.status;
    this.reason = reason;
    this.said = said;
    this.advice = advice;
    this.verdict = verdict;
    this.routeUnknown = details.routeUnknown ?? false;
  }
}

/** The {@link ForgeError} in anything thrown: octokit makes what its fetch threw the cause of an error of its own. */
export function forgeErrorIn(error: unknown): ForgeError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 3; at = at.cause, depth++)
    if (at instanceof ForgeError) return at;
  return undefined;
}
