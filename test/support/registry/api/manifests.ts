import { type Context, location, methodNotAllowed, repositoryOf } from "../context.ts";
import { digestOf } from "../store/blob-store.ts";
import { isIndexType, type ManifestDocument, parseManifest } from "../store/manifest-document.ts";
import type { Call, Reply } from "../types.ts";
import { readBody } from "./body.ts";
import { collisions } from "./gitea.ts";
import { Refusal } from "./refusal.ts";
import { isDigest, isTag } from "./route.ts";

/** GET, HEAD, PUT and DELETE of /v2/<name>/manifests/<reference>. */
export function manifestEndpoint(context: Context): (call: Call) => Promise<Reply> {
  const alone = collisions();
  return async (call) => {
    const name = repositoryOf(context, call);
    const reference = referenceOf(context, call);
    switch (call.method) {
      case "GET":
      case "HEAD":
        return read(context, name, reference);
      case "PUT":
        return context.flavour === "gitea"
          ? alone(name, () => put(context, call, name, reference))
          : put(context, call, name, reference);
      case "DELETE":
        return remove(context, name, reference);
      default:
        throw methodNotAllowed();
    }
  };
}

function referenceOf(context: Context, call: Call): string {
  const reference = call.reference ?? "";
  if (reference.includes(":") ? isDigest(reference) : isTag(reference))
    return context.flavour === "gitea" ? reference.toLowerCase() : reference;
  if (reference.includes(":"))
    throw new Refusal(400, "DIGEST_INVALID", "invalid digest", { detail: reference });
  throw new Refusal(400, "TAG_INVALID", "manifest tag is malformed", { detail: reference });
}

function read(context: Context, name: string, reference: string): Reply {
  const manifest = context.store.manifestAt(name, reference, performance.now());
  if (!manifest)
    throw new Refusal(404, "MANIFEST_UNKNOWN", "manifest unknown", { detail: { name, reference } });
  const headers = {
    "content-type": manifest.mediaType,
    "docker-content-digest": manifest.digest,
    etag: `"${manifest.digest}"`,
  };
  return { status: 200, headers, body: manifest.bytes };
}

async function put(context: Context, call: Call, name: string, reference: string): Promise<Reply> {
  const bytes = await readBody(call, context.manifestLimit);
  const mediaType = (call.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  const document = check(context, bytes, mediaType);
  const digest = digestOf(bytes);
  if (isDigest(reference) && reference !== digest)
    throw new Refusal(400, "DIGEST_INVALID", "provided digest did not match uploaded content", {
      detail: { reference, digest },
    });
  if (context.checkReferences) checkReferences(context, name, document);
  const extraTags = context.tagParameter && isDigest(reference) ? call.query.getAll("tag") : [];
  for (const tag of isDigest(reference) ? extraTags : [reference]) checkImmutable(context, name, tag);
  const visibleAt = performance.now() + context.lagMs;
  context.store.putManifest(name, reference, bytes, mediaType, visibleAt);
  for (const tag of extraTags) context.store.putTag(name, tag, digest, visibleAt);
  const subject = context.referrers ? document.subject?.digest : undefined;
  return {
    status: 201,
    headers: {
      location: location(context, call, `/v2/${name}/manifests/${digest}`),
      "docker-content-digest": digest,
      ...(subject === undefined ? {} : { "oci-subject": subject }),
      ...(extraTags.length === 0 ? {} : { "oci-tag": extraTags }),
    },
  };
}

function check(context: Context, bytes: Buffer, mediaType: string): ManifestDocument {
  const invalid = (why: string): Refusal =>
    new Refusal(400, "MANIFEST_INVALID", "manifest invalid", { detail: why });
  if (mediaType === "") throw invalid("Content-Type is missing");
  let document: ManifestDocument;
  try {
    document = parseManifest(bytes);
  } catch (error) {
    throw invalid(String(error));
  }
  if (document.mediaType !== undefined && document.mediaType !== mediaType)
    throw invalid(`Content-Type ${mediaType} differs from mediaType ${document.mediaType}`);
  if (document.schemaVersion !== 2) throw invalid("schemaVersion is not 2");
  if (isIndexType(mediaType) ? !Array.isArray(document.manifests) : !document.config)
    throw invalid("neither an index with manifests nor a manifest with a config");
  if (context.flavour === "gitea" && document.manifests?.some((child) => isIndexType(child.mediaType)))
    throw invalid("an index may only hold image manifests");
  return document;
}

/**
 * distribution says 400 MANIFEST_BLOB_UNKNOWN for whatever is absent. Gitea says 404, and BLOB_UNKNOWN when
 * it is not a child that is absent but a config or layer.
 */
function checkReferences(context: Context, name: string, document: ManifestDocument): void {
  const missing = context.store.missingFrom(name, document);
  if (missing.length === 0) return;
  const detail = missing.map((digest) => ({ digest }));
  if (context.flavour === "spec")
    throw new Refusal(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", { detail });
  const code = document.manifests ? "MANIFEST_BLOB_UNKNOWN" : "BLOB_UNKNOWN";
  throw new Refusal(404, code, "blob unknown to registry");
}

/** ECR refuses an existing immutable tag, even with the digest it already has (moby/buildkit#3776). */
function checkImmutable(context: Context, name: string, tag: string): void {
  if (context.immutableTags && context.store.tags(name).has(tag))
    throw new Refusal(
      400,
      "TAG_INVALID",
      `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
    );
}

function remove(context: Context, name: string, reference: string): Reply {
  const { store } = context;
  const removed = isDigest(reference)
    ? store.removeManifest(name, reference)
    : store.removeTag(name, reference);
  if (!removed)
    throw new Refusal(404, "MANIFEST_UNKNOWN", "manifest unknown", { detail: { name, reference } });
  return { status: 202, headers: {} };
}
