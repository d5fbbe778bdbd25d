import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { constants, createGzip, gzipSync, type ZlibOptions } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { generatedBytes } from "../support/images/layer.ts";
import { indexed } from "../support/soci/indexed.ts";
import { resumed } from "../support/soci/resumed.ts";
import { paxHeaderOf, tarEnd, tarEntryOf } from "../support/soci/tar.ts";
import { gzipCheckpoints, type ReadZtoc, readZtoc, tarCheckpoints } from "../support/soci/ztoc.ts";

const sha256 = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Bytes that compress in many ways: noise, runs, and repetitions near and far. */
const content = fc
  .array(
    fc.record({
      kind: fc.constantFrom("noise", "run", "text"),
      size: fc.oneof(fc.nat(600), fc.nat(60_000)),
      seed: fc.nat(20),
    }),
    { maxLength: 4 },
  )
  .map((pieces) => Buffer.concat(pieces.map(({ kind, size, seed }) => piece(kind, size, seed))));

function piece(kind: string, size: number, seed: number): Buffer {
  if (kind === "run") return Buffer.alloc(size, seed);
  const noise = Buffer.concat([...generatedBytes(kind === "noise" ? size : 3000, String(seed))]);
  return kind === "noise" ? noise : Buffer.alloc(size, noise.toString("hex"), "latin1");
}

interface File {
  readonly name: string;
  readonly content: Buffer;
  readonly records: Readonly<Record<string, string>>;
}

const key = fc.string({ minLength: 1, maxLength: 9 }).filter((text) => /^[a-z]+$/.test(text));
const files: fc.Arbitrary<File[]> = fc.array(
  fc.record({
    name: fc.stringMatching(/^[\x21-\x7e\xa0-\xff]{1,99}$/),
    content,
    records: fc.dictionary(
      fc.oneof(
        fc.constantFrom("VENDOR.a", "SCHILY.xattr.b"),
        key.map((text) => `x.${text}`),
      ),
      fc.stringMatching(/^[ -~\xa0-\xff]{0,200}$/),
      {
        maxKeys: 3,
      },
    ),
  }),
  { maxLength: 6 },
);

function tarOf(all: readonly File[]): Buffer {
  const entries = all.flatMap(({ name, content, records }) => [
    ...(Object.keys(records).length > 0 ? [paxHeaderOf(records)] : []),
    tarEntryOf({ name }, content),
  ]);
  return Buffer.concat([...entries, tarEnd]);
}

const compression = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

const flushes = [
  constants.Z_SYNC_FLUSH,
  constants.Z_FULL_FLUSH,
  constants.Z_PARTIAL_FLUSH,
  constants.Z_BLOCK,
];

/** A stream that is flushed after each piece. */
async function flushed(pieces: readonly Buffer[], flush: number, options: ZlibOptions): Promise<Buffer> {
  const gzip = createGzip(options);
  const compressed = buffer(gzip);
  for (const piece of pieces) {
    gzip.write(piece);
    await new Promise<void>((resolve) => gzip.flush(flush, resolve));
  }
  gzip.end();
  return await compressed;
}

/** Compressed bytes, enough to see that decoding is on its way. */
const lookedAt = 3000;

/** Checkpoints of a layer that are looked at: with spans of one byte it has thousands. */
const mostLookedAt = 50;

function expectResumable(layer: Buffer, tar: Buffer, ztoc: ReadZtoc): void {
  const checkpoints = gzipCheckpoints(ztoc);
  expect(ztoc.maxSpan).toBe(checkpoints.length - 1);
  expect(ztoc.digests).toHaveLength(checkpoints.length);
  const step = Math.ceil(checkpoints.length / mostLookedAt);
  for (const [index, checkpoint] of checkpoints.entries()) {
    if (index % step !== 0 && index !== checkpoints.length - 1) continue;
    const { in: position, out, bits, window } = checkpoint;
    const start = bits > 0 ? position - 1 : position;
    expect(ztoc.digests[index]).toBe(sha256(layer.subarray(start, checkpoints[index + 1]?.in)));
    const before = tar.subarray(Math.max(0, out - window.length), out);
    expect(window.equals(Buffer.concat([Buffer.alloc(window.length - before.length), before]))).toBe(true);
    const found = resumed(layer, checkpoint, lookedAt);
    expect(found.length > 0 || layer.length - position < lookedAt).toBe(true);
    expect(found.equals(tar.subarray(out, out + found.length)), `from checkpoint ${index} on`).toBe(true);
    if (layer.length - start <= lookedAt) expect(out + found.length).toBe(tar.length);
  }
}

