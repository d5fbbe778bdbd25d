import { UserError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { quoted } from "../base/text.ts";
import { type Digest, isDigest } from "../image/digest.ts";

/**
 * A manifest or blob that a client was given by the engine, or told what it is, once for each repository that it was asked
 * for in.
 */
export interface Read {
  /** As the request had it: `library/debian` on Docker Hub. */
  readonly repository: string;
  readonly digest: Digest;
  readonly kind: "manifest" | "blob";
  /** The last tag that led to it, where one did. */
  readonly tag?: string;
  readonly size: number;
  /** When it was last given, in ms since 1970 on the engine's clock. */
  readonly at: number;
}

/** What `GET /_imgpub/reads?since=<ms since 1970>` answers. */
export interface Reads {
  /** The engine's clock, in ms since 1970. */
  readonly now: number;
  /** Whether the engine has no credential: then all that it gave, anybody may read. */
  readonly anonymous: boolean;
  /** Whether older reads than these were forgotten, which may be later than `since`. */
  readonly forgotten: boolean;
  /** Those at or after `since`, the oldest first. */
  readonly reads: readonly Read[];
}

/**
 * Reads what `GET /_imgpub/reads` has answered.
 *
 * @throws {UserError} where it is none of the engine's answers
 */
export function parseReads(text: string): Reads {
  const given = parseJson(text);
  if (!isRecord(given) || typeof given.now !== "number" || !Array.isArray(given.reads))
    throw new UserError(`${quoted(text, 60)} is no answer of the engine's; expected what was read`);
  return {
    now: given.now,
    anonymous: given.anonymous === true,
    forgotten: given.forgotten === true,
    reads: given.reads.flatMap((one: unknown) => readIn(one) ?? []),
  };
}

/** What one entry says; undefined where it is none. */
export function readIn(value: unknown): Read | undefined {
  if (!isRecord(value)) return undefined;
  const { repository, digest, kind, tag, size, at } = value;
  if (typeof repository !== "string" || typeof digest !== "string" || !isDigest(digest)) return undefined;
  if ((kind !== "manifest" && kind !== "blob") || !isCount(size) || !isCount(at)) return undefined;
  return { repository, digest, kind, ...(typeof tag === "string" && { tag }), size, at };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
