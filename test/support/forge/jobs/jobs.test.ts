import { describe, expect, test } from "vitest";
import type { ForgeOptions } from "../forge.ts";
import { shape, started, words } from "../shapes.ts";

const as = (token: string) => ({ headers: { authorization: `token ${token}` } });

/** A forge with a token of every kind, and a waiting job in three repositories of two owners. */
async function opened(options: Omit<ForgeOptions, "token">) {
  const its = await started(options);
  const { forge } = its;
  for (const kind of ["admin", "writer", "reader", "none"] as const) forge.runners.allow(kind, kind);
  for (const at of ["acme/other", "olive/own"]) forge.repository(at);
  for (const at of ["acme/app", "acme/other", "olive/own"])
    forge.jobs.add({ labels: ["publish", "linux"], at });
  const ids = async (path: string, token?: string) => {
    const { status, data } = await its.ask(path, token === undefined ? {} : as(token));
    const list = Array.isArray(data) || data === null ? (data ?? []) : (data.jobs ?? data.workflow_runs);
    return status === 200 ? list.map(({ id }: { id: number }) => id) : status;
  };
  return { ...its, ids };
}

const gitea = "/repos/acme/app/actions/jobs";
const forgejo = "/repos/acme/app/actions/runners/jobs";

describe("Gitea", () => {
  // `ActionWorkflowJob` of modules/structs/repo_actions.go at v1.25.4, v1.26.3 and v1.27.0-rc0; `ListJobs` of
  // routers/api/v1/shared/action.go.
  test.each([
    ["1.25.4", "steps:null", /\/acme\/app\/actions\/runs\/10\/jobs\/0$/, 0, null],
    ["1.26.3", "steps:list", /\/acme\/app\/actions\/runs\/7010\/jobs\/390$/, 0, "1"],
    ["1.27.0", "steps:list", /\/acme\/app\/actions\/runs\/7010\/jobs\/390$/, 1, "1"],
  ])("jobs of %s", async (version, steps, page, attempt, total) => {
    const { ask } = await opened({ product: "gitea", version });
    const { data, headers } = await ask(`${gitea}?status=queued`);
    expect(shape(data)).toEqual(words("jobs:list total_count:number"));
    expect(shape(data.jobs[0])).toEqual(
      words(`id:number url:string html_url:string run_id:number run_url:string name:string labels:list
        run_attempt:number head_sha:string head_branch:string status:string created_at:string started_at:string
        completed_at:string ${steps}`),
    );
    expect(data.jobs[0]).toMatchObject({
      status: "queued",
      labels: ["publish", "linux"],
      run_attempt: attempt,
    });
    expect(data.jobs[0].html_url).toMatch(page);
    expect(data.jobs[0].started_at).toBe("1970-01-01T00:00:00Z");
    expect(headers.get("x-total-count")).toBe(total);
  });

  test("states, which the filter names as GitHub does", async () => {
    const { ids, forge } = await opened({ product: "gitea" });
    for (const status of ["blocked", "running", "success"] as const)
      forge.jobs.add({ labels: ["publish"], at: "acme/app", status });
    expect(await ids(gitea)).toEqual([390, 393, 394, 395]);
    expect(await ids(`${gitea}?status=queued`)).toEqual([390]);
    expect(await ids(`${gitea}?status=waiting`)).toEqual([393]);
    expect(await ids(`${gitea}?status=queued&status=in_progress`)).toEqual([390, 394]);
    expect(await ids(`${gitea}?status=bogus`)).toBe(400);
  });

  test("who may list what", async () => {
    const { ids, forge } = await opened({ product: "gitea", version: "1.26.3" });
    expect(await ids(gitea, "writer")).toEqual([390]);
    expect(await ids(gitea, "none")).toBe(404);
    expect(await ids("/orgs/acme/actions/jobs")).toEqual([390, 391]);
    expect(await ids("/orgs/acme/actions/jobs", "reader")).toBe(403);
    expect(await ids("/user/actions/jobs")).toEqual([392]);
    expect(await ids("/user/actions/jobs?sudo=olive", "admin")).toEqual([392]);
    expect(await ids("/user/actions/jobs?sudo=olive")).toBe(403);
    expect(await ids("/admin/actions/jobs")).toBe(403);
    expect(await ids("/admin/actions/jobs", "admin")).toEqual([390, 391, 392]);
    forge.runners.users.add("acme");
    expect(await ids("/orgs/acme/actions/jobs", "admin")).toBe(404);
  });

  test("1.25 shows a repository's to its owner alone", async () => {
    const { ids } = await opened({ product: "gitea", version: "1.25.4" });
    expect(await ids(gitea)).toEqual([390]);
    expect(await ids(gitea, "writer")).toBe(403);
  });

  test.each([gitea, "/orgs/acme/actions/jobs", "/user/actions/jobs", "/admin/actions/jobs"])(
    "1.24.7 does not know %s",
    async (path) => {
      const { ask } = await opened({ product: "gitea", version: "1.24.7" });
      expect((await ask(path, as("admin"))).data).toBe("404 page not found\n");
    },
  );

  test("the runs that go on", async () => {
    const { ids, ask } = await opened({ product: "gitea", version: "1.27.0" });
    const path = "/repos/acme/app/actions/runs?status=queued&status=in_progress";
    expect(await ids(path)).toEqual([7010]);
    expect((await ask(path)).data.workflow_runs[0]).toMatchObject({
      path: "release.yml@refs/heads/main",
      previous_attempt_url: null,
    });
  });
});

