import { describe, expect, test } from "vitest";
import { mergeRuns, readJobStatuses, readTasks, runState, workflowFile } from "../../src/forge/runs.ts";
import { status } from "../support/forge/faults.ts";
import { failure, kit, never, repository, servers } from "./kit.ts";

const sha = "1111111111111111111111111111111111111111";
const other = "2222222222222222222222222222222222222222";
const filter = { branch: "main", workflow: "publish-image.yml" };

describe.each(servers)("$product $version", (server) => {
  const isGitHub = server.product === "github";
  const onlyStatuses = server.version === "1.22.6";
  const linksById = server.version === "1.26.3";

  test("no run yet", async () => {
    const { open, repo } = await kit(server);
    repo.addRun({ sha: other });
    const forge = await open();
    expect(await forge.runsOf(repository, sha, filter, never)).toEqual([]);
  });

  test("a run on its way", async () => {
    const { open, repo, serverUrl } = await kit({ ...server, path: "/git" });
    repo.addRun({ sha, jobs: ["a", "b"], states: ["waiting", "running", ["success", "blocked"], "success"] });
    const forge = await open();
    const states: string[] = [];
    for (let poll = 0; poll < 5; poll++) {
      const runs = (await forge.runsOf(repository, sha, filter, never)) ?? [];
      states.push(runs.map(({ state }) => state).join());
      const number = isGitHub ? 9_000_000_001 : linksById ? 7_001 : 1;
      expect(runs.map(({ url }) => url)).toEqual([`${serverUrl}/acme/app/actions/runs/${number}`]);
    }
    expect(states).toEqual(["pending", "pending", "pending", "success", "success"]);
  });

  test.each([
    ["success", "success"],
    ["failure", "failure"],
    ["cancelled", "cancelled"],
    ["skipped", "success"],
    ["waiting", "pending"],
    ["blocked", "pending"],
    ["running", "pending"],
  ] as const)("%s is %s", async (state, expected) => {
    const { open, repo } = await kit(server);
    repo.addRun({ sha, states: [state] });
    const runs = await (await open()).runsOf(repository, sha, filter, never);
    expect(runs).toEqual([expect.objectContaining({ state: expected })]);
  });

  test("a run whose jobs were all left out says so, and no other", async () => {
    const { open, repo } = await kit(server);
    repo.addRun({ sha, jobs: ["a", "b"], states: [["skipped", "skipped"]] });
    repo.addRun({ sha: other, jobs: ["a", "b"], states: [["success", "skipped"]] });
    const forge = await open();
    const isSkipped = async (commit: string) =>
      (await forge.runsOf(repository, commit, filter, never))?.map((run) => run.isSkipped);
    expect(await isSkipped(sha)).toEqual([true]);
    expect(await isSkipped(other)).toEqual([undefined]);
  });

  test("one failed job makes the run fail", async () => {
    const { open, repo } = await kit(server);
    repo.addRun({ sha, jobs: ["a", "b", "c"], states: [["success", "failure", "skipped"]] });
    const runs = await (await open()).runsOf(repository, sha, filter, never);
    expect(runs).toEqual([expect.objectContaining({ state: "failure" })]);
  });

  test("other commits, events and workflows do not count", async () => {
    const { open, repo } = await kit(server);
    repo.addRun({ sha: other, states: ["failure"] });
    repo.addRun({ sha, event: "pull_request", states: ["failure"] });
    repo.addRun({ sha, event: "workflow_dispatch", states: ["failure"] });
    repo.addRun({ sha, workflow: "lint.yml", states: ["failure"] });
    repo.statuses.push({
      sha,
      context: "publish-image.yml / by hand (push)",
      status: "failure",
      target_url: "https://elsewhere.example/acme/app",
      description: "",
    });
    const wanted = repo.addRun({ sha });
    const runs = await (await open()).runsOf(repository, sha, filter, never);
    const number = isGitHub
      ? `${9_000_000_000 + wanted.number}`
      : linksById
        ? `${wanted.id}`
        : `${wanted.number}`;
    expect(runs).toEqual([{ url: expect.stringMatching(new RegExp(`/${number}$`)), state: "success" }]);
  });

  test("a workflow with a name is found by it", async () => {
    const { open, repo } = await kit(server);
    repo.addRun({ sha, workflow: "lint.yml", name: "Lint / all", states: ["failure"] });
    repo.addRun({ sha, name: "Publish", states: ["waiting"] });
    const forge = await open();
    const named = await forge.runsOf(repository, sha, { ...filter, name: "Publish" }, never);
    expect(named?.map(({ state }) => state)).toEqual(["pending"]);
    const unnamed = await forge.runsOf(repository, sha, filter, never);
    // Statuses alone do not tell which is which. The newest comes first.
    const expected = onlyStatuses ? ["pending", "failure"] : ["pending"];
    expect(unnamed?.map(({ state }) => state)).toEqual(expected);
    // One that is known to have no name is not the other one.
    const nameless = await forge.runsOf(repository, sha, { ...filter, name: "" }, never);
    expect(nameless?.map(({ state }) => state)).not.toContain("failure");
  });

  test("a workflow whose name has slashes in it, or none at all", async () => {
    const { open, repo } = await kit(server);
    repo.addRun({ sha, workflow: "lint.yml", name: "Lint", jobs: ["b / c"], states: ["failure"] });
    repo.addRun({ sha, name: "A / b", jobs: ["x / y"], states: ["running"] });
    const forge = await open();
    const named = await forge.runsOf(repository, sha, { ...filter, name: "A / b" }, never);
    expect(named?.map(({ state }) => state)).toEqual(["pending"]);
    repo.addRun({ sha: other, workflow: "lint.yml", name: "Lint", states: ["failure"] });
    repo.addRun({ sha: other, name: "", states: ["cancelled"] });
    const nameless = await forge.runsOf(repository, other, filter, never);
    expect(nameless?.map(({ state }) => state)).toEqual(["cancelled"]);
  });

  test("the version is asked for at most once", async () => {
    const { open, fake, serverUrl } = await kit(server);
    const environment = {
      GITHUB_SERVER_URL: serverUrl,
      GITHUB_ACTIONS: "true",
      ...(isGitHub && { GITHUB_API_URL: `${serverUrl}/api/v3` }),
      ...(!isGitHub && { GITEA_ACTIONS: "true" }),
      ...(server.product === "forgejo" && { FORGEJO_ACTIONS: "true" }),
    };
    const forge = await open({ environment });
    for (let poll = 0; poll < 3; poll++) await forge.runsOf(repository, sha, filter, never);
    expect(fake.asked("GET", "/version")).toHaveLength(isGitHub ? 0 : 1);
    // Nothing was asked for that this version does not have.
    expect(fake.log.map((record) => record.status)).toEqual(fake.log.map(() => 200));
  });

  test("a hidden repository cannot be told about", async () => {
    const { open, repo } = await kit(server);
    repo.hidden = true;
    expect(await (await open()).runsOf(repository, sha, filter, never)).toBeUndefined();
  });

  test("whether they would be told of, with one request and what the server is", async () => {
    const { open, repo, fake } = await kit(server);
    const forge = await open();
    expect(await forge.whyNoRuns(repository, never)).toBeUndefined();
    const [asked, ...others] = fake.log.filter(({ path }) => path !== "/version" && path !== "/meta");
    expect(others).toEqual([]);
    expect(asked?.status).toBe(200);
    repo.hidden = true;
    expect(await forge.whyNoRuns(repository, never)).toMatch(/^GET .*\/repos\/acme\/app.*: HTTP 404/);
  });

  test("whether a token that may not read runs would be told of them", async () => {
    const { open, repo, fake } = await kit(server);
    fake.faults.add({
      match: ({ path }) => /\/actions\//.test(path),
      times: Number.POSITIVE_INFINITY,
      act: status(403, { message: "token does not have at least one of required scope(s)" }),
    });
    const forge = await open();
    const why = await forge.whyNoRuns(repository, never);
    if (isGitHub) expect(why).toMatch(/\/actions\/runs: HTTP 403/);
    else expect(why).toBeUndefined();
    // What it found out is remembered.
    repo.addRun({ sha, states: ["running"] });
    const asked = fake.log.length;
    await forge.runsOf(repository, sha, filter, never);
    expect(fake.log.length - asked).toBe(1);
  });

  test("a token that may not read runs", async () => {
    const { open, repo, fake } = await kit(server);
    repo.addRun({ sha, states: ["running"] });
    fake.faults.add({
      match: ({ path }) => /\/actions\//.test(path),
      times: Number.POSITIVE_INFINITY,
      act: status(403, { message: "token does not have at least one of required scope(s)" }),
    });
    const forge = await open();
    const runs = await forge.runsOf(repository, sha, filter, never);
    if (isGitHub) expect(runs).toBeUndefined();
    else expect(runs).toEqual([expect.objectContaining({ state: "pending" })]);
    const asked = fake.log.length;
    await forge.runsOf(repository, sha, filter, never);
    // What it found out is remembered.
    expect(fake.log.length - asked).toBe(1);
  });

  test("an answer that is none is an error", async () => {
    const { open, fake } = await kit(server);
    const forge = await open();
    fake.faults.add({ times: 9, act: () => ({ status: 200, json: { workflow_runs: 1, statuses: 1 } }) });
    const error = await failure(forge.runsOf(repository, sha, filter, never));
    expect(error).toMatchObject({
      name: "ForgeError",
      reason: "the answer is not a list",
      status: undefined,
    });
  });
});

