import { quoted } from "../../base/text.ts";
import type { Descriptor } from "../../image/descriptor.ts";

/** How the tar of a layer is compressed that can be indexed. */
export type Compression = "gzip" | "none";

/** What is to be done about a layer. */
export type LayerPlan =
  | { readonly what: "index"; readonly compression: Compression }
  /** It is smaller than what is worth a ztoc. */
  | { readonly what: "small" }
  /** It cannot be indexed; `reason` is a clause. */
  | { readonly what: "skip"; readonly reason: string };

const compressions: Readonly<Record<string, Compression>> = {
  "application/vnd.oci.image.layer.v1.tar": "none",
  "application/vnd.oci.image.layer.v1.tar+gzip": "gzip",
  "application/vnd.docker.image.rootfs.diff.tar": "none",
  "application/vnd.docker.image.rootfs.diff.tar.gzip": "gzip",
};

/** Decides about a layer by its descriptor; `minLayerSize` in bytes. */
export function planLayer({ mediaType, size }: Descriptor, minLayerSize: number): LayerPlan {
  if (size < minLayerSize) return { what: "small" };
  const compression = compressions[mediaType];
  return compression ? { what: "index", compression } : { what: "skip", reason: whyNot(mediaType) };
}

function whyNot(mediaType: string): string {
  if (/[+.]zstd$/.test(mediaType)) return "it is compressed with zstd, for which SOCI has no ztoc";
  if (/\.(?:nondistributable|foreign)\./.test(mediaType)) return "it may not be copied (nondistributable)";
  return `it is ${quoted(mediaType, 100)}, and no layer of tar or gzip`;
}
