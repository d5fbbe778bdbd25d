import type { Log } from "../base/log.ts";
import { type DockerEngine, DockerError } from "./engine.ts";
import { importImage, isLost, listImages, removeImage } from "./images.ts";
import { ours } from "./labels.ts";
import { runningNode } from "./node-files.ts";
import { tarOf } from "./tar.ts";

/** An image that runs Node.js on an engine's host. */
export interface NodeImage {
  readonly reference: string;
  readonly entrypoint: readonly string[];
}

const repository = "imgpub-node";

/**
 * The image with Node.js in it, made of the one that runs here, without any registry, where there is none that is as new.
 * So a host has one of them, however many builds of Node.js its jobs bring; older ones go once no container has them.
 *
 * @throws DockerError where the engine does not take it
 */
export async function ensureNodeImage(
  engine: DockerEngine,
  { log, signal }: { readonly log: Pick<Log, "info">; readonly signal: AbortSignal },
): Promise<NodeImage> {
  const known = await nodeImages(engine, signal);
  const best = known.find(
    ({ isTagged, version }) => isTagged && compare(version, process.versions.node) >= 0,
  );
  if (best) {
    await clearAway(
      engine,
      known.filter((image) => isOlder(image, best)),
      signal,
    );
    return best;
  }
  const { files, entrypoint } = runningNode();
  const tag = process.versions.node;
  await importImage(engine, {
    tar: tarOf(files),
    repository,
    tag,
    changes: [
      `LABEL ${ours}=node`,
      `LABEL ${ours}.version=${process.versions.node}`,
      `LABEL ${ours}.arch=${process.arch}`,
      `LABEL ${ours}.entrypoint=${Buffer.from(JSON.stringify(entrypoint)).toString("base64url")}`,
    ],
    signal,
  });
  log.info(`made the image ${repository}:${tag} of the running Node.js`);
  await clearAway(engine, known, signal);
  return { reference: `${repository}:${tag}`, entrypoint };
}

/**
 * Makes something of the image, such as a container, and once more of a new one where a prune has taken the image away in
 * between.
 *
 * @throws as {@link ensureNodeImage} and `make`
 */
export async function withNodeImage<T>(
  engine: DockerEngine,
  options: { readonly log: Pick<Log, "info">; readonly signal: AbortSignal },
  make: (image: NodeImage) => Promise<T>,
): Promise<T> {
  for (let left = 4; ; left--)
    try {
      return await make(await ensureNodeImage(engine, options));
    } catch (error) {
      if (!isLost(error) || left === 0) throw error;
    }
}

/** Removes all images of {@link ensureNodeImage} that no container has. @returns how many are left */
export async function removeNodeImages(engine: DockerEngine, signal: AbortSignal): Promise<number> {
  return removeAll(engine, await nodeImages(engine, signal), signal);
}

interface KnownImage extends NodeImage {
  readonly version: string;
  /** Not where another of its name was made at the same time and has the name now; the reference is its ID then. */
  readonly isTagged: boolean;
}

/** A version of Node.js, whose releases have three numbers and nothing else. */
const isVersion = (text: string): boolean => /^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(text);

/** Less than 0 where the first version is older, more where it is newer. */
function compare(one: string, other: string): number {
  const theirs = other.split(".").map(Number);
  const difference = one
    .split(".")
    .map((part, at) => Number(part) - (theirs[at] ?? 0))
    .find((number) => number !== 0);
  return difference ?? 0;
}

const isOlder = (image: KnownImage, best: KnownImage): boolean =>
  !image.isTagged || compare(image.version, best.version) < 0;

/** Removes those that no container has; one that the engine does not let go of is no reason not to go on. */
async function clearAway(
  engine: DockerEngine,
  images: readonly KnownImage[],
  signal: AbortSignal,
): Promise<void> {
  for (const image of images)
    await removeAll(engine, [image], signal).catch((error) => {
      if (!(error instanceof DockerError)) throw error;
    });
}

/** Removes those that no container has. @returns how many are left */
async function removeAll(
  engine: DockerEngine,
  images: readonly KnownImage[],
  signal: AbortSignal,
): Promise<number> {
  let left = 0;
  for (const { reference } of images)
    if ((await removeImage(engine, reference, signal)).outcome === "in-use") left++;
  return left;
}

/** Those that are there, from the newest on. */
async function nodeImages(engine: DockerEngine, signal: AbortSignal): Promise<KnownImage[]> {
  const images = await listImages(engine, { filters: { label: [`${ours}=node`] }, signal });
  return images
    .flatMap(({ id, tags, labels }): KnownImage[] => {
      const tag = tags.find((one) => one.startsWith(`${repository}:`));
      const version = labels[`${ours}.version`] ?? "";
      const entrypoint = entrypointIn(labels[`${ours}.entrypoint`] ?? "");
      // Somebody who has given it another name wants it kept.
      if ((tag === undefined && tags.length > 0) || !entrypoint || !isVersion(version)) return [];
      if (labels[`${ours}.arch`] !== process.arch) return [];
      return [{ reference: tag ?? id, version, entrypoint, isTagged: tag !== undefined }];
    })
    .sort((a, b) => compare(b.version, a.version));
}

function entrypointIn(label: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(label, "base64url").toString("utf8"));
    return Array.isArray(value) && value.every((part) => typeof part === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
