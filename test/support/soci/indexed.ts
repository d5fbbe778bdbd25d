import { layerIndexer } from "../../../src/soci/index-layer.ts";
import type { LayerOptions } from "../../../src/soci/layer-reader.ts";
import { chunksOf } from "./layers.ts";
import { countsOf } from "./ztoc.ts";

const usual: Omit<LayerOptions, "size"> = { compression: "gzip", spanSize: 65_536, buildTool: "test" };

/** The ztoc of a layer that is written in chunks of `chunk` bytes. */
export async function indexed(layer: Uint8Array, options: Partial<LayerOptions & { chunk: number }> = {}) {
  const { chunk = layer.length || 1, ...rest } = options;
  const indexer = layerIndexer({ ...usual, size: layer.length, ...rest });
  for (const piece of chunksOf(layer, chunk)) await indexer.write(piece);
  const ztoc = await indexer.end();
  return { ...ztoc, ...countsOf(ztoc.chunks) };
}
