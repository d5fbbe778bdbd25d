import type { Digest } from "../../image/digest.ts";
import type { ImageRepository } from "../../image/reference.ts";
import type { Failure } from "../../retry/failure.ts";
import type { Answer, ApiRequest, Client } from "../client.ts";
import { RegistryError, RegistryRefusal } from "../errors.ts";
import type { ExchangeRequest } from "../http/exchange.ts";
import { where } from "../http/transport.ts";
import type { RequestContext } from "../request-context.ts";

const octets = "application/octet-stream";

/** The request that opens an upload session. */
export function uploadRequest({ registry, repository }: ImageRepository): ApiRequest {
  return {
    registry,
    access: [{ repository, actions: ["pull", "push"] }],
    method: "POST",
    path: `${repository}/blobs/uploads/`,
    phase: "write",
  };
}

/** Opens an upload session; one attempt, as its caller retries. */
export async function openUpload(client: Client, to: ImageRepository, context: RequestContext): Promise<URL> {
  return uploadLocation(await client.once(uploadRequest(to), context));
}

/**
 * The session's URL. It may be relative (Gitea), and plain HTTP at the registry's own host where TLS ends at a
 * proxy before it; another origin is refused, as the upload and its credentials would go there.
 */
export function uploadLocation({ headers: { location }, url }: Pick<Answer, "headers" | "url">): URL {
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

/** What is sent to an upload session, and how long that may take. */
export interface UploadBody {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly body: NonNullable<ExchangeRequest["body"]>;
  /** Milliseconds. */
  readonly deadline: number;
}

/**
 * Sends a whole blob to an upload session and ends it; one attempt.
 *
 * @throws {RegistryError} with the verdict `restart` for a session that is lost
 */
export async function fillSession(
  client: Client,
  to: ImageRepository,
  session: URL,
  body: UploadBody,
  context: RequestContext,
): Promise<void> {
  try {
    await client.once({ ...whole(to, body), method: "PUT", path: session }, context);
  } catch (error) {
    throw asLostSession(error);
  }
}

/**
 * Sends a whole blob with the request that would open a session (the distribution specification's "single POST"); one
 * attempt.
 *
 * @returns the session that a registry opens all the same where it takes no blob so; undefined where it took it
 */
export async function postBlob(
  client: Client,
  to: ImageRepository,
  body: UploadBody,
  context: RequestContext,
): Promise<URL | undefined> {
  const answer = await client.once(whole(to, body), context);
  return answer.status === 201 ? undefined : uploadLocation(answer);
}

/** The request for an upload session, with a whole blob in it. */
function whole(to: ImageRepository, { digest, size, body, deadline }: UploadBody): ApiRequest {
  return {
    ...uploadRequest(to),
    query: { digest },
    headers: { "content-type": octets, "content-length": String(size) },
    body,
    deadline,
  };
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
