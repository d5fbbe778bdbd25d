import { isLoopbackName } from "../base/loopback.ts";
import { type Digest, isDigest } from "../image/digest.ts";
import { isRepositoryPath, isTag } from "../image/reference.ts";

/** What a client asks for. */
export type Asked =
  | { readonly kind: "ping" | "health" | "stats" }
  | { readonly kind: "reads"; readonly since: number }
  | { readonly kind: "blob" | "manifest"; readonly repository: string; readonly digest: Digest }
  | { readonly kind: "tag"; readonly repository: string; readonly tag: string }
  | Refused;

/** What is not done, with the error code of the distribution specification. */
export interface Refused {
  readonly kind: "refused";
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The parts of a request that say what is asked for, as they came. */
export interface RequestLine {
  readonly method: string | undefined;
  /** The target of the request, which nothing has normalised. */
  readonly url: string | undefined;
  /** The header. */
  readonly host: string | undefined;
}

/** The names of Docker Hub, of which containerd sends the first. */
const hub = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/**
 * Reads a request. Nothing of a name reaches a path of the store: what is asked for is a digest of hexadecimal digits, or
 * a tag that is looked up. What has the name of another host is refused, so that no page in a browser reads here, and
 * what is meant for another registry than ours, as containerd says by `ns`.
 *
 * @param upstream the host of the registry, with its port
 */
export function route({ method, url = "", host }: RequestLine, upstream: string): Asked {
  if (!isOurName(host)) return refused(421, "DENIED", "this is a cache for this machine alone");
  if (method !== "GET" && method !== "HEAD")
    return refused(405, "UNSUPPORTED", "this is a cache that nothing is pushed to");
  const [path = "", query = ""] = url.split("?", 2);
  if (path === "/v2" || path === "/v2/") return { kind: "ping" };
  const own = /^\/_imgpub\/(health|stats|reads)$/.exec(path)?.[1];
  if (own === "reads") return { kind: "reads", since: sinceOf(query) };
  if (own !== undefined) return { kind: own as "health" | "stats" };
  const [, repository = "", what, written = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (what === undefined) return refused(404, "UNSUPPORTED", "this is a cache of manifests and blobs");
  const named = new URLSearchParams(query).get("ns");
  if (named !== null && !isUpstream(named, upstream))
    return refused(404, "NAME_UNKNOWN", "this is a cache of another registry");
  if (!isRepositoryPath(repository)) return refused(400, "NAME_INVALID", "this is no repository's name");
  const reference = written.replace(/^(sha\d{3})%3a/i, "$1:");
  if (isDigest(reference))
    return { kind: what === "blobs" ? "blob" : "manifest", repository, digest: reference };
  if (what === "blobs") return refused(400, "DIGEST_INVALID", "this is no digest");
  return isTag(reference)
    ? { kind: "tag", repository, tag: reference }
    : refused(400, "TAG_INVALID", "this is neither a tag nor a digest");
}

/** Where the rest of a blob begins that is asked for with a `Range` header; 0 for all that is no such range. */
export function rangeStart(header: string | undefined): number {
  const digits = /^bytes=(\d{1,15})-$/.exec(header ?? "")?.[1];
  return digits === undefined ? 0 : Number(digits);
}

function refused(status: number, code: string, message: string): Refused {
  return { kind: "refused", status, code, message };
}

function isOurName(host = ""): boolean {
  const name = /^(\[[\da-f:]+\]|[^:]+)(?::\d+)?$/i.exec(host)?.[1];
  return name !== undefined && isLoopbackName(name.toLowerCase());
}

function isUpstream(named: string, upstream: string): boolean {
  return named === upstream || (hub.includes(named) && hub.includes(upstream));
}

function sinceOf(query: string): number {
  const digits = /^\d{1,15}$/.exec(new URLSearchParams(query).get("since") ?? "")?.[0];
  return digits === undefined ? 0 : Number(digits);
}
