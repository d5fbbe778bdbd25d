import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import {
  type FileContent,
  faults,
  type GitServer,
  type Repository,
  type RepositoryOptions,
  type RequestRecord,
} from "../../support/git-server/index.ts";
import { type RunOptions, type RunResult, runAction } from "../../support/runner.ts";
import { type ActionInputs, noJitter } from "../step.ts";

export type CascadeInputs = ActionInputs<"cascade-runtime-version">;
export type CascadeOptions = Omit<RunOptions<"cascade-runtime-version">, "inputs">;

/** A workflow that builds with the version that the file holds. */
export const workflow = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: docker build --build-arg "RUNTIME=$(cat .runtime-version)" .
`;
export const workflowPath = ".gitea/workflows/publish-image.yml";

/** Brings 1.1.0 into `org/app` of the server, unless told otherwise. Back-off takes no time. */
export function cascade(
  server: Pick<GitServer, "url" | "token">,
  inputs: CascadeInputs = {},
  options: CascadeOptions = {},
): Promise<RunResult> {
  const given = {
    version: "1.1.0",
    token: server.token,
    "server-url": server.url,
    ...("templates-file" in inputs ? {} : { templates: "org/app" }),
    ...inputs,
  };
  return runAction("cascade-runtime-version", { ...noJitter, ...options, inputs: given });
}

export interface TemplateOptions extends RepositoryOptions {
  /** What `.runtime-version` holds; null for no such file. */
  readonly version?: FileContent | null;
  /** Where the workflow lies. */
  readonly workflowAt?: string;
}

/** A repository with the workflow, a source file and 1.0.0 in `.runtime-version`. */
export function template(
  server: GitServer,
  name = "org/app",
  { version = "1.0.0\n", workflowAt = workflowPath, files, ...options }: TemplateOptions = {},
): Promise<Repository> {
  return server.repository(name, {
    ...options,
    files: {
      [workflowAt]: workflow,
      Dockerfile: "FROM scratch\n",
      ...(version !== null && { ".runtime-version": version }),
      ...files,
    },
  });
}

/** What the output `json` says of one template. */
export interface Report {
  template: string;
  state: string;
  branch: string | null;
  from: string | null;
  to: string;
  commit: string | null;
  pullRequest: string | null;
  attempts: number;
  seconds: number;
  run: { state: string; url: string | null } | null;
  wave: number | null;
  error: string | null;
}

export function reportsOf(run: RunResult): Report[] {
  expect(run.outputs.json, `${run.stdout}\n${run.stderr}`).toBeDefined();
  return JSON.parse(run.outputs.json ?? "null");
}

/** The only template's report. */
export function reportOf(run: RunResult): Report {
  const reports = reportsOf(run);
  const [report] = reports;
  if (!report || reports.length > 1) throw new Error(`${reports.length} reports\n${run.stdout}`);
  return report;
}

/** The requests as lines: `GET org/app upload-pack 200`, without those that git repeats to authenticate. */
export function lines(requests: readonly RequestRecord[]): string[] {
  return requests.map(
    ({ method, repository, service, status }) => `${method} ${repository} ${service} ${status}`,
  );
}

/** The requests of pushes. */
export function pushes(server: GitServer): RequestRecord[] {
  return server.requests.filter(({ service }) => service === "receive-pack");
}

/** Matches a push's transfer, for faults. */
export const onPush = { service: "receive-pack", phase: "rpc" } as const;
export const onPushRefs = { service: "receive-pack", phase: "refs" } as const;
export const onClone = { service: "upload-pack", phase: "refs" } as const;

/** Lets somebody else push these files just before the action's next `times` pushes are carried out. */
export function race(
  server: GitServer,
  repository: Repository,
  changes: readonly Readonly<Record<string, FileContent | null>>[],
  phase: "refs" | "rpc" = "rpc",
): string[] {
  const commits: string[] = [];
  let next = 0;
  server.faults.add({
    match: { repository: repository.name, service: "receive-pack", phase },
    times: changes.length,
    act: faults.before(async () => {
      commits.push(await repository.commit(changes[next++] ?? {}, { message: "Somebody else's\n" }));
    }),
  });
  return commits;
}

/** The text of a file of the repository. */
export async function textOf(
  repository: Repository,
  path = ".runtime-version",
  branch?: string,
): Promise<string | undefined> {
  return (await repository.read(path, branch))?.toString();
}

/** A folder that is removed at the end of the scope. */
export async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "imgpub-cascade-test-"));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The messages of a run's annotations of a level. */
export function messages(run: RunResult, level: "error" | "warning" | "notice"): string[] {
  return run.annotations.filter((one) => one.level === level).map(({ message }) => message);
}
