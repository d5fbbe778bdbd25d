import assert from "node:assert/strict";
import type { RunResult } from "../../test/support/runner.ts";
import { runnerLog } from "./runner-log.ts";

/** Begins a part of the output. */
export function heading(text: string): void {
  console.log(`\n${text}`);
}

/** A line of that part. */
export function say(text: string): void {
  console.log(`  ${text}`);
}

/**
 * Shows what an action printed and how it ended.
 *
 * @param expectedFailure why the step has to fail; left out where it has to succeed
 * @throws when it ended otherwise
 */
export function show({ stdout, exitCode, seconds }: RunResult, expectedFailure?: string): void {
  for (const line of runnerLog(stdout)) say(`│ ${line}`);
  const time = `after ${seconds.toFixed(1)} s`;
  if (exitCode === 0) say(`└ succeeded ${time}`);
  else
    say(
      `└ failed with exit code ${exitCode} ${time}${expectedFailure === undefined ? "" : `, as expected: ${expectedFailure}`}`,
    );
  if (expectedFailure === undefined) assert.equal(exitCode, 0, "the action failed");
  else assert.equal(exitCode, 1, "the action did not fail as expected");
}
