import { digestOf } from "../registry/index.ts";
import { ociManifest } from "../registry/store/manifest-document.ts";
import { tarEnd, tarEntryOf } from "../soci/tar.ts";
import { type BlobFixture, type ImageFixture, imageFixture } from "./images.ts";
import { generatedBytes, gzipOf } from "./layer.ts";

/** Machine code that writes what follows it, `length` bytes, and exits (Linux, x86-64). */
const amd64 = (length: number) =>
  Buffer.from([
    ...[0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0x48, 0x8d, 0x35, 16, 0, 0, 0],
    ...[0xba, length, 0, 0, 0, 0x0f, 0x05, 0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05],
  ]);

/** The same for arm64. */
const arm64 = (length: number) => {
  const code = [0xd2800020, 0x10000001 | (7 << 5), 0xd2800002 | (length << 5), 0xd2800808, 0xd4000001];
  const exit = [0xd2800000, 0xd2800ba8, 0xd4000001];
  const bytes = Buffer.alloc(32);
  for (const [index, word] of [...code, ...exit].entries()) bytes.writeUInt32LE(word >>> 0, 4 * index);
  return bytes;
};

const machines = { amd64: { number: 62, code: amd64 }, arm64: { number: 183, code: arm64 } } as const;

export type Architecture = keyof typeof machines;

const address = 0x400000;
const headers = 64 + 56;

/** A program for Linux that writes a text of at most 127 bytes (ELF, statically linked). */
function programOf(architecture: Architecture, text: string): Buffer {
  const { number, code } = machines[architecture];
  const body = Buffer.concat([code(text.length), Buffer.from(text)]);
  const head = Buffer.alloc(headers);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  for (const [place, value] of [
    ...[
      [16, 2],
      [18, number],
      [52, 64],
      [54, 56],
      [56, 1],
    ],
  ] as const)
    head.writeUInt16LE(value ?? 0, place);
  head.writeUInt32LE(1, 20);
  head.writeBigUInt64LE(BigInt(address + headers), 24);
  head.writeBigUInt64LE(64n, 32);
  // The one segment: all of the file, to be read and run.
  head.writeUInt32LE(1, 64);
  head.writeUInt32LE(5, 68);
  for (const [place, value] of [
    ...[
      [80, address],
      [88, address],
      [96, headers + body.length],
      [104, headers + body.length],
      [112, 4096],
    ],
  ] as const)
    head.writeBigUInt64LE(BigInt(value ?? 0), place);
  return Buffer.concat([head, body]);
}

const blob = (mediaType: string, bytes: Buffer): BlobFixture => ({
  bytes,
  descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length },
});

/** An image whose one layer of over `size` bytes has a program that writes the name of its architecture. */
export function runnableImage(architecture: Architecture, size: number): ImageFixture {
  const platform = { os: "linux", architecture };
  const tar = Buffer.concat([
    tarEntryOf({ name: "ballast.bin" }, Buffer.concat([...generatedBytes(size, architecture)])),
    tarEntryOf({ name: "program", mode: 0o755 }, programOf(architecture, architecture)),
    tarEnd,
  ]);
  const { config: usual } = imageFixture({ platform, layers: 0 });
  const layer = blob("application/vnd.oci.image.layer.v1.tar+gzip", gzipOf(tar));
  const document = {
    ...JSON.parse(usual.bytes.toString()),
    config: { Entrypoint: ["/program"] },
    rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
    history: [{ created_by: "program" }],
  };
  const config = blob(usual.descriptor.mediaType, Buffer.from(JSON.stringify(document)));
  const manifest = blob(
    ociManifest,
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: ociManifest,
        config: config.descriptor,
        layers: [layer.descriptor],
      }),
    ),
  );
  return {
    descriptor: { ...manifest.descriptor, platform },
    manifest: manifest.bytes,
    config,
    layers: [layer],
    children: [],
  };
}
