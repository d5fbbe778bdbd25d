import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import type { Policy } from "./decide.ts";
import { nameOf } from "./ledger/uses.ts";

/** What a run is to do. */
export interface PruneOptions extends Policy {
  /** Whether only the plan is made. */
  readonly dryRun: boolean;
  /** What to do where other jobs are at work. */
  readonly busy: "defer" | "fail";
  /** Bytes of the build cache that may stay; undefined leaves it alone. */
  readonly buildCacheMax: number | undefined;
  /** The path of the ledger on the host. */
  readonly ledger: string;
  /** Whether images go of an engine that has them in containerd's store. */
  readonly allowContainerdStore: boolean;
}

/** The marks. @throws UserError where the lower one is not below the higher one */
export function checkMarks({ high, low }: { readonly high: number; readonly low: number }): void {
  if (low >= high)
    throw new UserError(
      `input "low": ${low} is not below "high", which is ${high}; expected a whole number from 1 to ${high - 1}`,
    );
}

/** A path on the host. @throws UserError where it is not absolute */
export function hostPath(text: string): string {
  if (/^\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]*[^/\0]$/.test(text)) return text;
  throw new UserError(`${quoted(text, 200)} is not a path of a file on the host; expected an absolute one`);
}

/**
 * Reads patterns of references: `alpine`, which means all of its tags and digests, `alpine:3.*`, `ghcr.io/acme/**`,
 * `base@sha256:…`. `*` stays within a part of the name, `**` does not.
 *
 * @throws UserError for one that no reference can match
 */
export async function readKeep(patterns: readonly string[]): Promise<(reference: string) => boolean> {
  const wanted = patterns.flatMap((pattern) => {
    if (/\s|:\/\/|^[^:@]*[A-Z]/.test(pattern))
      throw new UserError(
        `${quoted(pattern, 200)} matches no image; expected a pattern of references such as alpine, ` +
          "ghcr.io/acme/** or base@sha256:…",
      );
    const short = pattern.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
    if (/@|:[^/]*$/.test(short)) return [short];
    // Only as a whole part of a path are two stars more than one.
    const repository = /(?:^|\/)\*\*$/.test(short) ? `${short}/*` : short;
    return [`${repository}:*`, `${repository}@*`];
  });
  if (wanted.length === 0) return () => false;
  const { default: picomatch } = await import("picomatch");
  const matches = picomatch(wanted, { dot: true });
  return (reference) => matches(nameOf(reference));
}
