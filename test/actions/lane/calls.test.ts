import { describe, expect, test } from "vitest";
import { expectStatus, folderOf, guard, places, reportOf, startLane, workflow } from "./lane.ts";

const files = {
  ".gitea/workflows/a.yml": "on: pull_request\njobs:\n  a:\n    uses: ./.gitea/workflows/b.yml\n",
  ".gitea/workflows/b.yml":
    "on: workflow_call\njobs:\n  b:\n    runs-on: linux\n    steps: [{ run: make }]\n",
};

test("Gitea up to 1.26 hands a call without runs-on to any runner, which the lane's may be", async () => {
  await using server = await startLane("gitea", { version: "1.26.3" });
  const run = await guard(server, {}, { files });
  expectStatus(run, "violation");
  expect(server.forge.log.filter(({ path }) => path.endsWith("/version"))).toHaveLength(1);
});

test("where only trusted events reach such a call, the lane is merely busy with it: a warning", async () => {
  await using server = await startLane("gitea", { version: "1.26.3" });
  const trusted = {
    ...files,
    ".gitea/workflows/a.yml": files[".gitea/workflows/a.yml"].replace("pull_request", "push"),
  };
  const run = await guard(server, {}, { files: trusted });
  expectStatus(run, "ok");
  expect(places(run)).toEqual(["warning .gitea/workflows/a.yml:3:3"]);
  const called = {
    ...trusted,
    ".gitea/workflows/a.yml": files[".gitea/workflows/a.yml"].replace("pull_request", "workflow_call"),
    ".gitea/workflows/pr.yml":
      "on: pull_request\njobs:\n  p:\n    runs-on: linux\n    uses: ./.gitea/workflows/a.yml\n",
  };
  // Its jobparser does not look into a call: one runner takes all that `p` calls, a label of which is `linux`.
  const reached = await guard(server, {}, { files: called });
  expectStatus(reached, "ok");
  expect(places(reached)).toEqual([]);
  const path = ".gitea/workflows/pr.yml";
  const bare = { ...called, [path]: called[path].replace("    runs-on: linux\n", "") };
  const outer = await guard(server, {}, { files: bare });
  expect(expectStatus(outer, "violation")).toContain("pull_request can start it");
  expect(places(outer)).toEqual([`error ${path}:3:3`]);
  const own = {
    ...called,
    ".gitea/workflows/a.yml": called[".gitea/workflows/a.yml"].replace(
      "workflow_call",
      "[workflow_call, pull_request]",
    ),
  };
  const twice = await guard(server, {}, { files: own });
  expectStatus(twice, "violation");
  expect(places(twice)).toEqual(["error .gitea/workflows/a.yml:3:3"]);
});

describe.concurrent.each([
  ["gitea", "1.27.0"],
  ["forgejo", "15.0.3+gitea-1.22.0"],
  ["github", ""],
] as const)("a call by the full name of the repository, on %s", (product, version) => {
  const folder = folderOf[product];
  const head = "5".repeat(40);
  const payload = { pull_request: { number: 7, head: { sha: head } } };

  async function called(
    uses: string,
    {
      on = "pull_request",
      runsOn = "publish",
      env = {},
    }: { on?: string; runsOn?: string; env?: object } = {},
    inputs: Parameters<typeof guard>[1] = {},
  ) {
    await using server = await startLane(product, { ...(version !== "" && { version }) });
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    const call = uses.replace("SERVER", server.serverUrl);
    const files = {
      [`${folder}/ci.yml`]: `on: ${on}\njobs:\n  go:\n    uses: ${call}\n`,
      [`${folder}/x.yml`]: workflow(runsOn, "workflow_call"),
      [`${folder}/release.yml`]: workflow("publish"),
    };
    server.app.objects.commit(head, files);
    const refs = { GITHUB_BASE_REF: "main", GITHUB_REF: "refs/pull/7/merge", ...env };
    const run = await guard(server, inputs, { files, env: refs });
    const target = { event: "pull_request_target", payload, files: {}, env: refs };
    const fromHead = await guard(server, inputs, target);
    expect(fromHead.outputs.status).toBe(run.outputs.status);
    expect(fromHead.annotations).toEqual(run.annotations);
    return run;
  }

  test.each([
    `Org/APP/${folder}/x.yml@main`,
    `org/app/${folder}/x.yml@refs/heads/main`,
    `SERVER/org/app/${folder}/x.yml@main`,
  ])("%s is followed", async (uses) => {
    const run = await called(uses);
    expect(expectStatus(run, "violation")).toContain("pull_request (by way of ci.yml:go) can start it");
    expect(places(run)).toEqual([`error ${folder}/x.yml:4:5`]);
  });

  test("at another ref it is followed too, and a notice says so", async () => {
    const run = await called(`org/app/${folder}/x.yml@v1`);
    expectStatus(run, "violation");
    expect(places(run)).toEqual([`error ${folder}/x.yml:4:5`, `notice ${folder}/ci.yml:4:5`]);
    expect(reportOf(run).findings).toContainEqual(
      expect.objectContaining({
        rule: "calls",
        severity: "notice",
        message: expect.stringMatching(
          / as it is at "v1", which may differ from the file that is judged here/,
        ),
      }),
    );
  });

  test("on a push the branch of the run is the one under judgement", async () => {
    const env = { GITHUB_BASE_REF: "", GITHUB_REF: "refs/heads/main" };
    const run = await called(`org/app/${folder}/x.yml@main`, { on: "push", env });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([]);
  });

  test("without any ref in the environment there is the notice", async () => {
    const env = { GITHUB_BASE_REF: undefined, GITHUB_REF: undefined };
    const run = await called(`org/app/${folder}/x.yml@main`, { on: "push", env });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([`notice ${folder}/ci.yml:4:5`]);
  });

  test("of a file that is not there is a warning", async () => {
    const run = await called(`org/app/${folder}/none.yml@main`);
    expectStatus(run, "ok");
    expect(places(run)).toEqual([`warning ${folder}/ci.yml:4:5`]);
  });

  test("of another repository or server is not followed", async () => {
    for (const uses of [
      `org/other/${folder}/x.yml@main`,
      `https://git.example.org/org/app/${folder}/x.yml@main`,
    ]) {
      const run = await called(uses);
      expectStatus(run, "ok");
      expect(places(run)).toEqual([`notice ${folder}/ci.yml:4:5`]);
    }
  });

  test("by a ship job has to lead to the lane", async () => {
    const ship = { "ship-jobs": "ci.yml:go" };
    const uses = `org/app/${folder}/x.yml@main`;
    expectStatus(await called(uses, { on: "push" }, ship), "ok");
    const run = await called(uses, { on: "push", runsOn: "linux" }, ship);
    expect(expectStatus(run, "violation")).toMatch(/ci\.yml:3: make the job "go" run on the lane/);
  });
});
