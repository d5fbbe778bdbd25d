import type { ForgeError } from "../errors.ts";
import { CommitError, type CommitFailure, type CommitFailureKind } from "./new-commit.ts";

/** What a server says of a commit that it does not make, and what it means; the first that fits counts. */
export interface CommitWords {
  readonly words: RegExp;
  readonly kind: CommitFailureKind;
  readonly reason: string;
}

const byStatus: Readonly<Record<number, CommitFailureKind>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "missing",
  409: "race",
  423: "archived",
};

/**
 * The failure of a request for a commit that had no success.
 *
 * An answer without a message is from something before the forge, which may have done its work all the same; so may a
 * forge that answers a 5xx, or one whose words are not known. None is known to be so, nor not to be so.
 *
 * @param words what the forge says
 */
export function failureOfAnswer(error: ForgeError, words: readonly CommitWords[]): CommitError {
  const { status, said, verdict } = error;
  const known = said === undefined ? undefined : words.find((one) => one.words.test(said));
  const isTransient = verdict.action === "retry";
  const kind = isTransient
    ? "busy"
    : (known?.kind ?? (status === undefined ? undefined : byStatus[status]) ?? "unknown");
  const failure: CommitFailure = {
    kind,
    reason: (!isTransient && known?.reason) || verdict.reason,
    said,
    advice: verdict.advice,
    mayHaveArrived: said === undefined || (isTransient ? status !== 429 : !known && !isCertain(status)),
    delay: verdict.delay,
    cause: error,
  };
  return new CommitError(failure);
}

/** Whether a status alone tells that nothing was done: it is decided before a forge looks at what is asked for. */
const isCertain = (status: number | undefined): boolean => status === 401 || status === 423;
