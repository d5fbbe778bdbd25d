/** The media type of a SOCI index's config, and the artifact type of its entry in an image index (SOCI v2). */
export const sociIndexType = "application/vnd.amazon.soci.index.v2+json";

/** The annotations by which a SOCI index and an image know each other (soci-snapshotter, `soci/soci_index.go`). */
export const annotation = {
  /** Of an image's manifest and descriptor: its SOCI index. */
  index: "com.amazon.soci.index-digest",
  /** Of a SOCI index's entry in an image index: its image. */
  image: "com.amazon.soci.image-manifest-digest",
  /** Of a ztoc in a SOCI index: its layer, that layer's media type, and the span size in bytes. */
  layer: "com.amazon.soci.image-layer-digest",
  layerType: "com.amazon.soci.image-layer-mediaType",
  spanSize: "com.amazon.soci.span-size",
  /** Of a SOCI index: what made it. */
  buildTool: "com.amazon.soci.build-tool-identifier",
} as const;
