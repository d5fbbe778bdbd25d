import semver from "semver";
import type { Log } from "../base/log.ts";
import type { DockerEngine } from "./engine.ts";
import { importImage, listImages, removeImage } from "./images.ts";
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
  const best = known.find(({ version }) => semver.gte(version, process.versions.node));
  if (best) return best;
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
  for (const { reference } of known) await removeImage(engine, reference, signal);
  return { reference: `${repository}:${tag}`, entrypoint };
}

/** Removes all images of {@link ensureNodeImage} that no container has. @returns how many are left */
export async function removeNodeImages(engine: DockerEngine, signal: AbortSignal): Promise<number> {
  let left = 0;
  for (const { reference } of await nodeImages(engine, signal))
    if ((await removeImage(engine, reference, signal)).outcome === "in-use") left++;
  return left;
}

/** Those that are there, from the newest on. */
async function nodeImages(
  engine: DockerEngine,
  signal: AbortSignal,
): Promise<(NodeImage & { readonly version: string })[]> {
  const images = await listImages(engine, { filters: { label: [`${ours}=node`] }, signal });
  return images
    .flatMap(({ tags, labels }) => {
      const reference = tags.find((tag) => tag.startsWith(`${repository}:`));
      const version = labels[`${ours}.version`] ?? "";
      const entrypoint = entrypointIn(labels[`${ours}.entrypoint`] ?? "");
      if (reference === undefined || !entrypoint || !semver.valid(version)) return [];
      if (labels[`${ours}.arch`] !== process.arch) return [];
      return [{ reference, version, entrypoint }];
    })
    .sort((a, b) => semver.rcompare(a.version, b.version));
}

function entrypointIn(label: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(label, "base64url").toString("utf8"));
    return Array.isArray(value) && value.every((part) => typeof part === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
