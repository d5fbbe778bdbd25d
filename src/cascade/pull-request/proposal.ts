import type { Branch } from "../../git/bare-clone.ts";
import type { Change } from "../change.ts";

/** What a pull request is to bring. */
export interface Proposal {
  /** The branch that is to receive it. */
  readonly base: Branch;
  /** What the file held, for people; null for no file. */
  readonly from: string | null;
  /** The change, to come on top of the base. */
  readonly change: Change;
}
