import type { Descriptor } from "./descriptor.ts";

/** What tells a client that an image's layers are compressed with zstd, as containers/image writes and reads it. */
const annotation = "io.github.containers.compression.zstd";

/** Whether a descriptor says that its image is one for clients that read zstd. */
export function isZstd({ annotations }: Descriptor): boolean {
  return annotations?.[annotation] === "true";
}

/** A descriptor that says so. */
export function asZstd(descriptor: Descriptor): Descriptor {
  return { ...descriptor, annotations: { ...descriptor.annotations, [annotation]: "true" } };
}
