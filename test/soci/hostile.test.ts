import { constants, crc32, createGzip, deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layerIndexer, Unindexable } from "../../src/soci/index-layer.ts";
import { generatedBytes } from "../support/images/layer.ts";
import { indexed } from "../support/soci/indexed.ts";
import { paxHeaderOf, tarEnd, tarEntryOf, tarHeaderOf, withChecksum } from "../support/soci/tar.ts";
import { countsOf } from "../support/soci/ztoc.ts";

/** Why a layer is not indexed. */
async function reason(layer: Uint8Array, options: Parameters<typeof indexed>[1] = {}): Promise<string> {
  const error = await indexed(layer, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Unindexable) return error.message;
  throw error ?? new Error("the layer was indexed");
}

const noise = Buffer.concat([...generatedBytes(3000, "hostile")]);
const content = Buffer.concat([noise, Buffer.from("text ".repeat(500)), noise.subarray(0, 700)]);
const tar = Buffer.concat([
  tarEntryOf({ name: "etc/", type: "5" }),
  tarEntryOf({ name: "a" }, content),
  tarEnd,
]);
const layer = gzipSync(tar);

/** A gzip member around deflate of our making. */
function member(deflate: Uint8Array, of = tar): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(of));
  trailer.writeUInt32LE(of.length % 2 ** 32, 4);
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]), deflate, trailer]);
}

/** Deflate out of bits, each a character, in the order in which they are read. */
function bits(text: string): Buffer {
  const all = text.replaceAll(" ", "");
  return Buffer.from(
    Array.from({ length: Math.ceil(all.length / 8) }, (_, index) =>
      Number.parseInt([...all.slice(8 * index, 8 * index + 8).padEnd(8, "0")].reverse().join(""), 2),
    ),
  );
}

function changed(bytes: Uint8Array, at: number, by = 1): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ by;
  return copy;
}

