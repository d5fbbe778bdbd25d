import { UserError } from "../../base/errors.ts";
import type { Manifest } from "../../image/descriptor.ts";
import { readImage } from "../../image/documents.ts";
import type { Source } from "../../image/index-entry.ts";
import { imageConfigs } from "../../image/media-types.ts";
import type { Resolver } from "../resolver.ts";
import type { SourceReference } from "../target.ts";

/** The config of a WASM artifact (CNCF's "Wasm OCI Artifact layout"), which names its platform as an image's does. */
const wasmConfigs: ReadonlySet<string> = new Set(["application/vnd.wasm.config.v0+json"]);

/**
 * An artifact that is no image, such as a Helm chart or a WASM component: it is published as it is, where it is the
 * only source.
 *
 * @throws {UserError} when it is an image whose config does not say what it is for
 */
export async function artifactSource(
  name: string,
  source: SourceReference,
  manifest: Manifest,
  { platforms, context, patience }: Resolver,
): Promise<Source> {
  const { config, layers, artifactType = config.mediaType } = readImage(manifest);
  if (imageConfigs.has(artifactType)) {
    const isAttestation = layers.some((layer) => layer.mediaType === "application/vnd.in-toto+json");
    const hint = isAttestation
      ? ""
      : `; of an image, the platform may stand behind it, as in ${name},platform=linux/amd64`;
    throw new UserError(
      `${name} is neither an image nor an index: its config names no platform (${config.mediaType}); expected an OCI or Docker image or index${hint}`,
    );
  }
  if (source.said)
    throw new UserError(
      `${name} is an artifact, not an image (${artifactType}); expected ${source.said.text} behind an image`,
    );
  const platform = await (await platforms()).of(manifest, source, context, patience, wasmConfigs);
  const { digest, mediaType, bytes } = manifest;
  const descriptor = {
    mediaType,
    digest,
    size: bytes.byteLength,
    artifactType,
    ...(platform && { platform }),
  };
  return { name, entries: [{ descriptor, from: [source] }], index: manifest };
}
