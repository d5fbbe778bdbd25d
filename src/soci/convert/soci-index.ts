import { isRecord } from "../../base/json.ts";
import { canonicalManifest } from "../../image/canonical-json.ts";
import type { Descriptor, Manifest } from "../../image/descriptor.ts";
import { type Digest, sha256 } from "../../image/digest.ts";
import { readImage, readObject } from "../../image/documents.ts";
import { imageManifest } from "../../image/media-types.ts";
import type { SociIndex, ZtocBlob } from "../../image/merge-index.ts";
import { annotation, sociIndexType } from "./names.ts";

/** The config of every SOCI index: an empty object. */
export const sociConfig = new TextEncoder().encode("{}");

/** A ztoc, and the layer that it is of. */
export interface LayerZtoc {
  readonly layer: Pick<Descriptor, "digest" | "mediaType">;
  readonly ztoc: ZtocBlob;
}

/** How ztocs were made, on which their bytes depend. */
export interface ZtocMaking {
  /** Bytes. */
  readonly spanSize: number;
  readonly buildTool: string;
}

/** The SOCI index of an image, its ztocs in the order of the image's layers. */
export function writeSociIndex(ztocs: readonly LayerZtoc[], { spanSize, buildTool }: ZtocMaking): SociIndex {
  const layers = ztocs.map(({ layer, ztoc: { digest, size } }) => ({
    mediaType: "application/octet-stream",
    ...{ digest, size },
    annotations: {
      [annotation.layer]: layer.digest,
      [annotation.layerType]: layer.mediaType,
      [annotation.spanSize]: String(spanSize),
    },
  }));
  const config = { mediaType: sociIndexType, digest: sha256(sociConfig), size: sociConfig.byteLength };
  const annotations = { [annotation.buildTool]: buildTool };
  const document = { schemaVersion: 2, mediaType: imageManifest, config, layers, annotations };
  return {
    manifest: canonicalManifest(imageManifest, document),
    ztocs: ztocs.map(({ ztoc: { digest, size } }) => ({ digest, size })),
  };
}

/**
 * The ztocs that a SOCI index names, by their layers; none where they were made otherwise, or it is no SOCI index.
 *
 * @throws {MalformedDocument} when it is not what its media type says
 */
export function ztocsIn(sociIndex: Manifest, { spanSize, buildTool }: ZtocMaking): Map<Digest, ZtocBlob> {
  const { config, layers } = readImage(sociIndex);
  const { annotations } = readObject(sociIndex);
  const tool = isRecord(annotations) ? annotations[annotation.buildTool] : undefined;
  if (config.mediaType !== sociIndexType || tool !== buildTool) return new Map();
  return new Map(
    layers.flatMap(({ digest, size, annotations: said = {} }) =>
      said[annotation.spanSize] === String(spanSize)
        ? [[(said[annotation.layer] ?? "") as Digest, { digest, size }] as const]
        : [],
    ),
  );
}
