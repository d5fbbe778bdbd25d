import type { Descriptor } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import type { ImageRepository } from "../../image/reference.ts";
import type { Failure } from "../../retry/failure.ts";
import { blobRequest } from "../blobs.ts";
import { CheckedBlob } from "./checked-blob.ts";
import type { ApiRequest, Client } from "../client.ts";
import { RegistryError, RegistryRefusal, unlessAbsent, verdictOf } from "../errors.ts";
import type { AnswerHeaders } from "../http/exchange.ts";
import { where } from "../http/transport.ts";
import type { RequestContext } from "../request-context.ts";

const octets = "application/octet-stream";
/** Bytes a second below which a transfer is taken for stuck; twice that time is allowed. */
const slowest = 10 << 20;
const minute = 60_000;

/** Milliseconds that one attempt at a transfer of `size` bytes may take: between 5 minutes and 8 hours. */
export function transferDeadline(size: number): number {
  return Math.min(480 * minute, Math.max(5 * minute, (size / slowest) * 2 * 1000));
}

/** Whether a repository holds a blob. */
export async function hasBlob(
  client: Client,
  at: ImageRepository,
  digest: Digest,
  context: RequestContext,
): Promise<boolean> {
  const request: ApiRequest = {
    registry: at.registry,
    access: [{ repository: at.repository, actions: ["pull"] }],
    method: "HEAD",
    path: `${at.repository}/blobs/${digest}`,
    phase: "read",
  };
  return (await unlessAbsent(client.request(request, context))) !== undefined;
}

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
 * @param inTurn runs a transfer when there is room for one; other requests do not wait for that
 * @throws {RegistryError} when the last attempt failed
 */
export async function copyBlob(
  client: Client,
  from: ImageRepository,
  to: ImageRepository,
  blob: Pick<Descriptor, "digest" | "size">,
  mode: CopyMode,
  context: RequestContext,
  inTurn: <T>(transfer: () => Promise<T>) => Promise<T> = (transfer) => transfer(),
): Promise<BlobCopy> {
  const mountable = client.origin(from.registry) === client.origin(to.registry);
  const looks = mode === "look" || mode === "upload" || (mode === "mount" && !mountable);
  if (looks && (await hasBlob(client, to, blob.digest, context))) return "present";
  let session: URL | undefined;
  if (mountable && (mode === "mount" || mode === "look")) {
    const answer = await mountBlob(client, from, to, blob.digest, context);
    if (answer === "mounted") return answer;
    session = answer;
  }
  await inTurn(() =>
    client.retrying(to, context, async () => {
      // A session that was opened by a mount serves the first attempt; after a failure none can be trusted.
      const open = session ?? (await openUpload(client, to, context));
      session = undefined;
      await upload(client, from, to, blob, open, context);
    }),
  );
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
    return answer.status === 201 ? "mounted" : uploadLocation(answer.headers, answer.url);
  } catch (error) {
    // Harbor answers 401 for a foreign project, others 403, 404 or 405: a refusal to mount is none to upload.
    const verdict = verdictOf(error);
    if (context.signal.aborted || (verdict?.action === "retry" && verdict.tries === undefined)) throw error;
    return undefined;
  }
}

function uploadRequest({ registry, repository }: ImageRepository): ApiRequest {
  return {
    registry,
    access: [{ repository, actions: ["pull", "push"] }],
    method: "POST",
    path: `${repository}/blobs/uploads/`,
    phase: "write",
  };
}

/** Opens an upload session; one attempt, as its caller retries. */
async function openUpload(client: Client, to: ImageRepository, context: RequestContext): Promise<URL> {
  const { headers, url } = await client.once(uploadRequest(to), context);
  return uploadLocation(headers, url);
}

/**
 * The session's URL. It may be relative (Gitea), and plain HTTP at the registry's own host where TLS ends at a
 * proxy before it; another origin is refused, as the upload and its credentials would go there.
 */
function uploadLocation(headers: AnswerHeaders, url: URL): URL {
  const { location } = headers;
  if (location === undefined || !URL.canParse(location, url.href))
    throw new RegistryRefusal(`${where("POST", url)}: the answer names no upload session`);
  const session = new URL(location, url.href);
  if (session.host === url.host) session.protocol = url.protocol;
  if (session.origin !== url.origin)
    throw new RegistryRefusal(
      `${where("POST", url)}: the upload session is at ${session.origin}, another origin, which is refused`,
    );
  return session;
}

/**
 * Streams a blob from one repository into an upload session of another; one attempt.
 *
 * @throws {RegistryError} of whichever side broke; a session that is lost has the verdict `restart`
 */
async function upload(
  client: Client,
  from: ImageRepository,
  to: ImageRepository,
  blob: Pick<Descriptor, "digest" | "size">,
  session: URL,
  context: RequestContext,
): Promise<void> {
  const { digest, size } = blob;
  const deadline = transferDeadline(size);
  const source = await client.stream(blobRequest(from, digest, deadline), context);
  const reading = new CheckedBlob(source.body, blob, where("GET", source.url), context.signal);
  try {
    await client.once(
      {
        ...uploadRequest(to),
        method: "PUT",
        path: session,
        query: { digest },
        headers: { "content-type": octets, "content-length": String(size) },
        body: size === 0 ? new Uint8Array() : reading,
        deadline,
      },
      context,
    );
  } catch (error) {
    context.signal.throwIfAborted();
    throw reading.failure ?? asLostSession(error);
  } finally {
    // Where the write ended early the read must not be left open.
    source.body.destroy();
  }
}

/** A session that is gone, or whose one-off body met a stale token, is worth a new session. */
function asLostSession(error: unknown): unknown {
  if (!(error instanceof RegistryError) || error.failure.kind !== "http") return error;
  const stale = error.verdict.action === "reauthenticate";
  if (!stale && error.failure.status !== 404) return error;
  const failure: Failure = stale
    ? { kind: "content", what: "stale token" }
    : { ...error.failure, code: "BLOB_UPLOAD_UNKNOWN" };
  return new RegistryError(error.where, failure, "write", { cause: error });
}
