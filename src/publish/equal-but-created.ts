import { isRecord, recordIn } from "../base/json.ts";
import { canonicalJson } from "../image/canonical-json.ts";
import type { Manifest } from "../image/descriptor.ts";
import { created } from "./plan.ts";

/**
 * Whether two indexes say the same but for when they were created, of themselves or of what they list. How they are
 * written, such as the order of properties, does not count.
 */
export function equalButCreated(one: Manifest, other: Manifest): boolean {
  const text = withoutCreated(one);
  return text !== undefined && text === withoutCreated(other);
}

/** An index as text that tells all but that; undefined where it is none. */
function withoutCreated({ bytes, mediaType }: Manifest): string | undefined {
  const index = recordIn(bytes);
  if (!index || !Array.isArray(index.manifests)) return undefined;
  const manifests = index.manifests.map((part: unknown) => (isRecord(part) ? unstamped(part) : part));
  return canonicalJson({ ...unstamped(index), mediaType, manifests });
}

/** Without the annotation, and without any where it was the only one. */
function unstamped({ annotations, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const { [created]: _, ...others } = isRecord(annotations) ? annotations : {};
  return Object.keys(others).length > 0 ? { ...rest, annotations: others } : rest;
}
