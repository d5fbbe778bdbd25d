import { expect, test, vi } from "vitest";
import { sha256 } from "../../src/image/digest.ts";
import { Indexing } from "../../src/soci/indexing.ts";
import { generatedBytes } from "../support/images/layer.ts";
import { tarEnd, tarEntryOf } from "../support/soci/tar.ts";

const layer = Buffer.concat([
  tarEntryOf({ name: "noise" }, Buffer.concat([...generatedBytes(100_000, "noise")])),
  tarEnd,
]);
const descriptor = { digest: sha256(layer), size: layer.length };

/** A reader that gives others a turn after every few kilobytes. */
function slowIndexing(): Indexing {
  let time = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    time += 10;
    return time;
  });
  return new Indexing(descriptor, { compression: "none", spanSize: 2 ** 16, buildTool: "a tool" });
}

async function* pieces(size: number) {
  for (let at = 0; at < layer.length; at += size) yield layer.subarray(at, at + size);
}

test.each([1_000, 30_000, layer.length])(
  "who has all pieces of %i bytes finds them indexed",
  async (size) => {
    const reader = slowIndexing();
    const along = reader.along(pieces(size));
    // An upload is over with its last byte, before it asks whether there is another.
    for (let left = layer.length; left > 0; ) {
      const { value } = await along.next();
      left -= value?.length ?? 0;
    }
    expect(reader.isWhole()).toBe(true);
    expect(await reader.end()).toHaveProperty("ztoc");
  },
);

test("what is left half indexed is indexed to its end before the layer ends", async () => {
  const reader = slowIndexing();
  const along = reader.along(pieces(layer.length));
  const last = along.next();
  // Nothing that waits for a turn of the event loop goes on meanwhile.
  for (let tick = 0; tick < 100 && reader.position < layer.length; tick++) await Promise.resolve();
  expect(reader.isWhole()).toBe(true);
  expect(await reader.end()).toHaveProperty("ztoc");
  await last;
});