test("Gitea 1.25 lists runs to owners, and others learn of them otherwise", async () => {
  const { open, repo, fake } = await kit({ product: "gitea", version: "1.25.4" });
  repo.owned = false;
  repo.addRun({ sha, states: ["running"] });
  const forge = await open();
  expect(await forge.runsOf(repository, sha, filter, never)).toEqual([
    expect.objectContaining({ state: "pending" }),
  ]);
  expect(fake.log.map(({ path }) => path.split("/").at(-1))).toEqual(["version", "runs", "tasks", "status"]);
});

test("a version that is not told is found out by trying", async () => {
  const { open, repo, fake, serverUrl } = await kit({ product: "gitea", version: "1.22.6" });
  repo.addRun({ sha });
  fake.faults.add({ match: ({ path }) => path === "/version", act: status(403) });
  const forge = await open({ environment: { GITHUB_SERVER_URL: serverUrl, GITEA_ACTIONS: "true" } });
  expect(await forge.runsOf(repository, sha, filter, never)).toHaveLength(1);
  expect(fake.log.map(({ path }) => path.split("/").at(-1))).toEqual(["version", "runs", "tasks", "status"]);
});

test("more jobs than fit on a page of statuses", async () => {
  const { open, repo } = await kit({ product: "gitea", version: "1.22.6" });
  const jobs = Array.from({ length: 120 }, (_, index) => `job ${index}`);
  repo.addRun({ sha, jobs, states: [jobs.map((_, index) => (index === 119 ? "failure" : "success"))] });
  // Each page is a poll, but the state is the same.
  const runs = await (await open()).runsOf(repository, sha, filter, never);
  expect(runs).toEqual([expect.objectContaining({ state: "failure" })]);
});

