import { type Context, location, methodNotAllowed, repositoryOf } from "../context.ts";
import { isIndexType, ociIndex } from "../store/manifest-document.ts";
import { byTag, type StoredManifest } from "../store/store.ts";
import type { Call, Descriptor, Reply } from "../types.ts";
import { Refusal } from "./refusal.ts";
import { isDigest } from "./route.ts";

/** GET /v2/<name>/tags/list, in pages when `n` is given. */
export function tagsEndpoint(context: Context): (call: Call) => Promise<Reply> {
  return async (call) => {
    if (call.method !== "GET") throw methodNotAllowed();
    const name = repositoryOf(context, call);
    // Gitea knows a repository from its first blob on, distribution from its first tag.
    const known = context.store.repositories.get(name);
    if (!known || (context.flavour === "spec" && known.tags.size === 0))
      throw new Refusal(404, "NAME_UNKNOWN", "repository name not known to registry", { detail: { name } });
    const all = [...context.store.tags(name, performance.now()).keys()];
    const last = call.query.get("last");
    const rest = last === null ? all : all.filter((tag) => byTag(tag, last) > 0);
    const n = call.query.get("n");
    const tags = n === null ? rest : rest.slice(0, Number(n));
    const more = tags.length > 0 && tags.length < rest.length;
    const next = `/v2/${name}/tags/list?n=${n}&last=${encodeURIComponent(tags.at(-1) ?? "")}`;
    const link = more ? { link: `<${location(context, call, next)}>; rel="next"` } : {};
    return json("application/json", { name, tags }, link);
  };
}

/** GET /v2/<name>/referrers/<digest>, in pages, filtered by `artifactType` when asked. */
export function referrersEndpoint(context: Context): (call: Call) => Promise<Reply> {
  return async (call) => {
    if (call.method !== "GET") throw methodNotAllowed();
    const name = repositoryOf(context, call);
    if (!context.referrers) throw new Refusal(404, "UNSUPPORTED", "the operation is unsupported");
    const digest = call.reference ?? "";
    if (!isDigest(digest)) throw new Refusal(400, "DIGEST_INVALID", "invalid digest", { detail: digest });
    const now = performance.now();
    const filter = call.query.get("artifactType");
    const all = [...(context.store.repositories.get(name)?.manifests.values() ?? [])]
      .filter((manifest) => manifest.document.subject?.digest === digest && manifest.visibleAt <= now)
      .map(descriptorOf)
      .filter((descriptor) => filter === null || descriptor.artifactType === filter);
    const applied = filter === null ? {} : { "oci-filters-applied": "artifactType" };
    // How a page is named is the registry's own business; a caller follows the link.
    const page = Number(call.query.get("page") ?? 0);
    const start = page === 0 ? 0 : page * context.referrersPage;
    const manifests = all.slice(start, start + context.referrersPage);
    const next = new URLSearchParams({ ...Object.fromEntries(call.query), page: String(page + 1) });
    const path = `/v2/${name}/referrers/${digest}?${next}`;
    const more = start + manifests.length < all.length;
    const link = more ? { link: `<${location(context, call, path)}>; rel="next"` } : {};
    return json(ociIndex, { schemaVersion: 2, mediaType: ociIndex, manifests }, { ...applied, ...link });
  };
}

function descriptorOf({ document, mediaType, digest, bytes }: StoredManifest): Descriptor {
  const artifactType =
    document.artifactType || (isIndexType(mediaType) ? undefined : document.config?.mediaType);
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(document.annotations === undefined ? {} : { annotations: document.annotations }),
  };
}

function json(type: string, value: unknown, headers: Record<string, string>): Reply {
  return {
    status: 200,
    headers: { "content-type": type, ...headers },
    body: Buffer.from(`${JSON.stringify(value)}\n`),
  };
}
