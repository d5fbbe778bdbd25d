import type { Descriptor } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import type { ImageRepository } from "../../image/reference.ts";
import { hasBlob } from "../blobs.ts";
import type { ApiRequest, Client } from "../client.ts";
import { verdictOf } from "../errors.ts";
import type { RequestContext } from "../request-context.ts";
import { uploadLocation, uploadRequest } from "./upload-session.ts";
import { type Along, isSmall, type Uploads } from "./uploads.ts";

/** How a blob came to be where it is wanted. */
export type BlobCopy = "mounted" | "uploaded" | "present";

/**
 * How much is believed: `mount` asks for a mount without looking first, as it is idempotent; `look` looks first,
 * so that nothing is written where nothing is missing; `upload` looks, and does not mount, after a mount turned
 * out hollow; `force` uploads.
 */
export type CopyMode = "mount" | "look" | "upload" | "force";

/**
 * Makes the blob of `from` readable in `to`. Within one registry it is mounted; where that is answered with an
 * upload session (202) the session is used, and where it is refused, the blob is uploaded.
 *
 * @param along reads an upload along
 * @throws {RegistryError} when the last attempt failed
 */
export async function copyBlob(
  client: Client,
  from: ImageRepository,
  to: ImageRepository,
  blob: Pick<Descriptor, "digest" | "size">,
  mode: CopyMode,
  context: RequestContext,
  uploads: Uploads,
  along?: Along,
): Promise<BlobCopy> {
  const mountable = client.isSameRegistry(from.registry, to.registry);
  // To send what is small costs no more than to ask for it.
  const looks = mode === "look" || mode === "upload" || (mode === "mount" && !mountable && !isSmall(blob));
  if (looks && (await hasBlob(client, to, blob.digest, context))) return "present";
  let session: URL | undefined;
  if (mountable && (mode === "mount" || mode === "look")) {
    const answer = await mountBlob(client, from, to, blob.digest, context);
    if (answer === "mounted") return answer;
    session = answer;
  }
  await uploads.copy(from, to, blob, session, context, along);
  return "uploaded";
}

/** Asks for a mount: `mounted`, a session to upload to, or undefined when the registry will do neither. */
async function mountBlob(
  client: Client,
  from: ImageRepository,
  to: ImageRepository,
  digest: Digest,
  context: RequestContext,
): Promise<"mounted" | URL | undefined> {
  const request: ApiRequest = {
    ...uploadRequest(to),
    access: [
      { repository: to.repository, actions: ["pull", "push"] },
      { repository: from.repository, actions: ["pull"] },
    ],
    query: { mount: digest, from: from.repository },
  };
  try {
    const answer = await client.request(request, context);
    return answer.status === 201 ? "mounted" : uploadLocation(answer);
  } catch (error) {
    // Harbor answers 401 for a foreign project, others 403, 404 or 405: a refusal to mount is none to upload.
    const verdict = verdictOf(error);
    if (context.signal.aborted || (verdict?.action === "retry" && verdict.tries === undefined)) throw error;
    return undefined;
  }
}
