import { expect, test } from "vitest";
import { tryDockerd } from "../support/docker/dockerd.ts";
import { realWhen } from "../support/real/real.ts";
import { applyAgain } from "../support/scenarios/image-cache.ts";
import { limits } from "../support/scenarios/limits.ts";

const { dockerd, otherwise, cause } = await tryDockerd();
await dockerd?.close();

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("image-cache on a host where all is as it is to be", () => {
  test("changes nothing, and asks nobody for anything but what a tag holds", async () => {
    const again = await applyAgain(2);
    expect(again).toMatchObject({
      changes: limits.imageCache.changes,
      reloads: limits.imageCache.changes,
      writes: limits.imageCache.changes,
      blobs: 0,
      past: 0,
    });
  }, 300_000);
});
