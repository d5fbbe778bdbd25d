import { placed, UserError } from "../../base/errors.ts";
import { parseSize } from "../../base/size.ts";
import { quoted } from "../../base/text.ts";
import { parsePlatform } from "../../image/parse-platform.ts";
import type { Platform } from "../../image/platform.ts";
import { isTag, type Reference } from "../../image/reference.ts";
import type { SociOptions } from "../target.ts";
import type { RawSoci } from "./raw-soci.ts";

/** Bytes that a span may have. */
const leastSpan = 64 << 10;
const mostSpan = 1 << 30;

/**
 * Reads how a target is converted; undefined where it is not.
 *
 * @param where begins the message about one part of it
 * @throws {UserError} naming the part that cannot be understood, or that stands there without `soci: true`
 */
export function sociOptions(
  raw: RawSoci,
  tags: readonly Reference[],
  where: (part: string) => string,
): SociOptions | undefined {
  const part = <T>(name: keyof RawSoci, read: () => T): T => placed(where(name), read);
  const { soci, "soci-min-layer-size": min = "10MiB", "soci-span-size": span = "4MiB" } = raw;
  const { "soci-platforms": platforms = [], "soci-tag-suffix": tagSuffix = "" } = raw;
  if (!soci) return refuseWithout(raw, part);
  return {
    minLayerSize: part("soci-min-layer-size", () => parseSize(min)),
    spanSize: part("soci-span-size", () => spanOf(span)),
    platforms: part("soci-platforms", () => platforms.map(linuxPlatform)),
    tagSuffix: part("soci-tag-suffix", () => suffixFor(tagSuffix, tags)),
  };
}

/** Names the first part that says how to convert what is not to be converted. */
function refuseWithout(raw: RawSoci, part: (name: keyof RawSoci, read: () => never) => never): undefined {
  const said: readonly (keyof RawSoci)[] = [
    ...(given(raw["soci-min-layer-size"], "10MiB") ? (["soci-min-layer-size"] as const) : []),
    ...(given(raw["soci-span-size"], "4MiB") ? (["soci-span-size"] as const) : []),
    ...(raw["soci-platforms"]?.length ? (["soci-platforms"] as const) : []),
    ...(raw["soci-tag-suffix"] ? (["soci-tag-suffix"] as const) : []),
  ];
  const [first] = said;
  if (first === undefined) return undefined;
  return part(first, () => {
    throw new UserError("given without lazy loading; expected it together with soci: true, or not at all");
  });
}

function given(text: string | undefined, usual: string): boolean {
  return text !== undefined && text !== usual;
}

function spanOf(text: string): number {
  const size = parseSize(text);
  if (size < leastSpan || size > mostSpan)
    throw new UserError(`${quoted(text, 60)} is out of range; expected a size from 64KiB to 1GiB`);
  return size;
}

function linuxPlatform(text: string): Platform {
  const platform = parsePlatform(text);
  if (platform.os === "linux") return platform;
  throw new UserError(
    `${quoted(text)} cannot be loaded lazily; expected Linux platforms, such as linux/amd64`,
  );
}

function suffixFor(suffix: string, tags: readonly Reference[]): string {
  if (suffix === "") return suffix;
  const broken = tags.find(({ tag = "" }) => !isTag(`${tag}${suffix}`));
  if (broken)
    throw new UserError(
      `${quoted(suffix)} makes no valid tag of ${quoted(broken.tag ?? "")}; expected letters, digits, dots, dashes and underscores, such as -soci, and tags of at most 128 characters`,
    );
  const names = new Set(tags.map(({ registry, repository, tag }) => `${registry}/${repository}:${tag}`));
  const taken = tags.find(({ registry, repository, tag }) =>
    names.has(`${registry}/${repository}:${tag}${suffix}`),
  );
  if (taken)
    throw new UserError(
      `${quoted(suffix)} makes of the tag ${quoted(taken.tag ?? "")} one that is published already; expected a suffix that no other tag has`,
    );
  return suffix;
}
