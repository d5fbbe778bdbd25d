import { GitError } from "../git/git-error.ts";
import { withPlace } from "../git/moved.ts";
import { isDeliveryError } from "./commit/delivery.ts";
import { type Conclusion, concludeFailed } from "./conclusion.ts";
import { repositoryPath } from "./inputs/templates.ts";
import type { Job } from "./job.ts";
import { concludeReadOnly } from "./read-only/conclude.ts";

/**
 * The end of a template that an error kept from its own. A repository that takes no push is not always known before; of
 * one that is elsewhere the server is asked where.
 *
 * @throws the signal's reason once it is aborted
 */
export async function endOfFailure(
  error: unknown,
  { git, template, request, signal }: Job,
): Promise<Conclusion> {
  if (!isDeliveryError(error)) return concludeFailed(error);
  const { kind, message } = error;
  if (kind === "archived" || kind === "mirror") return concludeReadOnly(kind, request.onArchived, message);
  if (!(error instanceof GitError) || kind !== "moved") return concludeFailed(error);
  return concludeFailed(await withPlace(error, git, repositoryPath(template), signal));
}
