import type { Digest } from "../../image/digest.ts";
import type { Client } from "../../registry/client.ts";
import { findManifest } from "../../registry/manifests.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import type { PlannedTag } from "../plan.ts";

/** The digest that a tag holds; undefined when there is no such tag. */
export async function heldDigest(
  { reference }: PlannedTag,
  client: Client,
  context: RequestContext,
): Promise<Digest | undefined> {
  return (await findManifest(client, reference, reference.tag ?? "", context))?.digest;
}
