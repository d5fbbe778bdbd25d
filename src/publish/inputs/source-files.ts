import { readdir, readFile } from "node:fs/promises";
import { relative } from "node:path";
import { placed, UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { cannotBeRead } from "../../base/unreadable.ts";
import { parseReference, type Reference } from "../../image/reference.ts";
import { type BuiltImage, parseBuildMetadata } from "./build-metadata.ts";
import { qualifyDigest } from "./tags.ts";

/** The merge recipe of Docker's documentation: one empty file for each platform, named by the digest's hex. */
export async function readDigestDirectory(
  line: string,
  path: string,
  image: Reference | undefined,
): Promise<Reference[]> {
  const names = (await readable(line, readdir(path))).sort();
  if (names.length === 0)
    throw new UserError(`the directory ${quoted(line)} is empty; expected files named by bare hex digest`);
  return names.map((name) => {
    if (!/^[0-9a-f]{64}$/.test(name))
      throw new UserError(
        `the directory ${quoted(line)} holds ${quoted(name)}; expected files named by bare hex digest, and no others`,
      );
    return qualifyDigest(`sha256:${name}`, image);
  });
}

/** Every buildx metadata file that a glob matches, in the order of their paths. */
export async function readMatches(
  line: string,
  image: Reference | undefined,
  directory: string,
): Promise<Reference[]> {
  const { glob } = await import("tinyglobby");
  const paths = await glob(line, { cwd: directory, absolute: true, dot: true, expandDirectories: false });
  if (paths.length === 0)
    throw new UserError(`${quoted(line)} matches no file; expected a glob of buildx metadata files`);
  const read = await Promise.all(
    paths.sort().map((path) => readMetadataFile(relative(directory, path), path, image)),
  );
  return read.flat();
}

/** What a buildx metadata file says was built. */
export async function readMetadataFile(
  line: string,
  path: string,
  image: Reference | undefined,
): Promise<Reference[]> {
  const text = await readable(line, readFile(path, "utf8"));
  return placed(`${quoted(line)}: `, () => parseBuildMetadata(text).map((built) => locate(built, image)));
}

/** Where a built image was pushed: among several names, the one that `image` names, else the first. */
function locate({ digest, names }: BuiltImage, image: Reference | undefined): Reference {
  const repositories = names.map((name) => parseReference(name));
  const wanted = repositories.find(
    ({ registry, repository }) => registry === image?.registry && repository === image.repository,
  );
  const { registry, repository } = wanted ?? repositories[0] ?? qualifyDigest(digest, image);
  return { registry, repository, digest };
}

/** What the file system gives; its refusal is no bug of ours. */
async function readable<T>(line: string, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw new UserError(
      `${quoted(line)} ${cannotBeRead(error)}; expected files and directories that this step may read`,
      { cause: error },
    );
  }
}
