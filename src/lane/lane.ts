import type { ForgeKind } from "../forge/forge.ts";
import type { LabelSet } from "../workflow/runs-on.ts";

/** The labels that are reserved, under the forge's rule of comparison. */
export interface Lane {
  readonly labels: readonly string[];
  /**
   * The reserved labels that an instance of a job asks for. On GitHub a runner group of the same name counts, since
   * it sets runners apart just as a label does.
   */
  askedBy(set: LabelSet): string[];
}

/** Gitea and Forgejo tell labels apart by case, GitHub does not. */
export function laneOf(labels: readonly string[], kind: ForgeKind): Lane {
  const fold = (label: string) => (kind === "github" ? label.toLowerCase() : label);
  return {
    labels,
    askedBy({ labels: asked, group }) {
      const found = new Set([...asked, ...(group === undefined ? [] : [group])].map(fold));
      return labels.filter((label) => found.has(fold(label)));
    },
  };
}
