import type { Manifest } from "../image/descriptor.ts";
import { algorithmOf, type Digest, hasher, isDigest } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import { retry } from "../retry/retry.ts";
import type { ApiRequest, Client } from "./client.ts";
import { RegistryError, RegistryRefusal, verdictOf } from "./errors.ts";
import { where } from "./http/transport.ts";
import { headManifest, manifestRequest } from "./manifests.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Stores a manifest under a digest or a tag, byte for byte. The digest that a registry says it has stored is compared by
 * its own algorithm: for a tag that is sha256, whatever the manifest's. Idempotent: a registry that refuses to write a tag or
 * digest once more that already holds these bytes (ECR's immutable tags) is taken at its word.
 *
 * @returns whether the registry says that it lists the manifest as referring to its subject (`OCI-Subject`)
 * @throws {RegistryError} with the verdict `heal` when it names blobs or children the registry lacks
 */
export async function putManifest(
  client: Client,
  at: ImageRepository,
  reference: string,
  { bytes, digest, mediaType }: Manifest,
  context: RequestContext,
): Promise<boolean> {
  const request: ApiRequest = {
    ...manifestRequest(at, "PUT", reference, "write", ["pull", "push"]),
    headers: { "content-type": mediaType },
    body: bytes,
  };
  try {
    return await client.manifestPut(at, () =>
      client.request(request, context, ({ headers, url }) => {
        const stored = headers["docker-content-digest"];
        const differs = stored !== undefined && stored !== digest && !isUnknownAlgorithm(stored);
        if (differs && !(isDigest(stored) && isDigestOf(stored, bytes)))
          throw new RegistryRefusal(
            `${where("PUT", url)}: stored as ${isDigest(stored) ? stored : "something"} that is not the ${digest} sent`,
          );
        return headers["oci-subject"] !== undefined;
      }),
    );
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
    const held = await headManifest(client, at, reference, "read", context).catch(() => undefined);
    if (!held || !isDigestOf(held.digest, bytes)) throw error;
    return false;
  }
}

/** How often an index is put, where the registry does not see all of its children. */
const indexTries = 3;

/**
 * Stores an index as {@link putManifest} does. Its children are known to be there, so where a registry misses some,
 * as a lagging replica does, it is asked again.
 */
export function putIndex(
  client: Client,
  at: ImageRepository,
  reference: string,
  index: Manifest,
  context: RequestContext,
): Promise<boolean> {
  return retry(() => putManifest(client, at, reference, index, context), {
    signal: context.signal,
    clock: client.clock,
    attempts: indexTries,
    verdict: (error) => {
      const verdict = verdictOf(error);
      return verdict?.action === "heal" ? { ...verdict, action: "retry" } : undefined;
    },
    onRetry: (note, error) => context.onRetry?.({ ...note, where: (error as RegistryError).where }),
  });
}

/** Whether a digest is that of some bytes, by its own algorithm. */
function isDigestOf(digest: Digest, bytes: Uint8Array): boolean {
  const hash = hasher(algorithmOf(digest));
  hash.update(bytes);
  return hash.digest() === digest;
}

/** Whether it is a digest of which only reading the manifest back can tell whether it is the right one. */
function isUnknownAlgorithm(digest: string): boolean {
  return /^(?!sha256:|sha512:)[a-z0-9]+(?:[+._-][a-z0-9]+)*:[\w=-]+$/.test(digest);
}

function isAlreadyThere(error: unknown): boolean {
  if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
  const { status, body } = error.failure;
  return verdictOf(error)?.action === "fail" && (status === 409 || /immutable|already exists/i.test(body));
}
