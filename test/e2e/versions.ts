import type { ForgeProduct } from "../support/forge/types.ts";

/** What the tests are run for, as far as it takes a version of the forge. */
export type Feature = "lists" | "heartbeats" | "publish" | "matrixOutputs" | "cascade";

/** The oldest versions that the README says so of, and the newest that are known; GitHub says none. */
export const versions: Readonly<Record<ForgeProduct, Readonly<Record<Feature, readonly string[]>>>> = {
  gitea: {
    lists: ["1.24.7", "1.26.3"],
    heartbeats: ["1.22.6", "1.26.3"],
    publish: ["1.22.6", "1.26.3"],
    matrixOutputs: ["1.23.8", "1.26.3"],
    cascade: ["1.22.6", "1.26.3"],
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
