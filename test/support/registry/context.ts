import { Refusal } from "./api/refusal.ts";
import { isRepositoryName } from "./api/route.ts";
import type { Store } from "./store/store.ts";
import type { Call } from "./types.ts";

/** What the endpoint handlers share. */
export interface Context {
  readonly store: Store;
  readonly flavour: "spec" | "gitea";
  readonly lagMs: number;
  readonly checkReferences: boolean;
  readonly immutableTags: boolean;
  readonly createRepositories: boolean;
  readonly referrers: boolean;
  readonly referrersPage: number;
  readonly tagParameter: boolean;
  readonly sqlite: boolean;
  readonly owners: readonly string[] | undefined;
  readonly manifestLimit: number;
}

/** The repository a request names; @throws Refusal NAME_INVALID, or NAME_UNKNOWN where none may be made */
export function repositoryOf(context: Context, call: Call): string {
  const name = call.repository ?? "";
  if (!isRepositoryName(name))
    throw new Refusal(400, "NAME_INVALID", "invalid repository name", { detail: name });
  if (!context.createRepositories && !context.store.repositories.has(name))
    throw new Refusal(404, "NAME_UNKNOWN", "repository name not known to registry", { detail: { name } });
  return name;
}

/** A `Location`: absolute as distribution sends it, or relative as Gitea does. */
export function location(context: Context, call: Call, path: string): string {
  return context.flavour === "gitea" ? path : `${call.origin}${path}`;
}

export function methodNotAllowed(): Refusal {
  return new Refusal(405, "UNSUPPORTED", "the operation is unsupported");
}
