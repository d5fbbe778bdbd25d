import { isRecord, parseJson } from "../../base/json.ts";
import type { Composition } from "../facts.ts";

/** What the ledger knows of one image. Times are ms since the epoch. */
export interface ImageRecord {
  /** When it was first seen on this host. */
  readonly firstSeen: number;
  readonly lastUsed: number;
  /** The names that it had when it was last looked at, by which it may have been used since. */
  readonly names: readonly string[];
  /**
   * Until when it counts as pulled by its digest: {@link forever} where that was seen, or it never had a tag; 0 where it
   * had a tag and nothing says that anybody asked for its digest.
   */
  readonly pinnedUntil: number;
  readonly composition: Composition;
}

/** What was learnt of a host's images, by all runs so far. */
export interface Ledger {
  /** The ID of the engine whose images these are. */
  readonly engine: string;
  /** When it was last looked, in ms since the epoch. */
  readonly seen: number;
  /** The time of the last event that was seen, by which it is known whether any was missed; 0 where there was none. */
  readonly marker: number;
  readonly images: ReadonlyMap<string, ImageRecord>;
}

/** A time that never comes, and can be written as JSON. */
export const forever = Number.MAX_SAFE_INTEGER;

const version = 1;

/** Engines whose ledgers are kept in one file: a host has one, or one of each of its users. */
const mostEngines = 16;

/**
 * The ledgers in a text, by engine; none where it is damaged, so that everything counts as seen now. A record that makes
 * no sense is left out.
 */
export function parseLedgers(text: string | undefined): Map<string, Ledger> {
  const value = text === undefined ? undefined : parseJson(text);
  if (!isRecord(value) || value.version !== version || !isRecord(value.engines)) return new Map();
  return new Map(
    Object.entries(value.engines).flatMap(([engine, given]): [string, Ledger][] => {
      const ledger = ledgerIn(engine, given);
      return ledger ? [[engine, ledger]] : [];
    }),
  );
}

function ledgerIn(engine: string, value: unknown): Ledger | undefined {
  if (!isRecord(value) || !isRecord(value.images)) return undefined;
  const { seen, marker } = value;
  if (!isTime(seen) || !isTime(marker)) return undefined;
  const images = Object.entries(value.images).flatMap(([id, given]): [string, ImageRecord][] => {
    const record = recordIn(given);
    return record ? [[id, record]] : [];
  });
  return { engine, seen, marker, images: new Map(images) };
}

/** The text of ledgers with this one in its engine's place; of too many, those that were seen last. */
export function ledgersText(others: ReadonlyMap<string, Ledger>, own: Ledger): string {
  const all = [own, ...[...others.values()].filter(({ engine }) => engine !== own.engine)]
    .sort((a, b) => b.seen - a.seen || Number(b === own) - Number(a === own))
    .slice(0, mostEngines);
  const engines = all.map(({ engine, seen, marker, images }) => [
    engine,
    { seen, marker, images: Object.fromEntries(images) },
  ]);
  return `${JSON.stringify({ version, engines: Object.fromEntries(engines) })}\n`;
}

function recordIn(value: unknown): ImageRecord | undefined {
  if (!isRecord(value) || !isRecord(value.composition)) return undefined;
  const { firstSeen, lastUsed, names, pinnedUntil } = value;
  const { layers, steps, size } = value.composition;
  if (!isTime(firstSeen) || !isTime(lastUsed) || !isTime(pinnedUntil) || !isTime(size)) return undefined;
  if (!isListOf(names, isText) || !isListOf(layers, isText) || !isListOf(steps, isTime)) return undefined;
  return { firstSeen, lastUsed, names, pinnedUntil, composition: { layers, steps, size } };
}

const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

const isText = (value: unknown): value is string => typeof value === "string";

function isListOf<T>(value: unknown, is: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}
