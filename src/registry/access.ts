export type Action = "pull" | "push";

/** What a request does to which repository. A mount pulls from one and pushes to another. */
export interface Access {
  readonly repository: string;
  readonly actions: readonly Action[];
}
