import { inInput } from "../base/errors.ts";

/** The entries of a list that a run is to work on. */
export interface Own<T> {
  readonly entries: readonly T[];
  /** What the log and the summary say of the shard; undefined where the run works on all. */
  readonly shardLine: string | undefined;
}

/**
 * The entries of a list that fall into the shard that the input `shard` names; all where it names none.
 *
 * @param noun what one entry is
 * @throws {UserError} when the input names no shard
 */
export async function ownEntries<T>(
  shard: string | undefined,
  entries: readonly T[],
  nameOf: (entry: T) => string,
  noun: string,
): Promise<Own<T>> {
  if (shard === undefined) return { entries, shardLine: undefined };
  const { entriesIn, parseShard, shardLine } = await import("./shard.ts");
  const part = inInput("shard", () => parseShard(shard));
  const own = entriesIn(part, entries, nameOf);
  return { entries: own, shardLine: shardLine(part, own.length, entries.length, noun) };
}
