import type { Identity } from "../git/fast-import.ts";
import type { Wanted } from "./facts/facts.ts";
import type { LookFor } from "./look.ts";
import type { OnArchived } from "./read-only/conclude.ts";
import type { RepositoryStates } from "./read-only/repository-states.ts";

/** What is asked for, the same for every template. */
export interface Request extends LookFor, Wanted {
  readonly onArchived: OnArchived;
  /** Tells which repositories take no push. */
  readonly states: RepositoryStates;
  readonly onProtected: "fail" | "pull-request";
  readonly commitThrough: "git" | "api";
  readonly message: string;
  readonly author: Identity;
  /** Pushes to one branch in all. */
  readonly attempts: number;
  readonly dryRun: boolean;
}
