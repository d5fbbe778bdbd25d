import { placed, UserError } from "../../base/errors.ts";
import { fit } from "../../base/text.ts";
import type { Annotations } from "../../image/annotations.ts";
import type { Platform } from "../../image/platform.ts";
import { parseImage, type Reference } from "../../image/reference.ts";
import type { SociOptions, Target } from "../target.ts";
import type { RawSoci } from "./raw-soci.ts";
import { expandSources } from "./sources.ts";
import { parseTags } from "./tags.ts";

/** Characters of a name, which begins every line that is told of its target. */
const mostOfName = 200;

/** A target as it is written, each part in the words of the input of that name. */
export interface RawTarget extends RawSoci {
  readonly name?: string;
  readonly image?: string | undefined;
  readonly sources: readonly string[];
  readonly tags: readonly string[];
  /** Undefined where the target does not set its own. */
  readonly annotations?: readonly string[];
  readonly platforms?: readonly string[];
}

/** A target with all that it takes from other inputs. */
export type WholeTarget = RawTarget & Required<Pick<RawTarget, "annotations" | "platforms">>;

/**
 * Understands a target, reading the files that its sources name.
 *
 * @param directory where relative paths begin
 * @param where begins the message about one part of it
 * @throws {UserError} naming the part that cannot be understood
 */
export async function readTarget(
  raw: WholeTarget,
  directory: string,
  where: (part: string) => string,
): Promise<{ target: Target; notices: readonly string[] }> {
  const part = <T>(name: string, read: () => T): T => placed(where(name), read);
  const image = part("image", () => (raw.image === undefined ? undefined : parseImage(raw.image)));
  const tags = part("tags", () => {
    const parsed = parseTags(raw.tags, image);
    if (parsed.length === 0) throw new UserError("there are no tags; expected at least one tag to publish");
    return parsed;
  });
  const platforms = await part("platforms", () => platformsOf(raw.platforms));
  const { notices, ...annotations } = await part("annotations", () => annotationsOf(raw.annotations));
  const soci = await sociOf(raw, tags, where);
  const sources = await part("sources", async () => {
    const found = await expandSources(raw.sources, image, directory);
    if (found.length === 0)
      throw new UserError("there are no sources; expected at least one image or index to publish");
    return found;
  });
  const name = fit(raw.name ?? nameOf(image ?? tags[0]), mostOfName);
  return { target: { name, sources, tags, merge: annotations, platforms, soci }, notices };
}

function nameOf(reference: Reference | undefined): string {
  return reference?.repository ?? "image";
}

/** How the image is converted, whose grammar is loaded where anything is said of that beside what action.yml says. */
async function sociOf(
  raw: RawSoci,
  tags: readonly Reference[],
  where: (part: string) => string,
): Promise<SociOptions | undefined> {
  const { soci, "soci-min-layer-size": min = "10MiB", "soci-span-size": span = "4MiB" } = raw;
  const said = raw["soci-tag-suffix"] || raw["soci-platforms"]?.length || `${min} ${span}` !== "10MiB 4MiB";
  if (!soci && !said) return undefined;
  return (await import("./soci-options.ts")).sociOptions(raw, tags, where);
}

/** Platforms, whose grammar is loaded when there are any. */
async function platformsOf(texts: readonly string[]): Promise<Platform[]> {
  if (texts.length === 0) return [];
  const { parsePlatform } = await import("../../image/parse-platform.ts");
  return texts.map((text) => parsePlatform(text));
}

/** Annotations, whose grammar is loaded when there are any. */
export async function annotationsOf(lines: readonly string[]): Promise<Annotations> {
  if (lines.length === 0) return { annotations: {}, descriptorAnnotations: [], notices: [] };
  return (await import("../../image/annotations.ts")).parseAnnotations(lines);
}
