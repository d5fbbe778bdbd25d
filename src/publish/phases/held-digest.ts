import type { Digest } from "../../image/digest.ts";
import type { Client } from "../../registry/client.ts";
import { unlessAbsent } from "../../registry/errors.ts";
import { getManifest, headManifest, sha256Of } from "../../registry/manifests.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import type { PlannedTag } from "../plan.ts";

/** How a tag is looked at: by HEAD, by HEAD where GET has to agree with a "no", or by GET. */
export type LookBy = "head" | "settled head" | "get";

/** The sha256 digest of what a tag holds; undefined when there is no such tag. */
export async function heldDigest(
  { reference }: PlannedTag,
  client: Client,
  context: RequestContext,
  by: LookBy,
): Promise<Digest | undefined> {
  const { tag = "" } = reference;
  const found = await unlessAbsent(
    by === "get"
      ? getManifest(client, reference, tag, "read", context)
      : headManifest(client, reference, tag, "read", context, by !== "head"),
  );
  return found && sha256Of(found, client, reference, "read", context);
}
