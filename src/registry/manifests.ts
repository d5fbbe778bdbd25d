import { isRecord, parseJson } from "../base/json.ts";
import type { Manifest } from "../image/descriptor.ts";
import { algorithmOf, type Digest, hasher, isDigest, sha256 } from "../image/digest.ts";
import { acceptManifests, essence, isManifest } from "../image/media-types.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Phase } from "../retry/classify.ts";
import type { Action } from "./access.ts";
import type { Answer, Ask, Client } from "./client.ts";
import { RegistryError } from "./errors.ts";
import type { RequestContext } from "./request-context.ts";
import { contentError } from "./transport.ts";

/** What HEAD tells of a manifest. */
export interface ManifestHead {
  readonly digest: Digest;
  readonly mediaType: string;
}

/** A request for a manifest by tag or digest. */
export function manifestAsk(
  { registry, repository }: ImageRepository,
  method: Ask["method"],
  reference: string,
  phase: Phase,
  actions: readonly Action[],
): Ask {
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
 * Asks for a manifest by tag or digest without its bytes; Docker Hub counts no pull for that.
 *
 * HEAD answers have no error body, so a 403 is asked again by GET: only its text tells GHCR's rate limit from a
 * refusal, and Artifactory answers HEAD alone with 403. A registry that leaves `Docker-Content-Digest` out is
 * asked by GET, and the bytes are hashed.
 *
 * @param only milliseconds for the only attempt, while polling, where the poll is the retry
 * @throws {RegistryError} with the verdict `absent` when it is not there
 */
export async function headManifest(
  client: Client,
  at: ImageRepository,
  reference: string,
  phase: Phase,
  context: RequestContext,
  only?: number,
): Promise<ManifestHead> {
  const question = manifestAsk(at, "HEAD", reference, phase, ["pull"]);
  let head: Partial<ManifestHead> = {};
  const check = (answer: Answer) => {
    head = readHead(answer, question, reference);
  };
  try {
    await client.request(question, context, check, only);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return getManifest(client, at, reference, phase, context, only);
  }
  const { digest, mediaType } = head;
  if (digest !== undefined && mediaType !== undefined) return { digest, mediaType };
  return getManifest(client, at, reference, phase, context, only);
}

/**
 * Fetches a manifest by tag or digest. Bytes asked for by digest are hashed and compared.
 *
 * @throws {RegistryError} with the verdict `absent` when it is not there
 */
export async function getManifest(
  client: Client,
  at: ImageRepository,
  reference: string,
  phase: Phase,
  context: RequestContext,
  only?: number,
): Promise<Manifest> {
  const question = manifestAsk(at, "GET", reference, phase, ["pull"]);
  let manifest: Manifest | undefined;
  const check = (answer: Answer) => {
    manifest = readManifest(answer, question, reference);
  };
  await client.request(question, context, check, only);
  if (!manifest) throw new Error("an answer was accepted without being read");
  return manifest;
}

function readHead({ headers, url }: Answer, question: Ask, reference: string): Partial<ManifestHead> {
  const mediaType = essence(headers.get("content-type"));
  if (!isManifest(mediaType)) throw contentError("wrong content type", question, url);
  const named = headers.get("docker-content-digest");
  if (named !== null && !isDigest(named)) throw contentError("malformed digest header", question, url);
  if (!isDigest(reference)) return { mediaType, ...(named !== null && { digest: named }) };
  if (named !== null && named !== reference && algorithmOf(named) === algorithmOf(reference))
    throw contentError("digest mismatch", question, url);
  return { mediaType, digest: reference };
}

function readManifest({ headers, url, bytes }: Answer, question: Ask, reference: string): Manifest {
  const type = essence(headers.get("content-type"));
  const named = headers.get("docker-content-digest") ?? undefined;
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
  if (!isManifest(mediaType)) throw contentError("wrong content type", question, url);
  if (expected && digest !== expected) throw contentError("digest mismatch", question, url);
  return { digest, mediaType, bytes };
}

function hashed(bytes: Uint8Array, like: Digest): Digest {
  const hash = hasher(algorithmOf(like));
  hash.update(bytes);
  return hash.digest();
}

function typeIn(bytes: Uint8Array): string {
  const manifest = parseJson(new TextDecoder().decode(bytes));
  return isRecord(manifest) && typeof manifest.mediaType === "string" ? manifest.mediaType : "";
}

function isForbidden(error: unknown): boolean {
  return error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 403;
}
