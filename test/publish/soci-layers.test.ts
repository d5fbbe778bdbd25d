import { expect, test } from "vitest";
import type { Descriptor } from "../../src/image/descriptor.ts";
import { Layers } from "../../src/publish/soci/layers.ts";
import { Copier } from "../../src/registry/copy.ts";
import { Waiter } from "../../src/registry/waiter.ts";
import { at, testClient } from "../registry/kit.ts";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { startRegistry } from "../support/registry/index.ts";

test("the bytes of a ztoc are let go of once a repository holds it", async () => {
  await using registry = await startRegistry();
  const image = imageFixture({ layers: 1 });
  pushFixture(registry, "app", image);
  const { client, context } = testClient();
  const layers = new Layers(client, async () => new Copier(client, new Waiter(client)));
  const layer = image.layers[0]?.descriptor as Descriptor;
  const wanted = { layer, compression: "gzip", from: at(registry, "app") } as const;
  const making = { spanSize: 65_536, buildTool: "test" };
  const { indexed } = await layers.index(wanted, making, context);
  if ("reason" in indexed) throw new Error(indexed.reason);
  const { digest, size } = indexed.ztoc;
  expect(layers.ztoc(digest)?.chunks).toBeDefined();
  layers.found({ digest, size }, at(registry, "app"));
  layers.forget([{ digest, size }]);
  expect(layers.ztoc(digest)).toEqual({ digest, size, at: at(registry, "app") });
  const again = await layers.index(wanted, making, context);
  expect(again).toEqual({ indexed: { ztoc: { digest, size } }, bytes: 0 });
});
