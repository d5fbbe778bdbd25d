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
  const wanted = patterns.map((pattern) => {
    if (/\s|:\/\/|^[^:@]*[A-Z]/.test(pattern))
      throw new UserError(
        `${quoted(pattern, 200)} matches no image; expected a pattern of references such as alpine, ` +
          "ghcr.io/acme/** or base@sha256:…",
      );
    const short = pattern.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
    const { name, rest } = partsOf(short);
    // One with a tag and a digest means the digest, as the engine lists these apart.
    return { name, rest: rest.replace(/^:[^@]*(?=@)/, "") };
  });
  if (wanted.length === 0) return () => false;
  const { default: picomatch } = await import("picomatch");
  // Apart from each other: `**` is a part of a name of its own, and no longer so with a tag behind it.
  const matchers = wanted.map(({ name, rest }) => ({
    isName: picomatch(name, { dot: true }),
    isRest: rest === "" ? () => true : picomatch(rest, { dot: true }),
  }));
  return (reference) => {
    const { name, rest } = partsOf(nameOf(reference));
    return matchers.some(({ isName, isRest }) => isName(name) && isRest(rest));
  };
}

/** A reference's repository, and its tag or digest with what parts them. */
function partsOf(reference: string): { readonly name: string; readonly rest: string } {
  const [, name = reference, rest = ""] = /^(.*?)(@.*|:[^/]*)?$/.exec(reference) ?? [];
  return { name, rest };
}
