import type { Descriptor } from "../image/descriptor.ts";
import type { Digest } from "../image/digest.ts";
import type { MergedIndex } from "../image/merge-index.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Client } from "../registry/client.ts";
import type { Copier } from "../registry/copy.ts";
import type { Patience, PollNote } from "../registry/patience.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Waiter } from "../registry/waiter.ts";
import { type Destination, originFor, type PlannedTag, type TagDecision } from "./plan.ts";
import type { IfExists, TagState } from "./target.ts";

export interface PublishOptions {
  /** Patterns of the tags that move last. */
  readonly movingTags: readonly string[];
  readonly ifExists: IfExists;
  readonly dryRun: boolean;
  /** Milliseconds to wait for a target's sources, and again for its tags to be read back. */
  readonly waitTimeout: number;
  /** Targets at a time. */
  readonly concurrency: number;
}

/** What every target shares. */
export interface Kit {
  readonly client: Client;
  readonly waiter: Waiter;
  /** Loaded when something must be copied. */
  readonly copier: () => Promise<Copier>;
  readonly options: PublishOptions;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}

/** A tag on its way: what it held, what was decided, what became of it. */
export interface TagWork extends PlannedTag {
  readonly held: Digest | undefined;
  readonly decision: TagDecision;
  state: TagState;
}

/** A destination on its way. */
export interface Place extends Destination {
  readonly tags: readonly TagWork[];
  /** A tag here holds the index already, so the index at least was put before. */
  readonly begun: boolean;
  error?: unknown;
}

/** Whether two registries are one, whatever they are called. */
export function sameRegistry({ client }: Kit): (a: string, b: string) => boolean {
  return (a, b) => client.origin(a) === client.origin(b);
}

/** What must be copied to a repository, and where each manifest is copied from. */
export function copiesTo(to: ImageRepository, { entries }: MergedIndex, kit: Kit): Copy[] {
  return entries.flatMap(({ descriptor, from }) => {
    const origin = originFor(to, from, sameRegistry(kit));
    return origin ? [{ origin, descriptor }] : [];
  });
}

export interface Copy {
  readonly origin: ImageRepository;
  readonly descriptor: Descriptor;
}

/** How often a wait speaks, in milliseconds. */
const speaks = 15_000;

/** Waits from now on, counts every poll in vain as a retry, and now and then says what it waits for. */
export function patienceOf(
  { client, options }: Kit,
  context: RequestContext,
  say: (line: string) => void,
): Patience {
  let spoken = Number.NEGATIVE_INFINITY;
  const pending = new Set<string>();
  return {
    start: client.clock.now(),
    timeout: options.waitTimeout,
    onPending: ({ reference, reason, polls }: PollNote) => {
      context.onRetry?.({ reason, delay: 0, attempt: polls, where: reference });
      pending.add(reference);
      if (polls === 1 || client.clock.now() - spoken < speaks) return;
      spoken = client.clock.now();
      const others = pending.size > 1 ? ` and ${pending.size - 1} more` : "";
      say(`waiting for ${reference}${others}: ${reason}`);
      pending.clear();
    },
  };
}
