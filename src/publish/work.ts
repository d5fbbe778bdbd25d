import type { Client } from "../registry/client.ts";
import type { Copier } from "../registry/copy.ts";
import type { Digest } from "../registry/digest.ts";
import type { Patience, PollNote, Waiter } from "../registry/wait.ts";
import type { Destination, PlannedTag, TagDecision } from "./plan.ts";
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

/** How often a wait speaks, in milliseconds. */
const speaks = 15_000;

/** Waits from now on, and now and then says what for: nothing while the first second brings it. */
export function patienceOf({ client, options }: Kit, say: (line: string) => void): Patience {
  let spoken = Number.NEGATIVE_INFINITY;
  const pending = new Set<string>();
  return {
    start: client.clock.now(),
    timeout: options.waitTimeout,
    onPending: ({ reference, reason, polls }: PollNote) => {
      pending.add(reference);
      if (polls === 1 || client.clock.now() - spoken < speaks) return;
      spoken = client.clock.now();
      const others = pending.size > 1 ? ` and ${pending.size - 1} more` : "";
      say(`waiting for ${reference}${others}: ${reason}`);
      pending.clear();
    },
  };
}
