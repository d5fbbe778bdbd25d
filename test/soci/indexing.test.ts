import { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { sha256 } from "../../src/image/digest.ts";
import { LayerThreads, startThread } from "../../src/soci/layer-threads.ts";
import { generatedBytes } from "../support/images/layer.ts";
import { indexed } from "../support/soci/indexed.ts";
import { tarEnd, tarEntryOf, tarHeaderOf } from "../support/soci/tar.ts";

/** More than what may wait for a thread, so that whoever writes it has to wait. */
const layer = Buffer.concat([
  tarEntryOf({ name: "noise" }, Buffer.concat([...generatedBytes(5_000_000, "noise")])),
  tarEnd,
]);
const options = { compression: "none", spanSize: 2 ** 16, buildTool: "a tool" } as const;

const descriptorOf = (bytes: Uint8Array) => ({ digest: sha256(bytes), size: bytes.length });

/** Threads, and how many have been started. */
function countedThreads(start = startThread) {
  const started: Worker[] = [];
  const threads = new LayerThreads(() => {
    const worker = start();
    started.push(worker);
    return worker;
  });
  return { threads, started };
}

const begun = (threads = new LayerThreads()) => threads.indexing(descriptorOf(layer), options);

async function* pieces(size: number, of: Uint8Array = layer) {
  for (let at = 0; at < of.length; at += size) yield of.subarray(at, at + size);
}

test.each([1_000, 300_000, layer.length])(
  "who has all pieces of %i bytes finds them indexed",
  async (size) => {
    const reader = begun();
    const along = reader.along(pieces(size));
    // An upload is over with its last byte, before it asks whether there is another.
    for (let left = layer.length; left > 0; ) {
      const { value } = await along.next();
      left -= value?.length ?? 0;
    }
    expect(reader.isWhole()).toBe(true);
    const { digest } = await indexed(layer, options);
    expect(await reader.end()).toMatchObject({ ztoc: { digest } });
  },
);

test("what is left half indexed is indexed to its end before the layer ends", async () => {
  const reader = begun();
  const along = reader.along(pieces(layer.length));
  const last = along.next();
  // Nothing that waits for a thread goes on meanwhile.
  for (let tick = 0; tick < 100 && reader.position < layer.length; tick++) await Promise.resolve();
  expect(reader.isWhole()).toBe(true);
  expect(await reader.end()).toHaveProperty("ztoc");
  await last;
});

test("bytes may be used anew once they are written", async () => {
  const reader = begun();
  for await (const piece of pieces(70_000, Buffer.from(layer)))
    await reader.read(
      (async function* () {
        yield piece;
        piece.fill(0);
      })(),
      reader.position,
    );
  expect(await reader.end()).toMatchObject({ ztoc: { digest: (await indexed(layer, options)).digest } });
});

test("a layer that cannot be indexed is read to its end, and it is told why", async () => {
  const junk = Buffer.alloc(4_000_000, "junk");
  const { threads, started } = countedThreads();
  const reader = threads.indexing(descriptorOf(junk), { ...options, compression: "gzip" });
  await reader.read(pieces(10_000, junk), 0);
  expect(reader.isWhole()).toBe(true);
  expect(await reader.end()).toEqual({ reason: "it is not gzip" });
  const next = begun(threads);
  await next.read(pieces(300_000), 0);
  expect(await next.end()).toHaveProperty("ztoc");
  expect(started).toHaveLength(1);
});

test("there are as many threads as there are layers at a time", async () => {
  const { threads, started } = countedThreads();
  const readers = [begun(threads), begun(threads)];
  await Promise.all(readers.map((reader) => reader.read(pieces(300_000), 0)));
  for (const reader of readers) {
    expect(await reader.end()).toHaveProperty("ztoc");
    reader.close();
    reader.close();
  }
  begun(threads);
  begun(threads);
  expect(started).toHaveLength(2);
  begun(threads);
  expect(started).toHaveLength(3);
});

test("a layer that is begun anew, or given up, lets go of its thread", async () => {
  const { threads, started } = countedThreads();
  const reader = begun(threads);
  await reader.read(pieces(1_000_000, layer.subarray(0, 3_000_000)), 0);
  reader.restart();
  expect(reader.position).toBe(0);
  await reader.read(pieces(300_000), 0);
  expect(await reader.end()).toMatchObject({ ztoc: { digest: (await indexed(layer, options)).digest } });

  const stopped = begun(threads);
  const reading = stopped.read(pieces(layer.length), 0);
  await Promise.resolve();
  stopped.close();
  await reading;
  await expect(stopped.end()).rejects.toThrow("the layer is not indexed to its end");
  const next = begun(threads);
  await next.read(pieces(300_000), 0);
  expect(await next.end()).toHaveProperty("ztoc");
  expect(started).toHaveLength(1);
});

test("a thread that fails is told of, and gets no other layer", async () => {
  const failing = 'require("node:worker_threads").parentPort.on("message", () => { throw new Error("no"); })';
  const { threads, started } = countedThreads(() => new Worker(failing, { eval: true }));
  const reader = begun(threads);
  await reader.read(pieces(layer.length), 0);
  await expect(reader.end()).rejects.toThrow("no");
  reader.close();
  begun(threads);
  expect(started).toHaveLength(2);
});

test("a thread that fails after it was let go of harms nobody", async () => {
  const failing = `require("node:worker_threads").parentPort.on("message", ({ port }) => {
    port.postMessage({ reason: "no" });
    port.on("message", () => {});
    port.once("close", () => { throw new Error("late"); });
  })`;
  const { threads, started } = countedThreads(() => new Worker(failing, { eval: true }));
  const reader = begun(threads);
  expect(await reader.end()).toEqual({ reason: "no" });
  reader.close();
  await new Promise((resolve) => started[0]?.once("exit", resolve));
  begun(threads);
  expect(started).toHaveLength(2);
});

test("a layer that takes more memory than a thread has is not indexed, and no more is lost", async () => {
  const limits = { maxOldGenerationSizeMb: 12, maxYoungGenerationSizeMb: 4 };
  const module = new URL("../../src/soci/layer-thread.ts", import.meta.url);
  const { threads } = countedThreads(() => new Worker(module, { resourceLimits: limits }));
  const count = 400;
  const batch = Buffer.concat(Array.from({ length: 1_000 }, (_, at) => tarHeaderOf({ name: `file-${at}` })));
  const large = { digest: sha256(""), size: count * batch.length };
  const reader = threads.indexing(large, options);
  await reader.read(Readable.from(Array(count).fill(batch)), 0);
  expect(await reader.end()).toEqual({ reason: "indexing it takes more memory than there is" });
  reader.close();
});
