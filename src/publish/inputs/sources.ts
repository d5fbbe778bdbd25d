import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { isDigest, parseDigest } from "../../image/digest.ts";
import { formatReference, parseReference, type Reference } from "../../image/reference.ts";
import { qualifyDigest } from "./tags.ts";

const accepted =
  "expected a reference with a tag or digest, a bare sha256: digest, a directory of files named by digest, or buildx metadata files";

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
): Promise<Reference[]> {
  const references = new Map<string, Reference>();
  for (const line of lines)
    for (const reference of await expandSource(line, image, directory))
      references.set(formatReference(reference), reference);
  return [...references.values()];
}

/** The brackets of `[::1]:5000/app:1` are no glob's. */
const isIpv6Reference = /^\[[\da-f:]+\](?::\d+)?\//i;

async function expandSource(
  line: string,
  image: Reference | undefined,
  directory: string,
): Promise<Reference[]> {
  if (isDigest(line)) return [qualifyDigest(line, image)];
  if (/^sha(?:256|512):/.test(line)) parseDigest(line);
  // No path of ours is spelt like a pinned reference, so those cost no look at the disk.
  if (/@sha\d+:/.test(line)) return [parseSource(line)];
  const path = resolve(directory, line);
  const found = await stat(path).catch(() => undefined);
  if (found) {
    const { readDigestDirectory, readMetadataFile } = await import("./source-files.ts");
    return (found.isDirectory() ? readDigestDirectory : readMetadataFile)(line, path, image);
  }
  // A path that exists is meant, whatever characters it is made of.
  if (/[*?{[]/.test(line) && !isIpv6Reference.test(line))
    return (await import("./source-files.ts")).readMatches(line, image, directory);
  if (/^\.{0,2}\/|\/$|\.json$/.test(line))
    throw new UserError(`${quoted(line)} is no file or directory; ${accepted}`);
  return [parseSource(line)];
}

function parseSource(line: string): Reference {
  const reference = parseReference(line);
  if (reference.tag === undefined && reference.digest === undefined)
    throw new UserError(`${quoted(line)} names neither a tag nor a digest, and is no directory; ${accepted}`);
  return reference;
}
