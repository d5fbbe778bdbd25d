import type { EngineEvent } from "../../docker/system.ts";
import type { Composition } from "../facts.ts";
import { forever, type ImageRecord, type Ledger } from "./ledger.ts";
import { nameOf, type Use, usesIn } from "./uses.ts";

/** An image as it is seen now. */
export interface SeenImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly composition: Composition;
}

/** A look at a host. */
export interface Look {
  /** The engine's ID. */
  readonly engine: string;
  /** ms since the epoch, by the clock. */
  readonly clock: number;
  readonly images: readonly SeenImage[];
  /** The IDs of the images that running containers have. */
  readonly running: ReadonlySet<string>;
  /** What happened since the ledger's marker, that event among it, as far as the engine remembers. */
  readonly events: readonly EngineEvent[];
}

/** How long an image that may have been pulled by its digest while nobody looked counts as if it was, in ms. */
const doubtMs = 30 * 24 * 3_600_000;

/** How far the clock may be behind the ledger, in ms; a ledger from further ahead was written by a clock that was wrong. */
const mostBehind = 24 * 3_600_000;

/**
 * What is known after a look.
 *
 * - An image that was not known counts as first seen and used now; so does every image without a ledger.
 * - Where events were missed, since the engine remembers few of them and none from before it was started, every image counts
 *   as used now, and for thirty days as pulled by its digest, if it has one.
 * - The time never goes back: a clock that was set back stands still until it has caught up.
 *
 * @returns the ledger, and whether anything may have been missed
 */
export function advance(
  before: Ledger | undefined,
  look: Look,
): { readonly ledger: Ledger; readonly gap: boolean } {
  const known =
    before && before.engine === look.engine && before.seen - look.clock <= mostBehind ? before : undefined;
  const now = Math.max(look.clock, known?.seen ?? 0);
  const gap = !known || !isComplete(known, look.events);
  const uses = usesByName(usesIn(look.events), now);
  const images = look.images.map((image): [string, ImageRecord] => {
    const record = known?.images.get(image.id);
    return [image.id, recordOf(image, record)];
  });
  const marker = look.events.reduce((latest, { timeNano }) => Math.max(latest, timeNano), known?.marker ?? 0);
  return { ledger: { engine: look.engine, seen: now, marker, images: new Map(images) }, gap };

  function recordOf(image: SeenImage, record: ImageRecord | undefined): ImageRecord {
    const names = [...image.tags, ...image.digests].map(nameOf);
    const own = [image.id, ...names, ...(record?.names ?? [])].flatMap((name) => uses.get(name) ?? []);
    const begun = prefixesOf(image.id).flatMap((name) => uses.get(name) ?? []);
    const isNew = record === undefined;
    const times = [...own, ...begun].map(({ at }) => at);
    const lastUsed =
      isNew || gap || look.running.has(image.id) ? now : Math.max(Math.min(record.lastUsed, now), ...times);
    const pulled = own.some(({ byDigest }) => byDigest);
    const neverTagged = isNew && image.tags.length === 0;
    const doubt = known && gap && image.digests.length > 0 ? now + doubtMs : 0;
    return {
      firstSeen: isNew ? now : Math.min(record.firstSeen, now),
      lastUsed,
      names,
      pinnedUntil: pulled || neverTagged ? forever : Math.max(record?.pinnedUntil ?? 0, doubt),
      composition: image.composition,
    };
  }
}

/** Whether all events since the last look are there: the last one of then is among them. */
function isComplete({ marker }: Ledger, events: readonly EngineEvent[]): boolean {
  return events.some(({ timeNano }) => timeNano === marker);
}

function usesByName(uses: readonly Use[], now: number): Map<string, Use[]> {
  const found = new Map<string, Use[]>();
  for (const use of uses) {
    const bounded = { ...use, at: Math.min(use.at, now) };
    found.set(use.name, [...(found.get(use.name) ?? []), bounded]);
  }
  return found;
}

/** The beginnings by which an image may be named. */
function prefixesOf(id: string): string[] {
  const digits = id.replace(/^sha256:/, "");
  return Array.from({ length: 52 }, (_, at) => `sha256:${digits.slice(0, 12 + at)}`);
}
