import type { ForgeProduct } from "../../support/forge/types.ts";

/** What the tests are run for, as far as it takes a version of the forge. */
export type Feature = "lists" | "heartbeats" | "publish" | "matrixOutputs" | "cascade";

const gitea = ["1.22.6", "1.23.8", "1.24.7", "1.25.5", "1.26.3"];

/** One of each minor version that docs/where-it-works.md calls tested; of Forgejo the oldest and the newest. GitHub says none. */
export const versions: Readonly<Record<ForgeProduct, Readonly<Record<Feature, readonly string[]>>>> = {
  gitea: {
    lists: gitea.slice(2),
    heartbeats: gitea,
    publish: gitea,
    matrixOutputs: gitea.slice(1),
    cascade: gitea,
  },
  forgejo: {
    lists: ["15.0.3+gitea-1.22.0"],
    heartbeats: ["11.0.6+gitea-1.22.0", "15.0.3+gitea-1.22.0"],
    publish: ["11.0.6+gitea-1.22.0", "15.0.3+gitea-1.22.0"],
    matrixOutputs: ["11.0.6+gitea-1.22.0", "15.0.3+gitea-1.22.0"],
    cascade: ["11.0.6+gitea-1.22.0", "15.0.3+gitea-1.22.0"],
  },
  github: { lists: [""], heartbeats: [""], publish: [""], matrixOutputs: [""], cascade: [""] },
};
