import { ours } from "../../docker/labels.ts";
import type { EngineEvent } from "../../docker/system.ts";

/** Something that somebody did with an image. */
export interface Use {
  /** The image as it was named: in one form, see {@link nameOf}, or an ID, or the beginning of one. */
  readonly name: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Whether it was pulled, and by its digest. */
  readonly byDigest: boolean;
}

/** What happens to images that is no use of them. */
const noUses = new Set(["untag", "delete", "prune"]);

/**
 * A name of an image as the engine lists it: without the registry and the folder that Docker Hub stands for, and with the
 * tag that is meant where none is given.
 */
export function nameOf(name: string): string {
  const short = name.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
  if (/^(?:sha256:)?[0-9a-f]{64}$/.test(short)) return short.replace(/^(?!sha256:)/, "sha256:");
  if (/@|:[^/]*$/.test(short)) return short;
  return `${short}:latest`;
}

/** The uses that events tell of, our own containers' left out. */
export function usesIn(events: readonly EngineEvent[]): Use[] {
  return events.flatMap(({ type, action, id, attributes, timeNano }): Use[] => {
    const at = timeNano / 1_000_000;
    if (type === "image" && !noUses.has(action))
      return [...new Set([id, attributes.name ?? ""])]
        .filter((name) => name !== "")
        .map((name) => ({ name: nameOf(name), at, byDigest: action === "pull" && name.includes("@") }));
    if (type !== "container" || attributes.image === undefined || ours in attributes) return [];
    const given = attributes.image;
    // Twelve digits or more may be the beginning of an ID, or a name.
    const names = /^[0-9a-f]{12,63}$/.test(given) ? [`sha256:${given}`, nameOf(given)] : [nameOf(given)];
    return names.map((name) => ({ name, at, byDigest: false }));
  });
}
