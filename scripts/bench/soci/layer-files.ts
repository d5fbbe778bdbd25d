import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import type { Descriptor } from "../../../test/support/registry/index.ts";
import { type LayerSize, largeLayer, writeSociLayer } from "../soci-layer.ts";

/** A layer in a file, as a registry would list it. */
export interface LayerFile {
  readonly path: string;
  readonly descriptor: Descriptor;
}

/** Two layers of 27 MB. */
const lesserLayers: readonly LayerSize[] = [6_000, 6_001].map((files) => ({ files, bytes: 66e6 }));

/** Writes a layer of 252 MB and two of 27 MB into a folder. */
export async function writeLayers(folder: string): Promise<[LayerFile, LayerFile, LayerFile]> {
  const [large, ...lesser] = await Promise.all(
    [largeLayer, ...lesserLayers].map((size, at) => writeLayer(join(folder, `layer-${at}.tar.gz`), size)),
  );
  const [second, third] = lesser;
  if (!large || !second || !third) throw new Error("a layer is missing");
  return [large, second, third];
}

async function writeLayer(path: string, layer: LayerSize): Promise<LayerFile> {
  await writeSociLayer(path, layer);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
  return {
    path,
    descriptor: { mediaType, digest: `sha256:${hash.digest("hex")}`, size: statSync(path).size },
  };
}
