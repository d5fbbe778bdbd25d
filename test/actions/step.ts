import { expect } from "vitest";
import type { ActionTypes } from "../../action-types.d.ts";
import type { Registry, RequestRecord } from "../support/registry/index.ts";
import { type RunOptions, type RunResult, runAction } from "../support/runner.ts";

export { workspace } from "../support/workspace.ts";

/** Without jitter every back-off is nothing, so that failures come as fast as the answers do. */
export const noJitter = { nodeArgs: ["--import", "data:text/javascript,Math.random=()=>0"] } as const;

/**
 * The action's clock moves by what it sleeps and by nothing else, and that takes no time: waits come to the same end on
 * every machine. Without jitter, too. Not for servers that hang.
 */
export const stillClock = {
  nodeArgs: ["--import", new URL("../support/preloads/still-clock.mjs", import.meta.url).href],
} as const;

/**
 * A second never ends but when it is aborted: for steps that stop at once, or never. Without jitter, too. What is printed
 * tells when a signal has come, as `SIGTERM is here`.
 */
export const endlessSecond = {
  nodeArgs: ["--import", new URL("../support/preloads/endless-second.mjs", import.meta.url).href],
} as const;

/** Runs publish-index with its inputs. */
export function publish(
  inputs: NonNullable<RunOptions<"publish-index">["inputs"]>,
  options: Omit<RunOptions<"publish-index">, "inputs"> = {},
): Promise<RunResult> {
  return runAction("publish-index", { ...options, inputs });
}

/** Runs wait-digests with its inputs. */
export function wait(
  inputs: NonNullable<RunOptions<"wait-digests">["inputs"]>,
  options: Omit<RunOptions<"wait-digests">, "inputs"> = {},
): Promise<RunResult> {
  return runAction("wait-digests", { ...options, inputs });
}

/** What publish-index says of one target in its output `json`. */
export interface TargetReport {
  name: string;
  state: string;
  digest?: string;
  platforms: string[];
  tags: { ref: string; state: string }[];
  attempts: number;
  seconds: number;
  error?: string;
}

export function reportOf(run: RunResult): TargetReport[] {
  return JSON.parse(run.outputs.json ?? "null");
}

/** Asserts that the step succeeded, and says all it printed when it did not. */
export function expectSuccess(run: RunResult): void {
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
  expect(run.annotations.filter(({ level }) => level === "error")).toEqual([]);
  expect(run.stderr).toBe("");
}

/** Asserts that the step failed with one error annotation of one line and without a stack; returns its text. */
export function expectOneError(run: RunResult, exitCode = 1): string {
  const errors = run.annotations.filter(({ level }) => level === "error");
  expect(errors, `${run.stdout}\n${run.stderr}`).toHaveLength(1);
  const message = errors[0]?.message ?? "";
  expect(message).not.toMatch(/[\r\n]/);
  expect(message).not.toContain("this is a bug");
  expect(run.stdout).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(run.stderr).toBe("");
  expect(run.exitCode).toBe(exitCode);
  return message;
}

export type ActionInputs<A extends keyof ActionTypes> = NonNullable<RunOptions<A>["inputs"]>;

/** A request as a line: `PUT app/manifests/1.2.3 201`, digests replaced by what `names` calls them. */
export function line(
  { method, path, query, status }: RequestRecord,
  names: Readonly<Record<string, string>> = {},
): string {
  let text = `${method} ${path.replace(/^\/v2\//, "")}${query.has("mount") ? "?mount" : ""} ${status}`;
  for (const [name, digest] of Object.entries(names)) text = text.replaceAll(digest, name);
  return text;
}

/** The manifest writes of a registry in their order: `app:1.2.3` for tags, `app@` and the name for digests. */
export function manifestPuts(registry: Registry, names: Readonly<Record<string, string>> = {}): string[] {
  return registry.requests
    .filter(({ method, kind }) => method === "PUT" && kind === "manifest")
    .map(({ repository, reference = "" }) => {
      const name = Object.entries(names).find(([, digest]) => digest === reference)?.[0];
      return reference.includes(":") ? `${repository}@${name ?? reference}` : `${repository}:${reference}`;
    });
}