describe("Forgejo", () => {
  // `ActionRunJob` of modules/structs/action.go at v14.0.5 and v15.0.3.
  test.each([
    ["14.0.5", ""],
    ["15.0.3", "attempt:number handle:string"],
    ["16.0.0", "attempt:number handle:string run_id:number"],
  ])("jobs of %s", async (version, more) => {
    const { ask, repository } = await opened({ product: "forgejo", version: `${version}+gitea-1.22.0` });
    const { data, headers } = await ask(`${forgejo}?labels=publish,linux,x64`);
    expect(data).toHaveLength(1);
    expect(shape(data[0])).toEqual(
      words(`id:number repo_id:number owner_id:number name:string needs:null runs_on:list task_id:number
        status:string ${more}`),
    );
    expect(data[0]).toMatchObject({ status: "waiting", task_id: 0, repo_id: repository.id });
    expect(headers.get("x-total-count")).toBeNull();
  });

  test("the filter has to have all labels of a job, and what is shown without one", async () => {
    const { ask, ids, forge } = await opened({ product: "forgejo" });
    expect((await ask(`${forgejo}?labels=publish`)).data).toBeNull();
    forge.jobs.add({ labels: ["publish"], at: "acme/app", status: "running" });
    forge.jobs.add({ labels: ["publish"], at: "acme/app", status: "blocked" });
    expect(await ids(`${forgejo}?labels=publish`)).toEqual([393]);
    expect(await ids(forgejo)).toEqual([393, 390]);
    const old = await opened({ product: "forgejo", version: "11.0.15+gitea-1.22.0" });
    expect((await old.ask(forgejo)).data).toBeNull();
  });

  test("who may list what, and where", async () => {
    const { ids } = await opened({ product: "forgejo" });
    expect(await ids(forgejo, "writer")).toBe(403);
    expect(await ids("/orgs/acme/actions/runners/jobs")).toEqual([391, 390]);
    expect(await ids("/user/actions/runners/jobs")).toEqual([392]);
    expect(await ids("/admin/actions/runners/jobs")).toBe(403);
    expect(await ids("/admin/actions/runners/jobs", "admin")).toEqual([392, 391, 390]);
    const old = await opened({ product: "forgejo", version: "14.0.5+gitea-1.22.0" });
    expect(await old.ids("/admin/actions/runners/jobs", "admin")).toBe(404);
    expect(await old.ids("/admin/runners/jobs?labels=publish,linux", "admin")).toEqual([392, 391, 390]);
  });
});

describe("GitHub", () => {
  test("runs by their status, and the jobs of each, from workflow-run and job", async () => {
    const { ask, ids, forge } = await opened({ product: "github" });
    const runs = "/repos/acme/app/actions/runs";
    expect(await ids(`${runs}?status=queued`)).toEqual([9_000_000_010]);
    expect(await ids(`${runs}?status=in_progress`)).toEqual([]);
    const { data } = await ask(`${runs}/9000000010/jobs`);
    expect(shape(data)).toEqual(words("total_count:number jobs:list"));
    expect(data.jobs[0]).toMatchObject({ status: "queued", conclusion: null, labels: ["publish", "linux"] });
    forge.jobs.add({ labels: ["publish"], at: "acme/app", run: 10, status: "running" });
    expect(await ids(`${runs}?status=queued`)).toEqual([]);
    expect(await ids(`${runs}?status=in_progress`)).toEqual([9_000_000_010]);
    expect(await ids(`${runs}/9000000099/jobs`)).toBe(404);
    expect(await ids(`${runs}?status=queued`, "none")).toBe(404);
  });
});

// What they answer is held to each version's own description, as every answer of these forges is.
test.each(["1.25.4", "1.26.3", "1.27.0-rc0"])("Gitea %s lists jobs and runs", async (version) => {
  const { ask } = await opened({ product: "gitea", version });
  expect((await ask(`${gitea}?status=queued`)).data.jobs.length).toBeGreaterThan(0);
  const runs = await ask("/repos/acme/app/actions/runs?status=queued");
  expect(runs.data.workflow_runs.length).toBeGreaterThan(0);
});

test.each(["14.0.5", "15.0.3"])("Forgejo %s lists jobs and runs", async (version) => {
  const { ask } = await opened({ product: "forgejo", version: `${version}+gitea-1.22.0` });
  expect((await ask(`${forgejo}?labels=publish,linux`)).data.length).toBeGreaterThan(0);
  const runs = await ask("/repos/acme/app/actions/runs?status=waiting");
  expect(runs.data.workflow_runs.length).toBeGreaterThan(0);
});
