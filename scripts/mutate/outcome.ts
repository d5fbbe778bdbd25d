import type { Accepted } from "./folders.ts";

/** What has become of one mutant. */
export interface Tested {
  readonly file: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
  readonly mutator: string;
  /** `Killed`, `Timeout`, `Survived`, `NoCoverage`, or one of an error or of what was ignored. */
  readonly status: string;
}

export interface Outcome {
  /** Of a hundred mutants those that were noticed; undefined without any. */
  readonly score: number | undefined;
  readonly noticed: number;
  /** Noticed by no test, and not accepted. */
  readonly survivors: readonly Tested[];
  readonly accepted: number;
  /** Accepted ones that are noticed now, or that there are no more: to be taken off the list. */
  readonly stale: readonly Accepted[];
}

const isNoticed = ({ status }: Tested) => status === "Killed" || status === "Timeout";
const isUnnoticed = ({ status }: Tested) => status === "Survived" || status === "NoCoverage";

const isOf = (accepted: Accepted, { file, original, replacement }: Tested) =>
  accepted.file === file && accepted.original === original && accepted.replacement === replacement;

/** What tests were worth. @param isWhole whether all mutants of all files were tested */
export function outcomeOf(
  tested: readonly Tested[],
  accepted: readonly Accepted[],
  isWhole: boolean,
): Outcome {
  const unnoticed = tested.filter(isUnnoticed);
  const survivors = unnoticed.filter((one) => !accepted.some((known) => isOf(known, one)));
  const noticed = tested.filter(isNoticed).length;
  const counted = noticed + survivors.length;
  return {
    score: counted === 0 ? undefined : (100 * noticed) / counted,
    noticed,
    survivors,
    accepted: unnoticed.length - survivors.length,
    stale: isWhole ? accepted.filter((known) => !unnoticed.some((one) => isOf(known, one))) : [],
  };
}
