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

/** Looks at what a tag holds; undefined when there is no such tag. */
export function look(
  { reference }: PlannedTag,
  client: Client,
  context: RequestContext,
  by: LookBy,
): Promise<Holding | undefined> {
  const { tag = "" } = reference;
  const read = () => getManifest(client, reference, tag, "read", context);
  const byGet = async () => {
    const manifest = await read();
    return { digest: sha256(manifest.bytes), manifest };
  };
  const byHead = async () => {
    const head = await headManifest(client, reference, tag, "read", context, by !== "head");
    return { digest: await sha256Of(head, read) };
  };
  return unlessAbsent<Holding>(by === "get" ? byGet() : byHead());
}
