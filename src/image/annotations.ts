import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import type { MergeOptions } from "./merge-index.ts";
import { parsePlatform } from "./parse-platform.ts";
import { platformKey } from "./platform.ts";

export type Annotations = Pick<MergeOptions, "annotations" | "descriptorAnnotations"> & {
  /** What was understood otherwise than written; one sentence each. */
  readonly notices: readonly string[];
};

/** Levels, each optionally with a platform, as buildx and docker/metadata-action write them. */
const leveled = /^\s*(?:([a-z-]+(?:\[[^\]]*\])?(?:\s*,\s*[a-z-]+(?:\[[^\]]*\])?)*):)?(.*)$/s;
const oneLevel = /[a-z-]+(?:\[[^\]]*\])?/g;
const level = /^(index|manifest|index-descriptor|manifest-descriptor)(?:\[([^\]]*)\])?$/;
const accepted =
  "expected key=value, with or without a level such as index: or manifest-descriptor[linux/arm64]: before it";
/** A field of CSV in quotation marks, in which two of them stand for one. */
const quotedLine = /^\s*"((?:[^"]|"")*)"\s*$/s;

/**
 * Reads annotations, one `key=value` each, with or without levels before a colon. A line in quotation marks is read as
 * CSV, as docker's actions read their lists (`Util.getList` of docker/actions-toolkit).
 *
 * An index has its own annotations and its descriptors': `manifest-descriptor:` goes to every descriptor, as in
 * `imagetools create` of buildx (`combine` in util/imagetools/create.go), and `manifest-descriptor[platform]:` to that
 * platform's. Every other level is coerced to the index, as the manifests are not rewritten. What a line says of the
 * index itself goes before what is coerced to it, and what it says of one platform before what it says of all;
 * otherwise a later line goes before an earlier one.
 *
 * @throws {UserError} for a line without a key or an equals sign, with an unknown level, or whose quotation mark stays
 *   open
 */
export function parseAnnotations(lines: readonly string[]): Annotations {
  const own = new Map<string, string>();
  const coerced = new Map<string, string>();
  const every = new Map<string, string>();
  const descriptors = new Map<string, Map<string, string>>();
  const coercedLevels = new Set<string>();
  for (const line of lines) {
    const { levels, key, value } = parseLine(line);
    if (levels.length === 0) own.set(key, value);
    for (const { name, platform } of levels) {
      if (name === "manifest-descriptor" && platform === undefined) every.set(key, value);
      else if (name === "manifest-descriptor" && platform !== undefined) {
        const of = descriptors.get(platform) ?? new Map<string, string>();
        descriptors.set(platform, of.set(key, value));
      } else if (name === "index") own.set(key, value);
      else {
        coerced.set(key, value);
        coercedLevels.add(name);
      }
    }
  }
  return {
    annotations: Object.fromEntries([...coerced, ...own]),
    descriptorAnnotations: [
      ...(every.size > 0 ? [{ annotations: Object.fromEntries(every) }] : []),
      ...[...descriptors].map(([platform, annotations]) => ({
        platform: parsePlatform(platform),
        annotations: Object.fromEntries(annotations),
      })),
    ],
    notices:
      coercedLevels.size > 0
        ? [
            `annotations of level ${[...coercedLevels].sort().join(", ")} are set on the index: published manifests are not rewritten`,
          ]
        : [],
  };
}

interface Line {
  readonly levels: readonly { readonly name: string; readonly platform?: string }[];
  readonly key: string;
  readonly value: string;
}

function parseLine(written: string): Line {
  const line = withoutQuotes(written);
  const equals = line.indexOf("=");
  // Keys may hold colons of their own, so only words that look like levels end at one.
  const [, levels, key = ""] = leveled.exec(line.slice(0, Math.max(equals, 0))) ?? [];
  if (key.trim() === "") throw new UserError(`${quoted(line)} is not an annotation; ${accepted}`);
  return {
    levels: levels === undefined ? [] : (levels.match(oneLevel) ?? []).map((text) => parseLevel(text, line)),
    key: key.trim(),
    value: line.slice(equals + 1),
  };
}

function withoutQuotes(line: string): string {
  if (!/^\s*"/.test(line)) return line;
  const [, inner] = quotedLine.exec(line) ?? [];
  if (inner === undefined)
    throw new UserError(
      `${quoted(line)} begins with a quotation mark and does not end with one; ${accepted}, or all of that in quotation marks, with "" for one in it`,
    );
  return inner.replaceAll('""', '"');
}

function parseLevel(text: string, line: string): { name: string; platform?: string } {
  const [, name, platform] = level.exec(text) ?? [];
  if (name === undefined)
    throw new UserError(`${quoted(line)} has the unknown level ${quoted(text)}; ${accepted}`);
  return { name, ...(platform !== undefined && { platform: platformKey(parsePlatform(platform)) }) };
}
