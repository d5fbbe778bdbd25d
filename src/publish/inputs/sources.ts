import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { isDigest, parseDigest } from "../../image/digest.ts";
import { formatReference, parseReference, type Reference } from "../../image/reference.ts";
import type { SourceReference } from "../target.ts";
import { qualifyDigest } from "./tags.ts";

const accepted =
  "expected a reference, a sha256: digest, a file that holds one or is named by one, a directory of such files, or a buildx metadata file";

/**
 * Turns the lines of `sources` into references, each with a tag or a digest, in order and each once.
 *
 * @param image the repository of bare digests
 * @param directory where relative paths begin
 * @throws {UserError} naming the line that is none of what is accepted, or the file that is not what it should be
 */
export async function expandSources(
  lines: readonly string[],
  image: Reference | undefined,
  directory: string,
): Promise<SourceReference[]> {
  const references = new Map<string, SourceReference>();
  for (const line of lines)
    for (const reference of await expandLine(line, image, directory))
      references.set(sourceName(reference), reference);
  return [...references.values()];
}

/** A source as its line names it, in full. */
export function sourceName(source: SourceReference): string {
  return `${formatReference(source)}${source.said ? `,${source.said.text}` : ""}`;
}

/** What may stand behind a source, written as docker/metadata-action writes its own options. */
const withOptions = /^(.+?)((?:\s*,\s*(?:platform|os\.version)\s*=[^,]*)+)$/i;

async function expandLine(
  line: string,
  image: Reference | undefined,
  directory: string,
): Promise<SourceReference[]> {
  const [, source = "", options] = withOptions.exec(line) ?? [];
  // A path that exists is meant, whatever characters it is made of.
  if (options === undefined || (await statOf(line, directory))) return expandSource(line, image, directory);
  const { withOptionsOf } = await import("./source-options.ts");
  return withOptionsOf(line, options, await expandSource(source, image, directory));
}

function statOf(path: string, directory: string) {
  return stat(resolve(directory, path)).catch(() => undefined);
}

/** The brackets of `[::1]:5000/app:1` are no glob's. */
const isIpv6Reference = /^\[[\da-f:]+\](?::\d+)?\//i;

async function expandSource(
  line: string,
  image: Reference | undefined,
  directory: string,
): Promise<Reference[]> {
  if (isDigest(line)) return [qualifyDigest(line, image)];
  // No path of ours is spelt like a digest or a pinned reference, so those cost no look at the disk.
  if (/^sha(?:256|512):|@sha\d+:/.test(line)) return [await parseSource(line)];
  if (await statOf(line, directory))
    return (await import("./source-files.ts")).readPath(line, resolve(directory, line), image);
  if (/[*?{[]/.test(line) && !isIpv6Reference.test(line))
    return (await import("./source-files.ts")).readMatches(line, image, directory);
  if (/^\.{1,2}\/|^\/[^:@]*$|\/$|\.json$|\\/.test(line))
    throw new UserError(`${quoted(line)} is not a file or directory; ${accepted}`);
  return [await parseSource(line)];
}

/** Several sources, or one of which a part is missing. */
const odd = /,|^[@:/]|[@:]$|:@|(?<!:)\/[/@:]/;

async function parseSource(line: string): Promise<Reference> {
  if (odd.test(line)) throw (await import("./source-options.ts")).oddLine(line, accepted);
  if (/^sha(?:256|512):/.test(line)) parseDigest(line);
  const reference = parseReference(line);
  if (reference.tag === undefined && reference.digest === undefined)
    throw new UserError(
      `${quoted(line)} names neither a tag nor a digest, and is not a directory; ${accepted}`,
    );
  return reference;
}
