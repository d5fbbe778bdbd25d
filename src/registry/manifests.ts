import { recordIn } from "../base/json.ts";
import type { Manifest } from "../image/descriptor.ts";
import { algorithmOf, type Digest, hasher, isDigest, sha256 } from "../image/digest.ts";
import { acceptManifests, essence, isManifest } from "../image/media-types.ts";
import { type ImageRepository, repositoryOf } from "../image/reference.ts";
import type { Phase } from "../retry/classify.ts";
import type { Action } from "./access.ts";
import type { Answer, ApiRequest, Client } from "./client.ts";
import { unlessAbsent } from "./errors.ts";
import { contentError } from "./http/transport.ts";
import type { RequestContext } from "./request-context.ts";

/** What HEAD tells of a manifest. */
export interface ManifestHead {
  readonly digest: Digest;
  readonly mediaType: string;
}

/** A manifest by tag or digest, as people are told of it. */
export function manifestName(at: ImageRepository, reference: string): string {
  return `${repositoryOf(at)}${isDigest(reference) ? "@" : ":"}${reference}`;
}

/** A request for a manifest by tag or digest. */
export function manifestRequest(
  { registry, repository }: ImageRepository,
  method: ApiRequest["method"],
  reference: string,
  phase: Phase,
  actions: readonly Action[],
): ApiRequest {
  return {
    registry,
    access: [{ repository, actions }],
    method,
    path: `${repository}/manifests/${reference}`,
    phase,
    headers: { accept: acceptManifests },
  };
}

/**
 * Asks for a manifest by tag or digest without its bytes; Docker Hub counts no pull for that. Where HEAD does not tell,
 * GET does, and the bytes are hashed: see {@link HeadAnswers}. That is also so where an answer lacks its content type, or
 * a tag's `Docker-Content-Digest`.
 *
 * @param settles whether GET has to agree that it is not there: not where what follows from that is idempotent
 * @throws {RegistryError} with the verdict `absent` when it is not there
 */
export async function headManifest(
  client: Client,
  at: ImageRepository,
  reference: string,
  phase: Phase,
  context: RequestContext,
  settles = true,
): Promise<ManifestHead> {
  const answers = client.headAnswers(at.registry);
  const request = manifestRequest(at, "HEAD", reference, phase, ["pull"]);
  const get = () => getManifest(client, at, reference, phase, context);
  if (answers.useless) return get();
  let head: ManifestHead | undefined;
  try {
    head = await client.request(request, context, (answer) => readHead(answer, request, reference));
  } catch (error) {
    const { afterHead } = await import("./http/head-answers.ts");
    return afterHead<ManifestHead>(error, answers, phase, get, settles);
  }
  return head ?? get();
}

/**
 * What HEAD tells of a manifest; undefined where the registry says that it is not there. GET need not agree with that, so
 * it is for what may be written all the same.
 */
export function findManifest(
  client: Client,
  at: ImageRepository,
  reference: string,
  context: RequestContext,
): Promise<ManifestHead | undefined> {
  return unlessAbsent(headManifest(client, at, reference, "read", context, false));
}

/**
 * The sha256 digest of what a tag holds, by which indexes are known here, as far as HEAD has told. A registry may name
 * another algorithm's: then the bytes tell.
 */
export async function sha256Of({ digest }: ManifestHead, read: () => Promise<Manifest>): Promise<Digest> {
  return algorithmOf(digest) === "sha256" ? digest : sha256((await read()).bytes);
}

/**
 * Fetches a manifest by tag or digest. Bytes asked for by digest are hashed and compared.
 *
 * @throws {RegistryError} with the verdict `absent` when it is not there
 */
export function getManifest(
  client: Client,
  at: ImageRepository,
  reference: string,
  phase: Phase,
  context: RequestContext,
): Promise<Manifest> {
  const request = manifestRequest(at, "GET", reference, phase, ["pull"]);
  return client.request(request, context, (answer) => readManifest(answer, request, reference));
}

/** What an answer to HEAD tells; undefined when it does not say what was found. */
function readHead(
  { headers, url }: Answer,
  request: ApiRequest,
  reference: string,
): ManifestHead | undefined {
  const mediaType = essence(headers["content-type"]);
  const named = headers["docker-content-digest"];
  if (!isManifest(mediaType) || (named !== undefined && !isDigest(named))) return undefined;
  if (!isDigest(reference)) return named === undefined ? undefined : { mediaType, digest: named };
  if (named !== undefined && named !== reference && algorithmOf(named) === algorithmOf(reference))
    throw contentError("digest mismatch", request, url);
  return { mediaType, digest: reference };
}

function readManifest({ headers, url, bytes }: Answer, request: ApiRequest, reference: string): Manifest {
  const type = essence(headers["content-type"]);
  const named = headers["docker-content-digest"];
  const expected = isDigest(reference)
    ? reference
    : named !== undefined && isDigest(named)
      ? named
      : undefined;
  const digest = expected ? hashed(bytes, expected) : sha256(bytes);
  // A body that is what its digest says needs no header to vouch for it, but one must say what it is.
  const mediaType = isManifest(type)
    ? type
    : isDigest(reference) && digest === reference
      ? typeIn(bytes)
      : "";
  if (!isManifest(mediaType)) throw contentError("wrong content type", request, url);
  if (expected && digest !== expected) throw contentError("digest mismatch", request, url);
  return { digest, mediaType, bytes };
}

function hashed(bytes: Uint8Array, like: Digest): Digest {
  const hash = hasher(algorithmOf(like));
  hash.update(bytes);
  return hash.digest();
}

function typeIn(bytes: Uint8Array): string {
  const mediaType = recordIn(bytes)?.mediaType;
  return typeof mediaType === "string" ? mediaType : "";
}
