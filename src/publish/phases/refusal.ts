import { UserError } from "../../base/errors.ts";
import { counted } from "../../base/words.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { formatReference } from "../../image/reference.ts";
import type { TagProgress } from "../progress.ts";
import type { IfExists } from "../target.ts";

/** The error of `if-exists: fail`, naming a tag and what it holds. */
export function refusal(refused: readonly TagProgress[], index: MergedIndex, ifExists: IfExists): UserError {
  const [first] = refused;
  const more = refused.length > 1 ? ` (and ${counted(refused.length - 1, "more tag")})` : "";
  return new UserError(
    `input "if-exists": ${ifExists}, and ${first ? formatReference(first.reference) : ""}${more} holds ${first?.held}, not ${index.digest}; expected overwrite or skip, a tag that does not exist yet, or one that "moving-tags" says may move`,
  );
}
