import { expect, test } from "vitest";
import { copyLargeBlob } from "../support/images/large-blob.ts";
import { limits } from "../support/scenarios/limits.ts";

const MiB = 2 ** 20;

test("a blob larger than the memory it may take is copied as a stream", async () => {
  const { peak } = await copyLargeBlob(256 * MiB);
  expect(peak / MiB).toBeLessThanOrEqual(limits.largeLayer.memory);
});
