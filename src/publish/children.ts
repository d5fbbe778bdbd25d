import type { Descriptor } from "../image/descriptor.ts";
import type { MergedIndex } from "../image/merge-index.ts";
import type { ImageRepository } from "../image/reference.ts";
import { type Kit, sameRegistry } from "./kit.ts";
import { originFor } from "./plan.ts";

/** A manifest that must be copied, and where from. */
export interface Copy {
  readonly origin: ImageRepository;
  readonly descriptor: Descriptor;
}

/** What must be copied to a repository before it can hold an index. */
export function copiesTo(to: ImageRepository, { entries }: MergedIndex, kit: Kit): Copy[] {
  return entries.flatMap(({ descriptor, from }) => {
    const origin = originFor(to, from, sameRegistry(kit));
    return origin ? [{ origin, descriptor }] : [];
  });
}
