import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import {
  type FakeForge,
  type ForgeOptions,
  type RunningForge,
  startForge,
} from "../../support/forge/forge.ts";
import type { FakeRepository } from "../../support/forge/repository.ts";
import type { TokenKind } from "../../support/forge/runners.ts";
import type { ForgeProduct } from "../../support/forge/types.ts";
import { type RunOptions, type RunResult, runAction } from "../../support/runner.ts";
import { type ActionInputs, stillClock, workspace } from "../step.ts";

export type LaneInputs = ActionInputs<"lane-guard">;

/** Every forge and version that is spoken to; those of the second list have no list of runners. */
export const listing: readonly [ForgeProduct, string][] = [
  ["gitea", "1.24.7"],
  ["gitea", "1.26.3"],
  ["forgejo", "15.0.3+gitea-1.22.0"],
  ["github", ""],
];
export const withoutList: readonly [ForgeProduct, string][] = [
  ["gitea", "1.22.6"],
  ["gitea", "1.23.8"],
  ["forgejo", "14.0.1+gitea-1.22.0"],
];

/** The folder that each forge looks into first. */
export const folderOf: Readonly<Record<ForgeProduct, string>> = {
  gitea: ".gitea/workflows",
  forgejo: ".forgejo/workflows",
  github: ".github/workflows",
};

/** A workflow with one job, whose `runs-on` is in line 4. */
export const workflow = (runsOn: string, on = "push", job = "deploy") => `on: ${on}
jobs:
  ${job}:
    runs-on: ${runsOn}
    steps:
      - run: make deploy
`;

/** A forge with the repository `org/app`, and a token that may read the runners of every scope unless told otherwise. */
export interface LaneServer extends AsyncDisposable {
  readonly forge: FakeForge;
  readonly serverUrl: string;
  readonly app: FakeRepository;
}

/** The time on the clocks of these servers, which stand still: a heartbeat grows no older while a slow machine asks. */
export const now = Date.now();

/** The repository's first commit. */
export const root = "1".repeat(40);

export async function startLane(
  product: ForgeProduct = "gitea",
  options: Partial<ForgeOptions> & { readonly kind?: TokenKind; readonly lacks?: readonly string[] } = {},
): Promise<LaneServer> {
  const { kind = product === "github" ? "owner" : "admin", lacks = [], ...given } = options;
  const running: RunningForge = await startForge({ product, token: "token-of-the-guard", ...given });
  const { forge, serverUrl } = running;
  forge.now = () => now;
  forge.runners.allow(forge.token, kind, { lacks });
  const app = forge.repository("org/app");
  app.objects.history.push("3".repeat(40), "2".repeat(40), root);
  return {
    forge,
    serverUrl,
    app,
    async [Symbol.asyncDispose]() {
      forge.close();
      await running[Symbol.asyncDispose]();
    },
  };
}

export interface GuardOptions extends Omit<RunOptions<"lane-guard">, "inputs" | "cwd"> {
  /** The workspace; one workflow with a job on the lane unless given. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly event?: string;
  readonly payload?: unknown;
}

/** The variables of a job on a forge. */
export function jobEnvironment({ forge, serverUrl }: Pick<LaneServer, "forge" | "serverUrl">) {
  return {
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_API_URL: `${serverUrl}${forge.product === "github" ? "/api/v3" : "/api/v1"}`,
    GITHUB_REPOSITORY: "org/app",
    GITHUB_SHA: "3".repeat(40),
    RUNNER_NAME: "pub-1",
    ...(forge.product !== "github" && { GITEA_ACTIONS: "true" }),
    ...(forge.product === "forgejo" && { FORGEJO_ACTIONS: "true" }),
  };
}

/** Runs lane-guard in a job on the forge. It waits for one second at most, and waiting and back-off take no time. */
export async function guard(
  server: LaneServer,
  inputs: LaneInputs = {},
  { files, event = "pull_request", payload = {}, env, ...options }: GuardOptions = {},
): Promise<RunResult> {
  const folder = await mkdtemp(join(tmpdir(), "imgpub-event-"));
  const made = await workspace(
    files ?? { [`${folderOf[server.forge.product]}/release.yml`]: workflow("publish") },
  );
  try {
    await writeFile(join(folder, "event.json"), JSON.stringify(payload));
    return await runAction("lane-guard", {
      ...stillClock,
      ...options,
      cwd: made.path,
      env: {
        ...jobEnvironment(server),
        GITHUB_EVENT_NAME: event,
        GITHUB_EVENT_PATH: join(folder, "event.json"),
        ...env,
      },
      inputs: { token: server.forge.token, "wait-timeout": "1s", ...inputs },
    });
  } finally {
    await made.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asserts the status and that the step ended as it has to; returns the step's error or warning, if there is one. */
export function expectStatus(run: RunResult, status: string, { onUnknown = "fail" } = {}): string {
  const all = `${run.stdout}\n${run.stderr}`;
  expect(run.outputs.status, all).toBe(status);
  const passes = status === "ok" || (status === "unknown" && onUnknown === "warn");
  expect(run.exitCode, all).toBe(passes ? 0 : 1);
  expect(run.stderr).toBe("");
  expect(run.stdout).not.toContain("this is a bug");
  // The token is said to nobody but the runner that has to hide it.
  expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary).not.toContain("token-of-the-guard");
  expect(run.masks).toContain("token-of-the-guard");
  return run.annotations.filter(({ place }) => place === undefined).at(-1)?.message ?? "";
}

/** The annotations at lines, as `level place`. */
export function places({ annotations }: RunResult): string[] {
  return annotations.flatMap(({ level, place }) => (place === undefined ? [] : [`${level} ${place}`]));
}

export interface LaneReport {
  status: string;
  evidence: string;
  sampledAt: string | null;
  jobs: {
    workflow: string;
    job: string;
    line: number;
    events: { name: string; trusted: boolean }[];
    labels: string[][];
    verdict: string;
    why: string[];
  }[];
  findings: {
    rule: string;
    severity: string;
    workflow: string;
    job: string;
    line: number;
    message: string;
  }[];
  problems: { path: string; kind: string; line: number; column: number; message: string }[];
  scopes: { scope: string; name: string; state: string; reason: string }[];
}

export function reportOf(run: RunResult): LaneReport {
  return JSON.parse(run.outputs.json ?? "null");
}