describe("a gzip stream", () => {
  test("that is cut anywhere is refused in one sentence", async () => {
    for (let length = 0; length < layer.length; length++)
      expect(await reason(layer.subarray(0, length)), `${length} bytes`).toBe("its gzip stream is cut short");
  });

  test.each<[string, Buffer]>([
    ["bytes follow its gzip stream", Buffer.concat([layer, Buffer.alloc(512)])],
    ["bytes follow its gzip stream", Buffer.concat([layer, Buffer.from("garbage!")])],
    ["its gzip stream has a wrong CRC-32", changed(layer, -6)],
    ["its gzip stream has a wrong size", changed(layer, -2)],
    ["it is not gzip", tar],
    ["it is not gzip", Buffer.from("28b52ffd", "hex")],
    ["its gzip stream has an unknown compression method", changed(layer, 2)],
    ["its gzip header has reserved flags", changed(layer, 3, 0x80)],
    [
      "its gzip header has a wrong CRC",
      Buffer.concat([changed(layer.subarray(0, 10), 3, 2), Buffer.alloc(2), layer.subarray(10)]),
    ],
    [
      "its gzip header has a name of over 511 bytes",
      Buffer.concat([changed(layer.subarray(0, 10), 3, 8), Buffer.alloc(600, 65)]),
    ],
    ["its gzip stream is damaged, with a block of a reserved type", member(bits("1 11"))],
    [
      "its gzip stream is damaged, with a stored block of a wrong length",
      member(Buffer.from([1, 5, 0, 5, 0])),
    ],
    [
      "its gzip stream is damaged, with a match of what lies too far back",
      member(bits("1 10 0000001 00000")),
    ],
    ["its gzip stream is damaged, with a code that it does not define", member(bits("1 10 11000110 "))],
    [
      "its gzip stream is damaged, with a code that it does not define",
      member(bits("1 10 00110000 0000001 11110")),
    ],
    ["its gzip stream is damaged, with too many symbols", member(bits("1 01 11111 00000 0000"))],
    [
      "its gzip stream is damaged, with impossible code lengths",
      member(bits("1 01 00000 00000 0000 100 100 100 100")),
    ],
    [
      "its gzip stream is damaged, with a repetition of nothing",
      member(bits("1 01 00000 00000 0000 100 000 100 000 0")),
    ],
    [
      "its gzip stream is damaged, with too many code lengths",
      member(bits("1 01 00000 00000 0000 000 000 100 100 1 1111111 1 1111111")),
    ],
    [
      "its gzip stream is damaged, with a block that does not end",
      member(bits("1 01 00000 00000 0000 000 000 100 100 1 1111111 1 1011011")),
    ],
    [
      "it is gzip of several members, which SOCI snapshotters before 0.14 cannot read",
      Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]),
    ],
  ])("is refused: %s", async (expected, bytes) => {
    for (const chunk of [1, 13, bytes.length]) expect(await reason(bytes, { chunk })).toBe(expected);
  });

  test("of several members may be taken", async () => {
    const members = [gzipSync(""), gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))];
    const { spans, files } = await indexed(Buffer.concat(members), { members: "any" });
    expect({ spans, files }).toEqual({ spans: 2, files: 2 });
  });

  test("with any bits changed is indexed or refused, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(layer.length - 1), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: layer.length }),
        async (changes, chunk) => {
          const bytes = changes.reduce<Buffer>((found, [at, by]) => changed(found, at, by), layer);
          const found = await indexed(bytes, { chunk }).catch((error: unknown) => error);
          if (found instanceof Error) expect(found).toBeInstanceOf(Unindexable);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("a layer", () => {
  test("whose size lies is refused", async () => {
    expect(await reason(layer, { size: layer.length - 1 })).toBe(
      `it has more than ${layer.length - 1} bytes that its descriptor says`,
    );
    expect(await reason(layer, { size: layer.length + 1 })).toBe(
      `it has ${layer.length} of ${layer.length + 1} bytes that its descriptor says`,
    );
  });

  test("that never ends is refused when it has what its descriptor says", async () => {
    const indexer = layerIndexer({ compression: "none", spanSize: 65_536, buildTool: "test", size: 10_000 });
    const endless = async () => {
      for (;;) await indexer.write(tarEntryOf({ name: "a" }));
    };
    await expect(endless()).rejects.toThrow("it has more than 10000 bytes that its descriptor says");
  });

  test("that expands a thousandfold takes no more memory than its windows", async () => {
    const size = 2 ** 30;
    const gzip = createGzip();
    const indexer = layerIndexer({
      compression: "gzip",
      spanSize: 4_194_304,
      buildTool: "test",
      size: 1_044_006,
    });
    gzip.write(tarHeaderOf({ name: "zeros", size }));
    const zeros = Buffer.alloc(2 ** 20);
    let written = 0;
    const before = process.memoryUsage.rss();
    let most = 0;
    const feed = (async () => {
      for (let left = size; left > 0; left -= zeros.length)
        if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once("drain", resolve));
      gzip.end(tarEnd);
    })();
    for await (const chunk of gzip) {
      written += chunk.length;
      await indexer.write(chunk);
      most = Math.max(most, process.memoryUsage.rss() - before);
    }
    await feed;
    expect(size / written).toBeGreaterThan(1000);
    expect(most).toBeLessThan(100 * 2 ** 20);
  });

  test("whose checkpoints would be larger than it, and large, is refused", async () => {
    const bytes = gzipSync(tarEntryOf({ name: "zeros" }, Buffer.alloc(2 ** 24)), { memLevel: 1 });
    expect(await reason(bytes, { spanSize: 65_536, mostCheckpoints: 2 ** 20 })).toBe(
      "it expands so far that its ztoc would be larger than the layer",
    );
    expect((await indexed(bytes, { spanSize: 65_536 })).files).toBe(1);
  });

  test("with a million entries is indexed", async () => {
    const count = 1_000_000;
    const spans = { compression: "none", spanSize: 2 ** 30, buildTool: "test" } as const;
    const indexer = layerIndexer({ ...spans, size: 512 * count });
    const batch = Buffer.concat(
      Array.from({ length: 1000 }, (_, index) => tarHeaderOf({ name: `file-${index}` })),
    );
    for (let left = count; left > 0; left -= 1000) await indexer.write(batch);
    const { chunks, size } = await indexer.end();
    expect(countsOf(chunks).files).toBe(count);
    expect(size).toBeLessThan(300 * count);
  });
});

describe("a tar archive", () => {
  const plain = (...entries: Buffer[]) => Buffer.concat([...entries, tarEnd]);
  const withMode = (text: string) => {
    const header = tarHeaderOf({ name: "a" }).fill(0, 100, 108);
    header.write(text, 100, "latin1");
    return withChecksum(header);
  };

  test.each<[string, Buffer]>([
    ["its tar is cut short", tar.subarray(0, 1400)],
    ["its tar is cut short", tar.subarray(0, 700)],
    ["its tar is cut short", tar.subarray(0, 300)],
    ["its tar is cut short", paxHeaderOf({ a: "b" }).subarray(0, 514)],
    ["its tar has a header with a wrong checksum", changed(tar, 3)],
    ["its tar has a header with a damaged number", plain(withMode("9"))],
    ["its tar has a header with a damaged number", plain(withMode("12 3"))],
    ["its tar has a header with a damaged number", plain(withMode("\0x"))],
    ["its tar has a number over 9007199254740991", plain(tarHeaderOf({ name: "a", size: 2 ** 60 }))],
    ["its tar goes on after a block of zeros", plain(Buffer.alloc(512), tarEntryOf({ name: "a" }))],
    [
      "its tar has a global pax header",
      plain(tarEntryOf({ name: "g", type: "g" }, Buffer.from("11 a=bcdef\n"))),
    ],
    ['its tar has an entry of type "7", "a"', plain(tarEntryOf({ name: "a", type: "7" }))],
    ["its tar has a GNU sparse file", plain(tarEntryOf({ name: "a", type: "S" }))],
    ['its tar has an entry of type "V", "a"', plain(tarEntryOf({ name: "a", type: "V" }))],
    [
      'its tar has "a", a GNU sparse file',
      plain(paxHeaderOf({ "GNU.sparse.major": "1" }), tarEntryOf({ name: "a" })),
    ],
    ['its tar has "a" with a negative size', plain(tarHeaderOf({ name: "a", size: -5 }))],
    [
      'its tar has "b" within what the entry before it claims',
      plain(tarHeaderOf({ name: "a", type: "1", size: 9999 }), tarEntryOf({ name: "b" })),
    ],
    ["its tar has a header of over 1 MiB", plain(tarHeaderOf({ name: "x", type: "x", size: 2 ** 21 }))],
    [
      "its tar has a damaged pax header",
      plain(tarEntryOf({ name: "x", type: "x" }, Buffer.from("99 a=b\n"))),
    ],
    [
      "its tar has a damaged pax header",
      plain(tarEntryOf({ name: "x", type: "x" }, Buffer.from("7 path\n"))),
    ],
    ["its tar has a damaged pax header", plain(paxHeaderOf({ path: "a\0b" }))],
    [
      "its tar has a pax record with a damaged number",
      plain(paxHeaderOf({ uid: "x" }), tarEntryOf({ name: "a" })),
    ],
    [
      "its tar has a pax record with a damaged time",
      plain(paxHeaderOf({ atime: "1.x" }), tarEntryOf({ name: "a" })),
    ],
  ])("is refused: %s", async (expected, bytes) => {
    for (const chunk of [1, 500, bytes.length])
      expect(await reason(bytes, { compression: "none", chunk })).toBe(expected);
  });

  test("with any bits changed is indexed or refused, and nothing else", async () => {
    const many = plain(
      paxHeaderOf({ path: "long", size: "3", mtime: "1.5" }),
      tarEntryOf({ name: "a", userName: "root", mtime: -5 }, Buffer.from("abc")),
      tarEntryOf({ name: "L", type: "L", magic: "ustar  \0" }, Buffer.from("name\0")),
      tarEntryOf({ name: "b", magic: "ustar  \0", prefix: "x" }),
      tarEntryOf({ name: "c", type: "\0", uid: 2 ** 40 }),
    );
    const headers = fc.constantFrom(0, 512, 1024, 2048, 2560, 3072, 3584);
    await fc.assert(
      fc.asyncProperty(headers, fc.nat(511), fc.nat(255), fc.boolean(), async (at, place, by, mended) => {
        const bytes = changed(many, at + place, by);
        if (mended && at !== 512 && at !== 2560) withChecksum(bytes.subarray(at, at + 512));
        const found = await indexed(bytes, { compression: "none" }).catch((error: unknown) => error);
        if (found instanceof Error) expect(found).toBeInstanceOf(Unindexable);
      }),
      { numRuns: 2000 },
    );
  });
});

test("compression at its worst is read: one block for each literal", async () => {
  const deflate = Buffer.concat([
    ...Array.from(tar, (byte) =>
      deflateRawSync(Buffer.from([byte]), { finishFlush: constants.Z_FULL_FLUSH }),
    ),
    deflateRawSync(""),
  ]);
  expect((await indexed(member(deflate))).files).toBe(2);
});
