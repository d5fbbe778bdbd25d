import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import fc, { array, nat, record, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { contentIn, type Entry, hashed } from "../../../src/cache/persist/unpack.ts";
import { tarOf } from "../../../src/docker/tar.ts";

const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
const any = () => true;
const archive = (files: readonly { name: string; content: Uint8Array }[], isWhole = true) =>
  buffer(
    tarOf(
      files.map((file) => ({ ...file, mode: 0o600 })),
      isWhole,
    ),
  );

/** In parts of these sizes in turns. */
async function* inParts(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] ?? 0) + 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function through(body: AsyncIterable<Uint8Array>, isAwaited: (name: string) => boolean = any) {
  const entries: Entry[] = [];
  const parts: Uint8Array[] = [];
  let failure: string | undefined;
  try {
    for await (const part of hashed(body, isAwaited, (entry) => entries.push(entry)))
      parts.push(Buffer.from(part));
  } catch (error) {
    failure = (error as Error).message;
  }
  return { entries, bytes: Buffer.concat(parts), failure };
}

const files = array(record({ content: uint8Array({ maxLength: 1_600 }) }), { maxLength: 5 }).map((all) =>
  all.map(({ content }, at) => ({ name: `blobs/sha256/${at}`, content })),
);

describe("an archive that goes by", () => {
  test("is the same, with the hash of each file, in whatever parts it comes", async () => {
    await fc.assert(
      fc.asyncProperty(files, array(nat({ max: 1_500 }), { maxLength: 4 }), async (given, sizes) => {
        const bytes = await archive(given);
        const { entries, bytes: out, failure } = await through(inParts(bytes, sizes));
        expect(failure).toBeUndefined();
        expect(out.equals(bytes)).toBe(true);
        expect(entries).toEqual(
          given.map(({ name, content }) => ({ name, size: content.length, sha256: sha256(content) })),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("is cut off wherever it ends early, and no file is told of that has not come whole", async () => {
    const given = [3, 0, 512, 700].map((size, at) => ({
      name: `blobs/sha256/${at}`,
      content: new Uint8Array(size).fill(at),
    }));
    const bytes = await archive(given);
    for (let cut = 0; cut < bytes.length - 1_024; cut++) {
      const { entries, failure } = await through(inParts(bytes.subarray(0, cut), [399]));
      expect(failure).toBe("the archive is cut off");
      expect(entries).toEqual(
        given.slice(0, entries.length).map(({ name, content }) => ({
          ...{ name, size: content.length, sha256: sha256(content) },
        })),
      );
    }
  });

  test("may have more nothing after its end, and nothing else", async () => {
    const bytes = await archive([{ name: "a", content: Buffer.from("x") }]);
    const longer = Buffer.concat([bytes, Buffer.alloc(10_240 - bytes.length)]);
    expect((await through(inParts(longer, []))).failure).toBeUndefined();
    const twice = Buffer.concat([bytes, bytes]);
    expect((await through(inParts(twice, []))).failure).toBe("the archive goes on after its end");
    const more = Buffer.concat([bytes, Buffer.from("more")]);
    expect((await through(inParts(more, []))).failure).toBe("the archive is cut off");
  });

  test("has files of awaited names alone: of another nothing is handed on", async () => {
    const content = Buffer.from("x");
    const bytes = await archive([
      { name: "blobs/a", content },
      { name: "tags/library/debian/12", content },
    ]);
    const { entries, bytes: out, failure } = await through(inParts(bytes, []), (name) => name === "blobs/a");
    expect(failure).toBe('the archive has a file "tags/library/debian/12"; expected blobs alone');
    expect(entries).toHaveLength(1);
    expect(out.length).toBe(1_024);
  });

  test.each<[string, (header: Buffer) => void]>([
    ["a link", (header) => header.write("2", 156)],
    ["a folder", (header) => header.write("5", 156)],
    ["an extended header", (header) => header.write("x", 156)],
    ["another kind of archive", (header) => header.write("other", 257)],
    ["a size that is none", (header) => header.write("9999999", 124)],
    ["a size in base 256", (header) => header.writeUInt8(0x80, 124)],
    ["a name of two parts", (header) => header.write("/etc", 345)],
    ["noise", (header) => header.fill(0x41)],
  ])("holds %s, of which nothing is handed on", async (_, lie) => {
    const bytes = await archive([{ name: "a", content: Buffer.from("x") }]);
    lie(bytes.subarray(0, 512));
    const { entries, bytes: out, failure } = await through(inParts(bytes, []));
    expect(failure).toBe("the archive holds something else than plain files");
    expect(entries).toEqual([]);
    expect(out.length).toBe(0);
  });
});

/** What an engine may put before the file. */
function extended(bytes: Buffer, content: string): Buffer {
  const header = Buffer.from(bytes.subarray(0, 512));
  header.write("x", 156);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  const block = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  block.write(content);
  return Buffer.concat([header, block, bytes]);
}

describe("the file that an engine gives", () => {
  const read = async (body: AsyncIterable<Uint8Array>, size: number) => {
    const parts: Uint8Array[] = [];
    for await (const part of contentIn(body, size)) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  };

  test("is its content, in whatever parts it comes, and whatever stands before it", async () => {
    await fc.assert(
      fc.asyncProperty(
        uint8Array({ maxLength: 2_000 }),
        array(nat({ max: 1_500 }), { maxLength: 4 }),
        nat({ max: 1_100 }),
        async (content, sizes, before) => {
          const plain = await archive([{ name: "a", content }]);
          const bytes = before === 0 ? plain : extended(plain, "x".repeat(before));
          expect((await read(inParts(bytes, sizes), content.length)).equals(content)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is refused where it has another size, before any of it, and where it breaks off", async () => {
    const bytes = await archive([{ name: "a", content: Buffer.alloc(600, 1) }]);
    await expect(read(inParts(bytes, []), 599)).rejects.toThrow("has 600 bytes; expected 599");
    for (const cut of [0, 1, 511, 512, 1_111])
      await expect(read(inParts(bytes.subarray(0, cut), [100]), 600)).rejects.toThrow("broke off");
    await expect(read(inParts(Buffer.alloc(1_024), []), 600)).rejects.toThrow();
  });
});
