import { expect, test } from "vitest";
import { copyLargeBlob } from "../support/images/large-blob.ts";

const MiB = 2 ** 20;

test("a blob larger than the memory it may take is copied as a stream", async () => {
  const size = 256 * MiB;
  const { peak } = await copyLargeBlob(size);
  // How much is resident depends on when a busy machine collects garbage, so the figure itself is the bench's to measure.
  expect(peak).toBeLessThanOrEqual(size / 2);
});
