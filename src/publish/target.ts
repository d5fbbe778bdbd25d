import type { Digest } from "../image/digest.ts";
import type { Entry } from "../image/index-entry.ts";
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

/** How an image is made one that is loaded lazily. */
export interface SociOptions {
  /** Bytes of a compressed layer below which it gets no ztoc. */
  readonly minLayerSize: number;
  /** Bytes of a layer's tar between two points from which it can be read. */
  readonly spanSize: number;
  /** The images that are converted; all for Linux where there are none. */
  readonly platforms: readonly Platform[];
  /** What is put behind the tags of the converted image; where it is empty, the tags themselves hold it. */
  readonly tagSuffix: string;
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
  /** Undefined where the image is not converted. */
  readonly soci?: SociOptions | undefined;
  /** What its tags end in that says nothing of whether they move. */
  readonly tagSuffix?: string;
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
  /** What it holds, or would, where that is not the target's own index. */
  readonly digest?: Digest;
}

/** `skipped`: every tag holds another image and was left alone, so that nothing was put. */
export type TargetState = "published" | "unchanged" | "skipped" | "planned" | "failed" | "cancelled";

/** The work on one target, in its order; what an index lists is waited for after `check`, which is `wait` again. */
export type Phase = "wait" | "soci" | "check" | "copy" | "put" | "tag" | "verify";

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

/** What became of what refers to a target's images, where those were copied. */
export interface ReferrersResult {
  readonly copied: number;
  /** Those that were there already. */
  readonly present: number;
  /** What was left behind, and why; one sentence each. */
  readonly left: readonly string[];
}

/** What became of a target's layers, each of which counts once, and of its index. */
export interface SociResult {
  /** Layers whose ztocs were made. */
  readonly indexed: number;
  /** Layers whose ztocs were there. */
  readonly reused: number;
  /** Layers below the smallest size. */
  readonly small: number;
  /** Layers that cannot be indexed, and why, as a clause. */
  readonly skipped: readonly { readonly layer: Digest; readonly reason: string }[];
  /** The index that was converted. */
  readonly plainDigest: Digest;
  /** The converted index; the same where there is nothing to index, undefined where it is not known yet. */
  readonly digest?: Digest;
  /** What would be read (`dry-run`). */
  readonly toRead?: { readonly layers: number; readonly bytes: number };
}

export interface TargetResult {
  readonly name: string;
  readonly state: TargetState;
  readonly digest?: Digest;
  readonly platforms: readonly string[];
  /** What its index lists, in its order. */
  readonly entries: readonly Entry[];
  readonly tags: readonly TagResult[];
  /** Undefined where nothing was copied, or nothing was to go along. */
  readonly referrers?: ReferrersResult | undefined;
  /** Undefined where it was not to be converted, or it did not come to that. */
  readonly soci?: SociResult | undefined;
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
