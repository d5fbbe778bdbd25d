import { statfs } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { imageFixture, pushFixture } from "../images/images.ts";
import type { Registry } from "../registry/index.ts";
import { pull } from "./pull.ts";

/** Bytes of each image, and of what all share. */
export const stormSizes = { own: 10_000_000, shared: 4_000_000 } as const;
const images = 12;

/** Puts images into a registry that together are half as large again as a store of 80 MB. */
export function pushStorm(registry: Registry): void {
  for (let at = 0; at < images; at++) {
    const image = imageFixture({ layers: 2, layerSize: stormSizes.own / 2, seed: `storm-${at}` });
    pushFixture(registry, "acme/storm", image, { tag: `s${at}` });
  }
}

export interface Storm {
  readonly pulls: number;
  readonly failed: readonly unknown[];
  /** Looks at the store, and the most bytes that one has found. */
  readonly samples: number;
  readonly most: number;
}

/**
 * Has four clients pull at random, each after the other, and looks at the disk all the while.
 *
 * @param disk a file system of the store's alone: what it has in use is told at once, as a walk over its files is not
 */
export async function storm(origin: string, disk: string, goOn: (pulls: number) => boolean): Promise<Storm> {
  const failed: unknown[] = [];
  let pulls = 0;
  let begun = 0;
  const client = async () => {
    while (goOn(begun)) {
      begun += 1;
      await pull(origin, "acme/storm", `s${Math.floor(Math.random() * images)}`).then(
        () => {
          pulls += 1;
        },
        (error: unknown) => void failed.push(error),
      );
    }
  };
  let over = false;
  let samples = 0;
  let most = 0;
  const look = async () => {
    while (!over) {
      const { blocks, bfree, bsize } = await statfs(disk);
      most = Math.max(most, (blocks - bfree) * bsize);
      samples += 1;
      await sleep(1);
    }
  };
  const looking = look();
  await Promise.all([1, 2, 3, 4].map(client));
  over = true;
  await looking;
  return { pulls, failed, samples, most };
}
