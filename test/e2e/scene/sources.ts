import { pushFixture } from "../../support/images/images.ts";
import type { Registry } from "../../support/registry/index.ts";
import { builds, platforms, sourceLines } from "../../support/scenarios/publish.ts";

const images = builds(platforms.slice(0, 2), { layers: 2 });

/** Pushes an image for each of two platforms into `acme/app`; returns them as the input `sources` takes them. */
export function pushSources(registry: Registry): string {
  for (const image of images) pushFixture(registry, "acme/app", image);
  return sourceLines(registry.host, "acme/app", images);
}
