import { readdir, readFile, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { isDigest, parseDigest } from "../registry/digest.ts";
import { formatReference, parseReference, type Reference, withDigest } from "../registry/reference.ts";
import { type BuiltImage, parseBuildMetadata } from "./metadata.ts";

const accepted =
  "accepted are a reference with a tag or digest, a bare sha256: digest, a directory of files named by digest, and buildx metadata files";

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
  if (isDigest(line)) return [qualify(line, image)];
  if (/^sha(?:256|512):/.test(line)) parseDigest(line);
  // No path of ours is spelt like a pinned reference, so those cost no look at the disk.
  if (/@sha\d+:/.test(line)) return [parseSource(line)];
  if (!isIpv6Reference.test(line) && /[*?{[]/.test(line)) return readMatches(line, image, directory);
  const path = resolve(directory, line);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return readDigestDirectory(line, path, image);
  if (found?.isFile()) return readMetadataFile(line, path, image);
  if (/^\.{0,2}\/|\/$|\.json$/.test(line))
    throw new UserError(`${JSON.stringify(line)} is no file or directory; ${accepted}`);
  return [parseSource(line)];
}

function parseSource(line: string): Reference {
  const reference = parseReference(line);
  if (reference.tag === undefined && reference.digest === undefined)
    throw new UserError(
      `${JSON.stringify(line)} names neither a tag nor a digest, and is no directory; ${accepted}`,
    );
  return reference;
}

function qualify(digest: string, image: Reference | undefined): Reference {
  if (!image)
    throw new UserError(
      `the bare digest ${digest} needs "image"; accepted is a digest together with "image", or a reference such as ghcr.io/org/app@sha256:…`,
    );
  return withDigest(image, parseDigest(digest));
}

/** The merge recipe of Docker's documentation: one empty file for each platform, named by the digest's hex. */
async function readDigestDirectory(
  line: string,
  path: string,
  image: Reference | undefined,
): Promise<Reference[]> {
  const names = (await readdir(path)).sort();
  if (names.length === 0)
    throw new UserError(
      `the directory ${JSON.stringify(line)} is empty; accepted are files named by bare hex digest`,
    );
  return names.map((name) => {
    if (!/^[0-9a-f]{64}$/.test(name))
      throw new UserError(
        `the directory ${JSON.stringify(line)} holds ${JSON.stringify(name)}; accepted are files named by bare hex digest, and no others`,
      );
    return qualify(`sha256:${name}`, image);
  });
}

async function readMatches(
  line: string,
  image: Reference | undefined,
  directory: string,
): Promise<Reference[]> {
  const { glob } = await import("tinyglobby");
  const paths = await glob(line, { cwd: directory, absolute: true, dot: true, expandDirectories: false });
  if (paths.length === 0)
    throw new UserError(
      `${JSON.stringify(line)} matches no file; accepted is a glob of buildx metadata files`,
    );
  const read = await Promise.all(
    paths.sort().map((path) => readMetadataFile(relative(directory, path), path, image)),
  );
  return read.flat();
}

async function readMetadataFile(
  line: string,
  path: string,
  image: Reference | undefined,
): Promise<Reference[]> {
  const text = await readFile(path, "utf8");
  try {
    return parseBuildMetadata(text).map((built) => locate(built, image));
  } catch (error) {
    if (error instanceof UserError)
      throw new UserError(`${JSON.stringify(line)}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Where a built image was pushed: among several names, the one that `image` names, else the first. */
function locate({ digest, names }: BuiltImage, image: Reference | undefined): Reference {
  const repositories = names.map((name) => parseReference(name));
  const wanted = repositories.find(
    ({ registry, repository }) => registry === image?.registry && repository === image.repository,
  );
  const { registry, repository } = wanted ?? repositories[0] ?? qualify(digest, image);
  return { registry, repository, digest };
}