test.each([
  ["completed", "timed_out", "failure"],
  ["completed", "startup_failure", "failure"],
  ["completed", "neutral", "success"],
  ["completed", "action_required", "pending"],
  ["completed", null, "pending"],
  ["in_progress", null, "pending"],
  ["requested", undefined, "pending"],
  ["cancelled", undefined, "cancelled"],
  [null, undefined, "pending"],
])("status %j with conclusion %j is %s", (status, conclusion, state) => {
  expect(runState(status, conclusion)).toBe(state);
});

test.each([
  [".github/workflows/a.yml", "a.yml"],
  ["a.yml@refs/heads/main", "a.yml"],
  [".github/workflows/a.yml@refs/heads/x/y", "a.yml"],
  ["a.yml", "a.yml"],
  [7, ""],
])("the file of %j is %s", (path, file) => {
  expect(workflowFile(path)).toBe(file);
});

const task = {
  name: "build",
  head_sha: sha,
  head_branch: "main",
  event: "push",
  workflow_id: "publish-image.yml",
  status: "success",
  url: "https://forge.example/acme/app/actions/runs/7",
};

test("of a job that was run again only the last task counts", () => {
  const tasks = readTasks([task, { ...task, status: "failure" }], sha, filter);
  expect(tasks).toEqual([{ run: "7", job: "build", state: "success", wanted: true }]);
});

test("statuses, which are asked for later, outdo tasks", () => {
  const tasks = readTasks([{ ...task, status: "running" }], sha, filter);
  const statuses = readJobStatuses([
    { context: "Publish / build (push)", target_url: "/acme/app/actions/runs/7/jobs/0", status: "success" },
  ]);
  const page = (run: string) => `run ${run}`;
  expect(mergeRuns(tasks, statuses, filter, page)).toEqual([{ url: "run 7", state: "success" }]);
  expect(mergeRuns(tasks, [], filter, page)).toEqual([{ url: "run 7", state: "pending" }]);
});

test.each([undefined, null, 7, [], {}, { url: 7 }, { ...task, url: "https://forge.example/acme/app" }])(
  "%j is no task, and no status",
  (item) => {
    expect(readTasks([item], sha, filter)).toEqual([]);
    expect(readJobStatuses([item])).toEqual([]);
  },
);
