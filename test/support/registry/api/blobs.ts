import { type Context, methodNotAllowed, repositoryOf } from "../context.ts";
import type { Call, Reply } from "../types.ts";
import { Refusal } from "./refusal.ts";
import { isDigest } from "./route.ts";

/** GET (with ranges), HEAD and DELETE of /v2/<name>/blobs/<digest>. */
export function blobEndpoint(context: Context): (call: Call) => Promise<Reply> {
  return async (call) => {
    const name = repositoryOf(context, call);
    const digest = call.reference ?? "";
    if (!isDigest(digest)) throw new Refusal(400, "DIGEST_INVALID", "invalid digest", { detail: digest });
    if (call.method === "DELETE") {
      if (!context.store.removeBlob(name, digest)) throw unknown(digest);
      return { status: 202, headers: {} };
    }
    if (call.method !== "GET" && call.method !== "HEAD") throw methodNotAllowed();
    const blob = context.store.hasBlob(name, digest) ? context.store.blobs.get(digest) : undefined;
    if (!blob) throw unknown(digest);
    const headers = {
      "content-type": "application/octet-stream",
      "docker-content-digest": digest,
      "accept-ranges": "bytes",
      etag: `"${digest}"`,
    };
    const range = rangeOf(call, blob.size);
    if (!range) {
      const whole = { size: blob.size, chunks: () => blob.read(0, blob.size - 1) };
      return { status: 200, headers, body: blob.bytes ?? whole };
    }
    if (range === "unsatisfiable")
      return { status: 416, headers: { ...headers, "content-range": `bytes */${blob.size}` } };
    const [start, end] = range;
    return {
      status: 206,
      headers: { ...headers, "content-range": `bytes ${start}-${end}/${blob.size}` },
      body: { size: end - start + 1, chunks: () => blob.read(start, end) },
    };
  };
}

function unknown(digest: string): Refusal {
  return new Refusal(404, "BLOB_UNKNOWN", "blob unknown to registry", { detail: { digest } });
}

/** One byte range after RFC 9110 section 14; anything else is ignored, as the RFC allows. */
function rangeOf(call: Call, size: number): readonly [number, number] | "unsatisfiable" | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(call.headers.range ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : [size - length, size - 1];
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start >= size ? "unsatisfiable" : start > end ? undefined : [start, end];
}
