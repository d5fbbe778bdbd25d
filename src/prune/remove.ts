import { listContainers } from "../docker/containers.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { inspectImage, removeImage } from "../docker/images.ts";
import { events, mostEvents } from "../docker/system.ts";
import type { ImageFacts } from "./facts.ts";
import { nameOf, usesIn } from "./ledger/uses.ts";

/** How removing an image ended. */
export type Removed =
  | { readonly outcome: "removed" }
  /** Somebody has begun to use it since it was decided about, or the engine says so. */
  | { readonly outcome: "kept"; readonly why: string };

/**
 * Removes an image by all of its names, or by its ID where it has none, after a last look: what a container has by now, or
 * what was pulled, tagged or started since `decided`, stays.
 *
 * @param options.decided when the images were looked at, and `clock` the time now, in ms since the epoch
 */
export async function removeUnused(
  engine: DockerEngine,
  { id, tags, digests }: ImageFacts,
  options: { readonly decided: number; readonly clock: number; readonly signal: AbortSignal },
): Promise<Removed> {
  const { decided, clock, signal } = options;
  const happened = await events(engine, { since: decided / 1_000, until: clock / 1_000, signal });
  if (happened.length >= mostEvents)
    return { outcome: "kept", why: "so much has happened on the host that its use may have been missed" };
  const names = new Set([id, ...[...tags, ...digests].map(nameOf)]);
  if (usesIn(happened).some(({ name }) => names.has(name) || (name.length >= 19 && id.startsWith(name))))
    return { outcome: "kept", why: "it was used while the run went on" };
  // Last: a container is there before the engine tells of it.
  const containers = await listContainers(engine, { all: true, signal });
  const holder = containers.find(({ imageId }) => imageId === id);
  if (holder)
    return { outcome: "kept", why: `the container ${holder.names[0] ?? holder.id.slice(0, 12)} has it` };
  for (const reference of tags.length + digests.length === 0 ? [id] : [...tags, ...digests]) {
    const removal = await removeImage(engine, reference, signal);
    if (removal.outcome === "in-use") return { outcome: "kept", why: removal.words };
  }
  const left = await inspectImage(engine, id, signal);
  return left ? { outcome: "kept", why: "it has got another name meanwhile" } : { outcome: "removed" };
}
