import type { ForgeProduct } from "../forge/types.ts";
import { act } from "./act.ts";
import { giteaRunner } from "./gitea-runner.ts";
import type { RunWorkflow } from "./types.ts";

export type RunnerName = "act" | "gitea-runner" | "forgejo-runner";

/** The runners by the programs that they are installed as. */
export const workflowRunners: Readonly<Record<RunnerName, RunWorkflow>> = {
  act,
  "gitea-runner": giteaRunner("gitea-runner"),
  "forgejo-runner": giteaRunner("forgejo-runner"),
};

/** The forge that jobs take theirs for, by what a runner tells them. */
export const productOf: Readonly<Record<RunnerName, ForgeProduct>> = {
  act: "github",
  "gitea-runner": "gitea",
  "forgejo-runner": "forgejo",
};

export { actor, type Site, type SiteOptions, startSite } from "./site.ts";
export type { JobContainers, JobReport, RunReport, RunWorkflow, WorkflowRun } from "./types.ts";
