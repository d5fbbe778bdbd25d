import { realPart } from "../../support/real/real.ts";
import { type RunnerName, type RunWorkflow, workflowRunners } from "../../support/workflow-runner/index.ts";

export type RunnerTests = (run: RunWorkflow, runner: RunnerName) => void;

/** The same tests on every runner; one that is not installed is a visible skip. */
export function onEachRunner(title: string, tests: RunnerTests): void {
  for (const [runner, run] of Object.entries(workflowRunners) as [RunnerName, RunWorkflow][])
    realPart(runner, "docker-registry")(`${title} on ${runner}`, () => tests(run, runner));
}
