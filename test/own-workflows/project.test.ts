import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { realPart } from "../support/real/real.ts";
import { runAction } from "../support/runner.ts";
import { actionlint, zizmor } from "./lint.ts";

interface Job {
  "runs-on": string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly "timeout-minutes": number;
  readonly steps: {
    readonly if?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: Record<string, Job>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const workflow = (file: string): Workflow => parse(read(file));
const filesOf = (folder: string) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
const github = filesOf(".github/workflows");
const gitea = filesOf(".gitea/workflows");
const files = [...github, ...gitea];

describe.each(files)("%s", (file) => {
  const { permissions, concurrency, jobs, on } = workflow(file);

  test("gives nothing but what a job asks for, and ends", () => {
    expect(permissions).toEqual({});
    expect(concurrency).toBeDefined();
    for (const job of Object.values(jobs)) {
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
      const writes = Object.entries(job.permissions).filter(([, access]) => access !== "read");
      if (!/\/(release|lane-beat)\.yml$/.test(file)) expect(writes).toEqual([]);
      else expect(writes).toEqual([["contents", "write"]]);
    }
  });

  test("uses actions of others by commit, with their version beside it", () => {
    const uses = [...read(file).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, text = ""]) => text);
    expect(uses.length).toBeGreaterThan(0);
    for (const text of uses)
      if (!text.startsWith("./dist/"))
        expect(text).toMatch(/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("leaves no credentials behind a checkout", () => {
    for (const { steps } of Object.values(jobs))
      for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")))
        expect(step.with).toMatchObject({ "persist-credentials": false });
  });

  test("has no secret for pull requests, and runs none with more than they may have", () => {
    expect(on).not.toHaveProperty("pull_request_target");
    expect(on).not.toHaveProperty("workflow_run");
    if ("pull_request" in on) expect(read(file)).not.toMatch(/\bsecrets\s*[.[]|\binherit\b/);
  });
});

test("an action has the same commit everywhere", () => {
  // One repository may hold several, such as actions/cache/restore.
  const uses = /uses: ([\w-]+\/[\w-]+)[\w/-]*(@[0-9a-f]{40} # \S+)/g;
  const pins = files.flatMap((file) =>
    [...read(file).matchAll(uses)].map(([, repository, pin]) => ({ repository, pin: `${repository}${pin}` })),
  );
  expect(new Set(pins.map(({ pin }) => pin)).size).toBe(
    new Set(pins.map(({ repository }) => repository)).size,
  );
});

describe("the workflows for Gitea are those for GitHub", () => {
  const both = (name: string) => [
    workflow(`.github/workflows/${name}`),
    workflow(`.gitea/workflows/${name}`),
  ];

  test("but for the heartbeat", () => {
    const names = (paths: string[]) => paths.map((path) => path.split("/").at(-1));
    expect(names(github).toSorted()).toEqual(["ci.yml", "lane-guard.yml", "release.yml"]);
    expect(names(gitea).toSorted()).toEqual([...names(github), "lane-beat.yml"].toSorted());
  });

  test("ci, but for the merge queue", () => {
    const [here, there] = both("ci.yml");
    expect(Object.keys(here?.on ?? {})).toEqual(["push", "pull_request", "merge_group"]);
    expect(Object.keys(there?.on ?? {})).toEqual(["push", "pull_request"]);
    expect({ ...there, on: here?.on }).toEqual(here);
  });

  test("release, but for the lane", () => {
    const [here, there] = both("release.yml");
    expect(there?.jobs.release?.["runs-on"]).toBe("publish");
    Object.assign(here?.jobs.release ?? {}, { "runs-on": "publish" });
    expect(there).toEqual(here);
  });

  test("lane-guard, but for its inputs and the merge queue", () => {
    const [here, there] = both("lane-guard.yml");
    expect(Object.keys(here?.on ?? {})).toEqual(["pull_request", "merge_group"]);
    expect(Object.keys(there?.on ?? {})).toEqual(["pull_request"]);
    const guard = (found?: Workflow) => found?.jobs["lane-guard"]?.steps[1];
    expect(guard(here)?.uses).toBe("./dist/lane-guard");
    Object.assign(guard(here) ?? {}, { with: guard(there)?.with });
    expect({ ...there, on: here?.on }).toEqual(here);
  });
});

test.each(files)("%s writes to the cache for pushes alone", (file) => {
  for (const { steps } of Object.values(workflow(file).jobs)) {
    const caching = steps.filter(({ uses }) => uses?.startsWith("actions/cache"));
    for (const { if: when, uses = "" } of caching)
      if (!uses.startsWith("actions/cache/restore@"))
        expect(when).toMatch(/^github\.event_name == 'push' && [^|]*$/);
  }
});

test.each([".github", ".gitea"])("%s releases the branch that it is told, or the default one", (folder) => {
  const [checkout, , step] = workflow(`${folder}/workflows/release.yml`).jobs.release?.steps ?? [];
  const ref = "refs/heads/${{ inputs.branch || github.event.repository.default_branch }}";
  expect(checkout?.with).toMatchObject({ ref });
  expect(step?.env).toMatchObject({ BRANCH: "${{ inputs.branch }}" });
  const script = step?.run?.replace("npm run release --", "printf 'says %s\n'") ?? "";
  const said = (env: Record<string, string>) =>
    [
      ...execFileSync("bash", ["--norc", "-c", script], {
        encoding: "utf8",
        env: { PATH: process.env.PATH ?? "", ...env, VERSION: "1.0.1" },
      }).matchAll(/^says (.*)$/gm),
    ].map(([, argument]) => argument);
  expect(said({ DRY_RUN: "false", BRANCH: "" })).toEqual(["--", "1.0.1"]);
  // A server may say it in another way: only a plain no is no dry run.
  for (const DRY_RUN of ["true", "", "False", "0", "1"])
    expect(said({ DRY_RUN, BRANCH: "1.x y" })).toEqual(["--dry-run", "--branch=1.x y", "--", "1.0.1"]);
});

test("the version that is released is no part of a script", () => {
  for (const folder of [".github", ".gitea"])
    for (const [, script = ""] of read(`${folder}/workflows/release.yml`).matchAll(
      /run: \|\n((?: {10}.*\n)+)/g,
    ))
      expect(script).not.toContain("${{");
});

describe("lane-guard finds the lane kept", () => {
  const event = { GITHUB_EVENT_NAME: "pull_request" };
  const inputs = { mode: "static", labels: "publish" };

  test("on GitHub, where nothing asks for it", async () => {
    const { outputs, exitCode } = await runAction("lane-guard", { cwd: root, env: event, inputs });
    expect([outputs.status, exitCode]).toEqual(["ok", 0]);
    expect(JSON.parse(outputs.json ?? "").jobs).toEqual([]);
  });

  test("on Gitea, where the release and the heartbeat do", async () => {
    const { outputs, exitCode } = await runAction("lane-guard", {
      cwd: root,
      env: { ...event, GITEA_ACTIONS: "true" },
      inputs: { ...inputs, "ship-jobs": "release.yml:release" },
    });
    expect([outputs.status, exitCode]).toEqual(["ok", 0]);
    const jobs: { job: string }[] = JSON.parse(outputs.json ?? "").jobs;
    expect(jobs.map(({ job }) => job).toSorted()).toEqual(["beat", "release"]);
  });
});

realPart("actionlint")("actionlint", () => {
  test("has nothing to object to", () => {
    expect(actionlint(files)).toEqual({ status: 0, output: "" });
  });
});

realPart("zizmor")("zizmor", () => {
  test("has nothing to object to, not even of style", () => {
    const options = ["--config=test/own-workflows/zizmor.yml", "--persona=pedantic"];
    expect(zizmor(files, ...options)).toEqual({ status: 0, output: expect.stringMatching(/^No findings/) });
  });
});
