import * as core from "@actions/core";

/** Leaves a text for what the action does after the job; secrets have no place in it, as it lies in a file. */
export function leaveState(name: string, value: string): void {
  core.saveState(name, value);
}

/** What was left by that name; undefined where nothing was, as when the step failed before. */
export function stateLeft(name: string): string | undefined {
  return core.getState(name) || undefined;
}
