import type { Client } from "../registry/client.ts";
import type { Copier } from "../registry/copy.ts";
import type { Referrers, Which } from "../registry/referrers/referrers.ts";
import type { Waiter } from "../registry/waiter.ts";
import type { ImagePlatforms } from "./image-platforms.ts";
import type { Layers } from "./soci/layers.ts";
import type { IfExists } from "./target.ts";

export interface PublishOptions {
  /** Patterns of the tags that move last. */
  readonly movingTags: readonly string[];
  readonly ifExists: IfExists;
  /** Whether an index is kept that a tag holds and that differs only in when it was created. */
  readonly created: "keep" | "now";
  readonly dryRun: boolean;
  /** Looks at everything below an index that its tags hold already, not at its images alone. */
  readonly heal: boolean;
  /** What goes along on a copy of what refers to the images. */
  readonly referrers: Which;
  /** Milliseconds to wait for a target's sources, and again for its tags to be read back. */
  readonly waitTimeout: number;
  /** Targets at a time. */
  readonly concurrency: number;
}

/** What every target shares. */
export interface Kit {
  readonly client: Client;
  readonly waiter: Waiter;
  /** Loaded when a platform must be read from a config. */
  readonly platforms: () => Promise<ImagePlatforms>;
  /** Loaded when something must be copied. */
  readonly copier: () => Promise<Copier>;
  /** Loaded when something is copied that others may refer to. */
  readonly referrers: () => Promise<Referrers>;
  /** Loaded when layers are to be indexed. */
  readonly layers: () => Promise<Layers>;
  readonly options: PublishOptions;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}

/** Whether two registries are one, whatever they are called. */
export function sameRegistry({ client }: Kit): (a: string, b: string) => boolean {
  return (a, b) => client.isSameRegistry(a, b);
}
