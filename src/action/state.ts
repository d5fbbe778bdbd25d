import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { ReportedError } from "../base/errors.ts";

// What @actions/core has for this would be loaded by every action, with the code that they share.

/**
 * Leaves a text for what the action does after the job, as a runner takes it (its "environment files"). Secrets have no
 * place in it, as it lies in a file.
 *
 * @throws ReportedError where the runner takes none
 */
export function leaveState(name: string, value: string, env: NodeJS.ProcessEnv = process.env): void {
  if (!env.GITHUB_STATE)
    throw new ReportedError("this runner keeps nothing for the end of a job (GITHUB_STATE)");
  const delimiter = `imgpub_${randomUUID()}`;
  appendFileSync(env.GITHUB_STATE, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** What was left by that name; undefined where nothing was, as when the step failed before. */
export function stateLeft(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env[`STATE_${name}`] || undefined;
}
