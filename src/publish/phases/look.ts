import type { Manifest } from "../../image/descriptor.ts";
import { type Digest, sha256 } from "../../image/digest.ts";
import type { Client } from "../../registry/client.ts";
import { unlessAbsent } from "../../registry/errors.ts";
import { getManifest, headManifest, sha256Of } from "../../registry/manifests.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import type { PlannedTag } from "../plan.ts";

/** How a tag is looked at: by HEAD, by HEAD where GET has to agree with a "no", or by GET. */
export type LookBy = "head" | "settled head" | "get";

/** What a tag holds. */
export interface Holding {
  /** The sha256 one. */
  readonly digest: Digest;
  /** Where it was looked at by GET. */
  readonly manifest?: Manifest;
}

/** What a tag holds; undefined when there is no such tag. */
export async function look(
  { reference }: PlannedTag,
  client: Client,
  context: RequestContext,
  by: LookBy,
): Promise<Holding | undefined> {
  const { tag = "" } = reference;
  if (by === "get") {
    const manifest = await unlessAbsent(getManifest(client, reference, tag, "read", context));
    return manifest && { digest: sha256(manifest.bytes), manifest };
  }
  const found = await unlessAbsent(headManifest(client, reference, tag, "read", context, by !== "head"));
  return found && { digest: await sha256Of(found, client, reference, tag, "read", context) };
}
