import type { Digest } from "../image/digest.ts";
import type { MergeOptions } from "../image/merge-index.ts";
import type { Platform } from "../image/platform.ts";
import type { Reference } from "../image/reference.ts";

/** What the line of a source says of its image's platform, for an image whose config leaves it open. */
export interface SaidPlatform {
  /** As it is written, such as `platform=linux/arm/v6`. */
  readonly text: string;
  readonly platform: Partial<Platform>;
}

/** A source, with a tag or a digest. */
export interface SourceReference extends Reference {
  readonly said?: SaidPlatform;
}

/** One image to publish, as the user asked for it and every part of it understood. */
export interface Target {
  readonly name: string;
  readonly sources: readonly SourceReference[];
  /** Each with a tag and without a digest; no two alike. */
  readonly tags: readonly Reference[];
  readonly merge: MergeOptions;
  /** Platforms the result must have. */
  readonly platforms: readonly Platform[];
}

/** What to do when a version tag already holds another image. */
export type IfExists = "overwrite" | "skip" | "fail";

/** What became of a tag. */
export type TagState =
  /** It was moved to the index, and read back. */
  | "published"
  /** It held the index already. */
  | "unchanged"
  /** It holds another image and was left alone, as `if-exists: skip` asks. */
  | "kept"
  /** It would be moved (`dry-run`). */
  | "planned"
  /** It was not touched. */
  | "not-moved"
  | "failed";

export interface TagResult {
  /** `registry/repository:tag`. */
  readonly ref: string;
  readonly state: TagState;
}

/** `skipped`: every tag holds another image and was left alone, so that nothing was put. */
export type TargetState = "published" | "unchanged" | "skipped" | "planned" | "failed" | "cancelled";

/** The work on one target, in its order; what an index lists is waited for after `check`, which is `wait` again. */
export type Phase = "wait" | "check" | "copy" | "put" | "tag" | "verify";

/** One phase of one target: milliseconds since the run's start, and the pauses that were made. */
export interface PhaseRecord {
  readonly phase: Phase;
  readonly start: number;
  end: number;
  /** Why each retry was made, in a few words. */
  readonly retries: string[];
  /** What it came to, in a few words. */
  outcome: string;
}

/** An image or attestation of the published index. */
export interface PublishedManifest {
  readonly digest: Digest;
  /** `linux/arm64`; undefined for an attestation. */
  readonly platform?: string;
  /** The image that an attestation is about. */
  readonly attests?: string;
}

/** What became of what refers to a target's images, where those were copied. */
export interface ReferrersResult {
  readonly copied: number;
  /** Those that were there already. */
  readonly present: number;
  /** What was left behind, and why; one sentence each. */
  readonly left: readonly string[];
}

export interface TargetResult {
  readonly name: string;
  readonly state: TargetState;
  readonly digest?: Digest;
  readonly platforms: readonly string[];
  readonly manifests: readonly PublishedManifest[];
  readonly tags: readonly TagResult[];
  /** Undefined where nothing was copied, or nothing was to go along. */
  readonly referrers?: ReferrersResult | undefined;
  /** How often the most-retried request was sent; 1 when nothing was retried. */
  readonly attempts: number;
  readonly seconds: number;
  readonly phases: readonly PhaseRecord[];
  /** What people must know of it all the same, one sentence each. */
  readonly notes: readonly string[];
  /** One sentence. */
  readonly error?: string;
  /** The defect of ours that stopped it, if it was one: it fails the run with its stack. */
  readonly bug?: unknown;
}
