import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { generatedBytes } from "../../test/support/images/layer.ts";
import { tarEnd, tarEntryOf } from "../../test/support/soci/tar.ts";

/** What a layer is made of. Its bytes are the same on every run of one Node.js. */
export interface LayerSize {
  readonly files: number;
  /** Bytes of all files together, roughly. */
  readonly bytes: number;
}

/** A layer of 254 MB, 639 MB of tar, as that of a large application is. */
export const largeLayer: LayerSize = { files: 57_000, bytes: 600e6 };

/** Words of which the texts are made, those at the beginning more often. */
const words = Array.from({ length: 4096 }, (_, index) => {
  const hex = createHash("sha256").update(`word ${index}`).digest("hex");
  return Buffer.from(
    hex.slice(0, 2 + (index % 9)).replace(/[0-9]/g, (digit) => "ghijklmnop"[Number(digit)] ?? ""),
  );
});

/** Of ten files, so many are of noise, like what is compressed already. */
const noisy = 1;

/** Bytes before it that a text repeats a part of, time and again. */
const longest = 2000;

const separators = [" ", " ", " ", " ", ".", "(", ", ", ";\n", "\n  ", " = "].map((text) =>
  Buffer.from(text),
);

/** Writes a layer as gzip of Node.js at its usual level. */
export async function writeSociLayer(path: string, size: LayerSize = largeLayer): Promise<void> {
  await pipeline(Readable.from(tarOf(size)), createGzip(), createWriteStream(path));
}

function* tarOf({ files, bytes }: LayerSize): Generator<Buffer> {
  const random = randomWords();
  for (let index = 0; index < files; index++) {
    const spread = ((next(random) % 1000) / 1000) ** 4 * 5;
    const length = Math.round((bytes / files) * spread);
    const content =
      index % 10 < noisy ? Buffer.concat([...generatedBytes(length, `${index}`)]) : text(length, random);
    const name = `usr/lib/application/module-${index % 997}/part-${index % 31}/file-${index}.js`;
    yield tarEntryOf({ name, mtime: 1_700_000_000 + index, userName: "root", groupName: "root" }, content);
  }
  yield tarEnd;
}

function text(length: number, random: Generator<number>): Buffer {
  const content = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const value = next(random);
    if (value >>> 27 < 3 && at > longest) {
      at += content.copy(content, at, at - longest, at - longest + 16 + ((value >>> 12) & 63));
      continue;
    }
    // The square makes the first words frequent, and the line some of them again.
    const chosen = (((value & 0xfff) ** 2) >>> 12) & 0xfff;
    at += words[chosen]?.copy(content, at) ?? 0;
    at += separators[(value >>> 12) % separators.length]?.copy(content, at) ?? 0;
  }
  return content;
}

const next = (random: Generator<number>): number => random.next().value ?? 0;

function* randomWords(): Generator<number, never> {
  for (let part = 0; ; part++)
    for (const bytes of generatedBytes(1 << 20, `random ${part}`))
      for (let at = 0; at < bytes.length; at += 4) yield bytes.readUInt32LE(at);
}

// node scripts/bench/soci-layer.ts FILE
if (import.meta.main) await writeSociLayer(process.argv[2] ?? "layer.tar.gz");
