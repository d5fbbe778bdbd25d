import type { Layer } from "./facts.ts";

/** How many images have each layer, so that it is known what goes with an image: the layers that nobody else has. */
export class LayerCounts {
  readonly #counts = new Map<string, number>();

  constructor(images: Iterable<readonly Layer[]>) {
    for (const layers of images)
      for (const { chain } of layers) this.#counts.set(chain, (this.#counts.get(chain) ?? 0) + 1);
  }

  /** Takes an image away. @returns the bytes of the layers that went with it */
  remove(layers: readonly Layer[]): number {
    let freed = 0;
    for (const { chain, size } of layers) {
      const left = (this.#counts.get(chain) ?? 0) - 1;
      this.#counts.set(chain, left);
      if (left === 0) freed += size;
    }
    return freed;
  }

  /** Puts an image back that was taken away. @returns the bytes of the layers that came with it */
  restore(layers: readonly Layer[]): number {
    let added = 0;
    for (const { chain, size } of layers) {
      const before = this.#counts.get(chain) ?? 0;
      this.#counts.set(chain, before + 1);
      if (before === 0) added += size;
    }
    return added;
  }
}
