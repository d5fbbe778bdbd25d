import { afterAll, beforeAll, expect, test } from "vitest";
import { layerIndexer, Unindexable } from "../../src/soci/index-layer.ts";
import { type LayerOptions, layerReader } from "../../src/soci/layer-reader.ts";
import { ztocDocument } from "../../src/soci/ztoc/ztoc-document.ts";
import { realPart } from "../support/real/real.ts";
import { awsTool, generatedLayers, goldenLayers } from "../support/soci/golden-layers.ts";
import { chunksOf, sha256Of } from "../support/soci/layers.ts";

/** So that all is read that AWS's tool reads, also with windows that are larger than the layer. */
const leniency = { members: "any", mostCheckpoints: Number.POSITIVE_INFINITY } as const;

let layers: Awaited<ReturnType<typeof generatedLayers>>;

/** The SHA-256 of the ztoc, null for a layer that cannot be indexed. */
async function outcome(make: () => string | Promise<string>): Promise<string | null> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Unindexable) return null;
    throw error;
  }
}

async function indexed(layer: Buffer, options: LayerOptions, chunk: number): Promise<string> {
  const indexer = layerIndexer(options);
  for (const piece of chunksOf(layer, chunk)) await indexer.write(piece);
  return (await indexer.end()).digest.slice("sha256:".length);
}

function read(layer: Buffer, options: LayerOptions, chunk: number): string {
  const reader = layerReader(options);
  for (const piece of chunksOf(layer, chunk)) reader.write(piece);
  return sha256Of(ztocDocument(reader.end()));
}

realPart("python3")("the ztoc that AWS's tool makes", () => {
  beforeAll(async () => {
    layers = await generatedLayers();
  });
  afterAll(() => layers?.[Symbol.asyncDispose]());

  const cases = goldenLayers.flatMap(({ spans, ...layer }) => spans.map((span) => ({ ...layer, ...span })));

  test.each(cases)(
    "of $name with spans of $spanSize bytes",
    async ({ name, compression, spanSize, ztoc }) => {
      const layer = await layers.read(name);
      const options = { compression, spanSize, buildTool: awsTool, size: layer.length, ...leniency };
      for (const chunk of [layer.length, 5000, 70])
        expect(await outcome(() => indexed(layer, options, chunk)), `in chunks of ${chunk}`).toBe(ztoc);
      // A promise for each byte would take minutes.
      expect(await outcome(() => read(layer, options, 1)), "byte by byte").toBe(ztoc);
    },
  );
});