function expectFiles(tar: Buffer, all: readonly File[], ztoc: ReadZtoc): void {
  expect(ztoc.tarSize).toBe(tar.length);
  expect(ztoc.files.map(({ name, records }) => ({ name, records }))).toEqual(
    all.map(({ name, records }) => ({ name, records })),
  );
  for (const [index, { offset, size }] of ztoc.files.entries())
    expect(tar.subarray(offset, offset + size).equals(all[index]?.content ?? Buffer.alloc(1))).toBe(true);
}

const spanSizes = fc.constantFrom(1, 5000, 65_536, 4_194_304);
const chunks = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 300, max: 1_000_000 }));
const leniency = { mostCheckpoints: Number.POSITIVE_INFINITY };

test("every checkpoint of what zlib compresses leads to the bytes that follow", async () => {
  await fc.assert(
    fc.asyncProperty(files, compression, spanSizes, chunks, async (all, options, spanSize, chunk) => {
      const tar = tarOf(all);
      const layer = gzipSync(tar, options);
      const ztoc = readZtoc((await indexed(layer, { spanSize, chunk, ...leniency })).chunks);
      expect(ztoc).toMatchObject({
        version: "0.9",
        buildTool: "test",
        layerSize: layer.length,
        algorithm: 1,
      });
      expectResumable(layer, tar, ztoc);
      expectFiles(tar, all, ztoc);
    }),
    { numRuns: 60 },
  );
});

test("every checkpoint of what is flushed time and again does, too", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(content, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...flushes),
      compression,
      spanSizes,
      async (pieces, flush, options, spanSize) => {
        const all = [{ name: "all", content: Buffer.concat(pieces), records: {} }];
        const tar = tarOf(all);
        const layer = await flushed([...cut(tar, pieces)], flush, options);
        const ztoc = readZtoc((await indexed(layer, { spanSize, ...leniency })).chunks);
        expectResumable(layer, tar, ztoc);
        expectFiles(tar, all, ztoc);
      },
    ),
    { numRuns: 60 },
  );
});

/** A tar archive cut into pieces as long as these, and what is left. */
function* cut(tar: Buffer, pieces: readonly Buffer[]): Generator<Buffer> {
  let at = 0;
  for (const { length } of pieces) {
    yield tar.subarray(at, at + length);
    at += length;
  }
  yield tar.subarray(at);
}

test("a layer without compression has spans of one size", async () => {
  await fc.assert(
    fc.asyncProperty(
      files,
      spanSizes.filter((size) => size > 1),
      chunks,
      async (all, spanSize, chunk) => {
        const tar = tarOf(all);
        const ztoc = readZtoc((await indexed(tar, { compression: "none", spanSize, chunk })).chunks);
        expect(ztoc).toMatchObject({ layerSize: tar.length, algorithm: 2, maxSpan: ztoc.digests.length - 1 });
        expect(tarCheckpoints(ztoc)).toEqual({ version: 2, spanSize, size: tar.length });
        const slices = Array.from({ length: Math.ceil(tar.length / spanSize) }, (_, index) =>
          tar.subarray(index * spanSize, (index + 1) * spanSize),
        );
        expect(ztoc.digests).toEqual(slices.map(sha256));
        expectFiles(tar, all, ztoc);
      },
    ),
    { numRuns: 40 },
  );
});
