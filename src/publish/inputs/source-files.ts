import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { placed, UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { cannotBeRead } from "../../base/unreadable.ts";
import { decodeText } from "../../base/utf8.ts";
import { type Digest, isDigest } from "../../image/digest.ts";
import { parseReference, type Reference } from "../../image/reference.ts";
import { type BuiltImage, parseBuildMetadata } from "./build-metadata.ts";
import { globsOf, matchesOf } from "./source-globs.ts";
import { qualifyDigest } from "./tags.ts";

const lookedFor =
  "files named by bare hex digest, files that hold one digest or reference, or buildx metadata files";

/**
 * So many levels of directories are read. actions/download-artifact leaves two without `merge-multiple`, and one more
 * for what actions/upload-artifact found in several places.
 */
const levels = 4;

/** Bytes; a metadata file holds the provenance of a build, too. */
const mostBytes = 16 * 1024 * 1024;

/**
 * What a file or directory of sources stands for.
 *
 * - A file whose name is the hex of a digest, as in the merge recipe of Docker's documentation: that digest.
 * - A file that holds one digest or reference, as `--digestfile` of podman and `--image-name-with-digest-file` of kaniko
 *   write: that.
 * - A metadata file of buildx: what was built.
 * - A directory: all that is in it, and in the directories in it.
 *
 * @param shown the path as the user knows it
 * @param image the repository of bare digests; of a metadata file with several images those of it are taken
 * @throws {UserError} naming the file that is none of that, with what was looked for
 */
export async function readPath(
  shown: string,
  path: string,
  image: Reference | undefined,
  level = 0,
): Promise<Reference[]> {
  const found = await readable(shown, stat(path));
  if (found.isDirectory()) return readDirectory(shown, path, image, level);
  const named = digestNamed(basename(path));
  if (named) return [qualifyDigest(named, image)];
  if (found.size > mostBytes) throw none(shown, `is larger than ${mostBytes / 1024 / 1024} MiB`);
  const text = decodeText(await readable(shown, readFile(path)))?.trim();
  if (text === undefined || text === "") throw none(shown, text === "" ? "is empty" : "is no text");
  if (/^[[{]/.test(text) || path.endsWith(".json"))
    return placed(`${quoted(shown)}: `, () =>
      ofImage(parseBuildMetadata(text), image).map((built) => locate(built, image)),
    );
  return [heldReference(shown, text, image)];
}

/** All that a glob matches, in the order of the paths. */
export async function readMatches(
  line: string,
  image: Reference | undefined,
  directory: string,
): Promise<Reference[]> {
  const paths = await matchesOf(globsOf(line, sep), directory);
  if (paths.length === 0)
    throw new UserError(`${quoted(line)} matches no file or directory; expected ${lookedFor}`);
  const references = [];
  for (const path of paths) references.push(...(await readPath(relative(directory, path), path, image)));
  return references;
}

async function readDirectory(
  shown: string,
  path: string,
  image: Reference | undefined,
  level: number,
): Promise<Reference[]> {
  if (level === levels) throw none(shown, `is a directory below ${levels} others, and is not looked into`);
  const names = (await readable(shown, readdir(path))).sort();
  if (names.length === 0)
    throw new UserError(`the directory ${quoted(shown)} is empty; expected ${lookedFor}`);
  const references = [];
  for (const name of names)
    references.push(
      ...(await readPath(`${shown.replace(/[\\/]+$/, "")}/${name}`, join(path, name), image, level + 1)),
    );
  return references;
}

function digestNamed(name: string): Digest | undefined {
  const digest = `${name.length === 128 ? "sha512" : "sha256"}:${name}`;
  return isDigest(digest) ? digest : undefined;
}

/** The digest or reference that is all that a file holds. */
function heldReference(shown: string, text: string, image: Reference | undefined): Reference {
  if (isDigest(text)) return placed(`${quoted(shown)}: `, () => qualifyDigest(text, image));
  const reference = referenceIn(text);
  // What it does hold is not told: it may be a secret.
  if (!reference)
    throw none(
      shown,
      /[\r\n]/.test(text)
        ? "holds several lines, and not one digest or reference"
        : "holds neither one digest nor one reference with a tag or digest",
    );
  return reference;
}

function referenceIn(text: string): Reference | undefined {
  // A short word is a digest that was cut short, or a name and a password, rather than an image of Docker Hub.
  if (!/[/@]/.test(text)) return undefined;
  try {
    const reference = parseReference(text);
    return reference.tag === undefined && reference.digest === undefined ? undefined : reference;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Those of several images that were pushed to `image`; all where none was. */
function ofImage(built: readonly BuiltImage[], image: Reference | undefined): readonly BuiltImage[] {
  const its = built.filter(({ names }) => names.some((name) => isIn(parseReference(name), image)));
  return its.length > 0 ? its : built;
}

/** Where a built image was pushed: among several names, the one that `image` names, else the first. */
function locate({ digest, names }: BuiltImage, image: Reference | undefined): Reference {
  const repositories = names.map((name) => parseReference(name));
  const wanted = repositories.find((name) => isIn(name, image));
  const { registry, repository } = wanted ?? repositories[0] ?? qualifyDigest(digest, image);
  return { registry, repository, digest };
}

function isIn({ registry, repository }: Reference, image: Reference | undefined): boolean {
  return registry === image?.registry && repository === image.repository;
}

/** What the file system gives; its refusal is no bug of ours. */
async function readable<T>(shown: string, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw new UserError(
      `${quoted(shown)} ${cannotBeRead(error)}; expected a file or directory that this step may read`,
      { cause: error },
    );
  }
}

function none(shown: string, what: string): UserError {
  return new UserError(`${quoted(shown)} ${what}; expected ${lookedFor}`);
}
