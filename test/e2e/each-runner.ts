import { realPart } from "../support/real.ts";
import { type RunWorkflow, workflowRunners } from "../support/workflow-runner/index.ts";

/** The same tests on every runner; one that is not installed is a visible skip. */
export function onEachRunner(title: string, tests: (run: RunWorkflow, runner: string) => void): void {
  for (const [runner, run] of Object.entries(workflowRunners))
    realPart(runner as keyof typeof workflowRunners, "docker-registry")(`${title} on ${runner}`, () =>
      tests(run, runner),
    );
}
