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

/** Waits from now on, and says what for: at first, and then about once a minute. */
export function patienceOf({ client, options }: Kit, say: (line: string) => void): Patience {
  return {
    start: client.clock.now(),
    timeout: options.waitTimeout,
    onPending: ({ reference, reason, polls }: PollNote) => {
      if (polls === 1 || polls % 6 === 0) say(`waiting for ${reference}: ${reason}`);
    },
  };
}
