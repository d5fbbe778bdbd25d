import { expect } from "vitest";
import type { ForgeProduct } from "../../support/forge/types.ts";
import type { RunResult } from "../../support/runner.ts";
import { type GuardOptions, guard, type LaneInputs, type LaneServer } from "./lane.ts";

/** Every forge and version that lists waiting jobs. */
export const watchable: readonly [ForgeProduct, string][] = [
  ["gitea", "1.25.4"],
  ["gitea", "1.26.3"],
  ["gitea", "1.27.0"],
  ["forgejo", "15.0.3+gitea-1.22.0"],
  ["forgejo", "16.0.0+gitea-1.22.0"],
  ["github", ""],
];

export const minutes = (count: number) => count * 60_000;

/** Runs lane-guard with `mode: watch` in a job on the forge, without any file of a repository. */
export function watch(
  server: LaneServer,
  inputs: LaneInputs = {},
  options: Omit<GuardOptions, "files" | "event"> = {},
): Promise<RunResult> {
  return guard(
    server,
    { mode: "watch", "wait-timeout": "", ...inputs },
    { ...options, files: {}, event: "schedule" },
  );
}

export interface Waiting {
  repository: string | null;
  workflow: string | null;
  job: string;
  labels: string[];
  since: string | null;
  url: string;
}

/** The jobs that wait, as the output has them. */
export function waitingIn(run: RunResult): Waiting[] {
  return JSON.parse(run.outputs.waiting ?? "null");
}

/** Asserts the status and that the step ended as it has to; returns the step's error or warning, if there is one. */
export function expectWatched(run: RunResult, status: string, { onUnknown = "fail" } = {}): string {
  const all = `${run.stdout}\n${run.stderr}`;
  expect(run.outputs.status, all).toBe(status);
  const passes = ["ok", "busy"].includes(status) || (status === "unknown" && onUnknown === "warn");
  expect(run.exitCode, all).toBe(passes ? 0 : 1);
  expect(run.stderr).toBe("");
  expect(run.stdout).not.toContain("this is a bug");
  expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary).not.toContain("token-of-the-guard");
  expect(run.annotations.length, all).toBeLessThanOrEqual(1);
  return run.annotations.at(-1)?.message ?? "";
}

/** The requests for the watch, as `path?query`. */
export function requestsOf({ forge }: LaneServer): string[] {
  return forge.log.map(({ path, query }) => `${path}${query.size > 0 ? `?${query}` : ""}`);
}
