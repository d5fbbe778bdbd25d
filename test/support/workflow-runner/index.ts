import { act } from "./act.ts";
import { giteaRunner } from "./gitea-runner.ts";
import type { RunWorkflow } from "./types.ts";

/** The runners by the programs that they are installed as. */
export const workflowRunners: Readonly<Record<"act" | "gitea-runner" | "forgejo-runner", RunWorkflow>> = {
  act,
  "gitea-runner": giteaRunner("gitea-runner"),
  "forgejo-runner": giteaRunner("forgejo-runner"),
};

export { actor, type Site, startSite } from "./site.ts";
export type { JobReport, RunReport, RunWorkflow, WorkflowRun } from "./types.ts";
