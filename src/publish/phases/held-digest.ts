import { UserError } from "../../base/errors.ts";
import type { Digest } from "../../image/digest.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { formatReference } from "../../image/reference.ts";
import type { Client } from "../../registry/client.ts";
import { unlessAbsent } from "../../registry/errors.ts";
import { headManifest } from "../../registry/manifests.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import type { PlannedTag } from "../plan.ts";
import type { TagWork } from "../progress.ts";
import type { IfExists } from "../target.ts";

/** The digest a tag holds; undefined when there is no such tag. */
export async function holding(
  client: Client,
  { reference }: PlannedTag,
  context: RequestContext,
): Promise<Digest | undefined> {
  const head = headManifest(client, reference, reference.tag ?? "", "read", context);
  return (await unlessAbsent(head))?.digest;
}

/** The error of `if-exists: fail`, naming a tag and what it holds. */
export function refusal(refused: readonly TagWork[], index: MergedIndex, ifExists: IfExists): UserError {
  const [first] = refused;
  const more = refused.length > 1 ? ` (and ${refused.length - 1} more tags)` : "";
  return new UserError(
    `input "if-exists": ${ifExists}, and ${first ? formatReference(first.reference) : ""}${more} holds ${first?.held}, not ${index.digest}; accepted is overwrite or skip, or a tag that does not exist yet`,
  );
}
