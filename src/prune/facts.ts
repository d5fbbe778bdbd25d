import { createHash } from "node:crypto";

// What is known of images, as data.

/** A layer of an image, with everything below it: two images with the same chain ID have these layers in common. */
export interface Layer {
  /** Its chain ID (OCI image specification, `config.md`). */
  readonly chain: string;
  /** Bytes on the disk. */
  readonly size: number;
}

/** What an image is made of; it never changes under the image's ID. */
export interface Composition {
  /** Diff IDs from the lowest layer on. */
  readonly layers: readonly string[];
  /** Bytes of each step of its history that has any, from the oldest on. */
  readonly steps: readonly number[];
  /** Bytes of all its layers. */
  readonly size: number;
}

/** An image on the host. */
export interface ImageFacts {
  readonly id: string;
  /** The ID of the image that it was built upon; empty where that is not known. */
  readonly parent: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly composition: Composition;
}

/** A container, as far as it holds an image. */
export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly running: boolean;
}

/** The file system that the engine keeps its images on. */
export interface Disk {
  readonly total: number;
  /** Bytes that are left for anybody but root. */
  readonly available: number;
  /** 0 where the file system does not count them. */
  readonly inodes: number;
  readonly freeInodes: number;
}

/** The chain IDs of layers by their diff IDs, from the lowest on. */
export function chainsOf(layers: readonly string[]): string[] {
  const chains: string[] = [];
  for (const layer of layers) {
    const below = chains.at(-1);
    chains.push(
      below === undefined
        ? layer
        : `sha256:${createHash("sha256").update(`${below} ${layer}`).digest("hex")}`,
    );
  }
  return chains;
}

/**
 * The layers of all images with their sizes. Those of an image are its history's steps where there are as many as layers.
 * Where there are not, since a layer may be empty, other images may know them; what is still unknown then counts as the
 * size of the topmost of them, as it goes with the whole.
 */
export function layersOf(images: readonly ImageFacts[]): Map<string, readonly Layer[]> {
  const chains = new Map(images.map(({ id, composition }) => [id, chainsOf(composition.layers)]));
  const sizes = new Map<string, number>();
  for (const { id, composition } of images)
    if (composition.steps.length === composition.layers.length)
      for (const [at, chain] of (chains.get(id) ?? []).entries())
        sizes.set(chain, composition.steps[at] ?? 0);
  // From the images with the fewest layers on: a base then knows its own before what was built upon it asks.
  const unsure = images
    .filter(({ composition }) => composition.steps.length !== composition.layers.length)
    .sort((a, b) => a.composition.layers.length - b.composition.layers.length);
  for (const { id, composition } of unsure) {
    const own = chains.get(id) ?? [];
    const unknown = own.filter((chain) => !sizes.has(chain));
    const known = own.reduce((sum, chain) => sum + (sizes.get(chain) ?? 0), 0);
    for (const chain of unknown) sizes.set(chain, 0);
    const top = unknown.at(-1);
    if (top !== undefined) sizes.set(top, Math.max(0, composition.size - known));
  }
  return new Map(
    images.map(({ id }) => [
      id,
      (chains.get(id) ?? []).map((chain) => ({ chain, size: sizes.get(chain) ?? 0 })),
    ]),
  );
}
