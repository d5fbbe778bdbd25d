import { listContainers } from "../docker/containers.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { imageHistory, inspectImage, listImages } from "../docker/images.ts";
import { events } from "../docker/system.ts";
import { allToTheEnd } from "../jobs/jobs.ts";
import { createLimit } from "../jobs/limit.ts";
import type { Composition, ContainerFacts, ImageFacts } from "./facts.ts";
import { advance } from "./ledger/advance.ts";
import type { Ledger } from "./ledger/ledger.ts";

/** Requests to the engine at a time: each of them makes it read from the disk. */
const requestsAtATime = 4;

/** How much earlier than the last event that was seen the engine is asked for events, in seconds. */
const overlap = 0.001;

/** What the engine says of its images now, and what is known of them by that. */
export interface Seen {
  readonly images: readonly ImageFacts[];
  readonly containers: readonly ContainerFacts[];
  readonly ledger: Ledger;
  /** When it was looked, by the clock, in ms since the epoch. */
  readonly at: number;
  /** Whether uses of images may have been missed since the last look. */
  readonly gap: boolean;
}

/**
 * Looks at an engine's images and containers, and at what happened since the last look. What an image is made of is asked
 * for once, as it never changes: two requests an image that the ledger does not know.
 *
 * @param options.clock ms since the epoch
 */
export async function observe(
  engine: DockerEngine,
  before: Ledger | undefined,
  options: { readonly engineId: string; readonly clock: number; readonly signal: AbortSignal },
): Promise<Seen> {
  const { engineId, clock, signal } = options;
  const since = Math.max(0, (before?.marker ?? 0) / 1e9 - overlap);
  // Images first: what is pulled or started later is an event, or a container, that is seen after it.
  const listed = await listImages(engine, { signal });
  const [containers, happened] = await Promise.all([
    listContainers(engine, { all: true, signal }),
    events(engine, { since, until: clock / 1_000, signal }),
  ]);
  const limit = createLimit(requestsAtATime);
  const found = await allToTheEnd(
    listed.map((image) =>
      limit(async (): Promise<ImageFacts | undefined> => {
        const { id, parent, tags, digests, labels, size } = image;
        const composition =
          before?.images.get(id)?.composition ?? (await compositionOf(engine, id, size, signal));
        return composition && { id, parent, tags, digests, labels, composition };
      }),
    ),
  );
  const images = found.filter((image) => image !== undefined);
  const running = new Set(
    containers.filter(({ state }) => state === "running").map(({ imageId }) => imageId),
  );
  const { ledger, gap } = advance(before, { engine: engineId, clock, images, running, events: happened });
  return {
    images,
    containers: containers.map(({ id, names, imageId, state }) => ({
      id,
      name: names[0] ?? id.slice(0, 12),
      imageId,
      running: state === "running",
    })),
    ledger,
    at: clock,
    gap,
  };
}

/** Undefined where the image is gone by now. */
async function compositionOf(
  engine: DockerEngine,
  id: string,
  size: number,
  signal: AbortSignal,
): Promise<Composition | undefined> {
  const [image, history] = await Promise.all([
    inspectImage(engine, id, signal),
    imageHistory(engine, id, signal),
  ]);
  if (!image || !history) return undefined;
  const steps = history.map((step) => step.size).filter((bytes) => bytes > 0);
  return { layers: image.layers, steps: steps.toReversed(), size };
}
