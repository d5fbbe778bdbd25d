import type { Manifest } from "./descriptor.ts";
import { sha256 } from "./digest.ts";

import { isExactNumber } from "./exact-json.ts";
import { sortedBy } from "./sorted-by.ts";

/** The order in which readers expect these properties; all others follow by name. */
const leading = ["schemaVersion", "mediaType", "artifactType", "digest", "size", "platform", "manifests"];

/** Compact JSON whose bytes depend on the value alone, not on the order in which it was put together. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part) || isExactNumber(part)) return part;
    return Object.fromEntries(sortedBy(Object.entries(part), ([name]) => rankOf(name)));
  });
}

function rankOf(name: string): string {
  const place = leading.indexOf(name);
  return `${place < 0 ? leading.length : place} ${name}`;
}

/** A document of a media type, with the bytes and the digest that it always has. */
export function canonicalManifest(mediaType: string, document: unknown): Manifest {
  const bytes = new TextEncoder().encode(canonicalJson(document));
  return { mediaType, bytes, digest: sha256(bytes) };
}
