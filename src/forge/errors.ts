import { ReportedError } from "../errors.ts";

/** Something that a forge refused, did not answer, or answered wrongly. */
export class ForgeError extends ReportedError {
  override readonly name = "ForgeError";
  /** The HTTP status of the last answer; absent when there was none, or it was not what was asked for. */
  readonly status: number | undefined;
  /** The failure in a few words, such as `HTTP 503` or `attempt timeout`. */
  readonly reason: string;
  /** What the user can do about it, a clause without a full stop. */
  readonly advice: string | undefined;

  constructor(
    /** `METHOD host/path`, never with a query. */
    where: string,
    details: {
      readonly status?: number | undefined;
      readonly reason: string;
      /** What the server said, as one short line. */
      readonly said?: string | undefined;
      readonly advice?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    const { status, reason, said, advice, cause } = details;
    super(`${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`, { cause });
    this.status = status;
    this.reason = reason;
    this.advice = advice;
  }
}
