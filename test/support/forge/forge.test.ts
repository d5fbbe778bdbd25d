import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { taken } from "./description/found.ts";
import { forgeHandler } from "./forge.ts";
import { shape, started, token, words } from "./shapes.ts";

const sha = "1111111111111111111111111111111111111111";

describe("Gitea and Forgejo", () => {
  // modules/structs/pull.go of Gitea 1.22.6; later versions only add members.
  const pullRequest = words(`
    id:number url:string number:number user:object title:string body:string labels:list milestone:null
    assignee:null assignees:null requested_reviewers:null state:string draft:boolean is_locked:boolean
    comments:number html_url:string diff_url:string patch_url:string mergeable:boolean merged:boolean
    merged_at:null merge_commit_sha:null merged_by:null allow_maintainer_edit:boolean base:object head:object
    merge_base:string due_date:null created_at:string updated_at:string closed_at:null pin_order:number`);

  test.each(["gitea", "forgejo"] as const)("%s's pull request", async (product) => {
    const { ask, post } = await started({ product });
    const made = await post("/repos/acme/app/pulls", { head: "h", base: "main", title: "t", body: "b" });
    expect(made.status).toBe(201);
    expect(shape(made.data)).toEqual(pullRequest);
    expect(shape(made.data.head)).toEqual(
      words("label:string ref:string sha:string repo_id:number repo:object"),
    );
    const { data, headers } = await ask("/repos/acme/app/pulls?state=open");
    expect(data).toEqual([made.data]);
    expect(headers.get("x-total-count")).toBe("1");
    expect(headers.get("link")).toBeNull();
    const twice = await post("/repos/acme/app/pulls", { head: "h", base: "main", title: "t" });
    expect(twice.status).toBe(409);
    expect(twice.data.message).toMatch(
      /^pull request already exists for these targets \[id: 1, issue_id: \d+, head_repo_id: \d+, base_repo_id: \d+, head_branch: h, base_branch: main\]$/,
    );
    const edited = await ask("/repos/acme/app/pulls/1", {
      method: "PATCH",
      body: JSON.stringify({ title: "n" }),
    });
    expect(edited).toMatchObject({ status: 201, data: { title: "n", body: "b" } });
  });

  test("pages hold 50 at most, and name the next", async () => {
    const { ask, repository } = await started({ product: "gitea" });
    for (let n = 0; n < 60; n++) repository.addPull({ head: `h${n}`, base: "main" });
    const first = await ask("/repos/acme/app/pulls?limit=100");
    expect(first.data).toHaveLength(50);
    expect(first.headers.get("x-total-count")).toBe("60");
    expect(first.headers.get("link")).toMatch(/[?&]page=2>; rel="next",<.*>; rel="last"$/);
    const second = await ask("/repos/acme/app/pulls?limit=50&page=2");
    expect(second.data).toHaveLength(10);
    expect(second.headers.get("link")).toBeNull();
  });

  test.each([
    ["gitea", "1.22.6", 404, 404],
    ["gitea", "1.23.0", 200, 404],
    ["gitea", "1.24.7", 200, 404],
    ["gitea", "1.25.4", 200, 200],
    ["gitea", "1.26.3", 200, 200],
    ["forgejo", "7.0.16+gitea-1.21.11", 404, 404],
    ["forgejo", "11.0.15+gitea-1.22.0", 200, 404],
    ["forgejo", "15.0.3+gitea-1.22.0", 200, 200],
  ] as const)("%s %s answers for tasks %i and for runs %i", async (product, version, tasks, runs) => {
    const { ask } = await started({ product, version });
    for (const [route, expected] of [
      ["tasks", tasks],
      ["runs", runs],
    ] as const) {
      const { status, data, headers } = await ask(`/repos/acme/app/actions/${route}`);
      expect(status).toBe(expected);
      if (expected === 404) {
        expect(data).toBe("404 page not found\n");
        expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
      } else expect(data).toEqual({ workflow_runs: [], total_count: 0 });
    }
    expect((await ask("/version")).data).toEqual({ version });
  });

  test("tasks, from modules/structs/repo_actions.go of Gitea 1.24.7", async () => {
    const { ask, repository, forge } = await started({ product: "gitea", version: "1.24.7", path: "/git" });
    repository.addRun({ sha, jobs: ["a", "b"], states: [["success", "waiting"]] });
    const { data } = await ask("/repos/acme/app/actions/tasks");
    expect(data.total_count).toBe(1);
    expect(shape(data.workflow_runs[0])).toEqual(
      words(`id:number name:string head_branch:string head_sha:string run_number:number event:string
        display_title:string status:string workflow_id:string url:string created_at:string updated_at:string
        run_started_at:string`),
    );
    expect(data.workflow_runs[0].url).toBe(`${forge.serverUrl}/git/acme/app/actions/runs/1`);
  });

  test("runs, from modules/structs/repo_actions.go of Gitea 1.26.3", async () => {
    const { ask, repository } = await started({ product: "gitea", version: "1.26.3" });
    repository.addRun({ sha, states: ["waiting", "blocked", "running", "success"] });
    repository.addRun({ sha: sha.replace(/1/g, "2") });
    const seen: unknown[] = [];
    for (let poll = 0; poll < 4; poll++) {
      const { data } = await ask(`/repos/acme/app/actions/runs?head_sha=${sha}`);
      expect(data.total_count).toBe(1);
      seen.push([data.workflow_runs[0].status, data.workflow_runs[0].conclusion]);
      const conclusion = poll === 3 ? "conclusion:string" : "";
      expect(shape(data.workflow_runs[0])).toEqual(
        words(`id:number url:string html_url:string display_title:string path:string event:string
          run_attempt:number run_number:number head_sha:string head_branch:string status:string actor:object
          trigger_actor:object repository:object ${conclusion} started_at:string completed_at:string`),
      );
      expect(data.workflow_runs[0].path).toBe("publish-image.yml@refs/heads/main");
    }
    expect(seen).toEqual([
      ["queued", undefined],
      ["waiting", undefined],
      ["in_progress", undefined],
      ["completed", "success"],
    ]);
  });

  test("a run of Gitea 1.26 on pull_request_target has no branch, and links hold ids of the instance", async () => {
    const { ask, repository, serverUrl } = await started({ product: "gitea" });
    repository.addRun({ sha, event: "pull_request_target" });
    const [run] = (await ask("/repos/acme/app/actions/runs")).data.workflow_runs;
    expect(run).not.toHaveProperty("head_branch");
    expect(run).toMatchObject({ id: 7001, run_number: 1, path: "publish-image.yml@main" });
    expect(run.html_url).toBe(`${serverUrl}/acme/app/actions/runs/7001`);
  });

  test.each([
    ["1.22.6", "pull_request"],
    ["1.23.8", "pull_request_target"],
    ["1.26.3", "pull_request_target"],
  ])("Gitea %s names the status of a job on pull_request_target by %s", async (version, event) => {
    const { ask, repository } = await started({ product: "gitea", version });
    repository.addRun({ sha, name: "lane", jobs: ["lane-guard"], event: "pull_request_target" });
    const { data } = await ask(`/repos/acme/app/commits/${sha}/status`);
    expect(data.statuses).toMatchObject([{ context: `lane / lane-guard (${event})` }]);
  });

  test("runs, from modules/structs/action.go of Forgejo 15.0.3", async () => {
    const { ask, repository } = await started({ product: "forgejo" });
    repository.addRun({ sha, states: ["blocked"] });
    const { data, headers } = await ask(`/repos/acme/app/actions/runs?head_sha=${sha}`);
    expect(headers.get("x-total-count")).toBeNull();
    expect(data.workflow_runs[0].status).toBe("blocked");
    expect(shape(data.workflow_runs[0])).toEqual(
      words(`id:number title:string repository:object workflow_id:string index_in_repo:number
        trigger_user:object ScheduleID:number prettyref:string is_ref_deleted:boolean commit_sha:string
        is_fork_pull_request:boolean need_approval:boolean approved_by:number event:string event_payload:string
        trigger_event:string status:string started:string stopped:string created:string updated:string
        duration:number html_url:string`),
    );
  });

  test.each(["1.22.6", "1.26.3"])("commit statuses of Gitea %s", async (version) => {
    const { ask, repository } = await started({ product: "gitea", version, path: "/git" });
    const path = `/repos/acme/app/commits/${sha}/status`;
    const empty = await ask(path);
    expect(empty.data).toMatchObject({
      state: version === "1.22.6" ? "" : "pending",
      total_count: 0,
      statuses: null,
    });
    repository.addRun({ sha, name: "Publish", states: ["skipped"] });
    repository.addRun({ sha, event: "workflow_dispatch" });
    const { data, headers } = await ask(path);
    expect(headers.get("x-total-count")).toBe("1");
    expect(shape(data)).toEqual(
      words(`state:string sha:string total_count:number statuses:list repository:object commit_url:string
        url:string`),
    );
    expect(shape(data.statuses[0])).toEqual(
      words(`id:number status:string target_url:string description:string url:string context:string creator:null
        created_at:string updated_at:string`),
    );
    expect(data.statuses).toEqual([
      expect.objectContaining({
        context: "Publish / build (push)",
        // `run.Link()` is relative to the host.
        target_url: `/git/acme/app/actions/runs/${version === "1.22.6" ? "1/jobs/0" : "7001/jobs/70010"}`,
        status: version === "1.22.6" ? "success" : "skipped",
      }),
    ]);
  });

  test("who is let in", async () => {
    const { ask, repository } = await started({ product: "gitea" });
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    const codes = async (...values: string[]) =>
      Promise.all(
        values.map(
          async (authorization) =>
            (await ask("/repos/acme/app/pulls", { headers: { authorization } })).status,
        ),
      );
    expect(await codes(`token ${token}`, `Bearer ${token}`, basic(`x:${token}`), basic(`${token}:`))).toEqual(
      [200, 200, 200, 200],
    );
    expect(await codes("token wrong", "Bearer", basic("x:wrong"))).toEqual([401, 401, 401]);
    repository.hidden = true;
    const { status, data } = await ask("/repos/acme/app/pulls");
    expect(status).toBe(404);
    expect(shape(data)).toEqual(words("errors:null message:string url:string"));
  });
});

describe("GitHub", () => {
  test("pull requests, from pull-request-simple", async () => {
    const { ask, post } = await started({ product: "github" });
    const made = await post("/repos/acme/app/pulls", { head: "h", base: "main", title: "t" });
    expect(made.status).toBe(201);
    const listed = await ask("/repos/acme/app/pulls?head=acme:h&base=main");
    expect([made.data]).toMatchObject(listed.data);
    expect(shape(listed.data[0])).toEqual(
      words(`url:string id:number node_id:string html_url:string diff_url:string patch_url:string
        comments_url:string commits_url:string review_comments_url:string review_comment_url:string
        statuses_url:string _links:object issue_url:string number:number state:string locked:boolean title:string user:object body:null
        created_at:string updated_at:string closed_at:null merged_at:null merge_commit_sha:null assignee:null
        assignees:list requested_reviewers:list requested_teams:list labels:list milestone:null draft:boolean
        head:object base:object author_association:string auto_merge:null active_lock_reason:null`),
    );
    expect(made.data.head.label).toBe("acme:h");
    expect((await ask("/repos/acme/app/pulls?head=acme:other")).data).toEqual([]);
    const twice = await post("/repos/acme/app/pulls", { head: "h", base: "main", title: "t" });
    expect(twice).toMatchObject({
      status: 422,
      data: {
        message: "Validation Failed",
        errors: [{ code: "custom", message: "A pull request already exists for acme:h." }],
      },
    });
  });

  test("runs, from workflow-run", async () => {
    const { ask, repository } = await started({ product: "github" });
    repository.addRun({ sha, states: ["waiting", "failure"] });
    const path = `/repos/acme/app/actions/runs?head_sha=${sha}&event=push`;
    const { data } = await ask(path);
    expect(data.total_count).toBe(1);
    expect(data.workflow_runs[0]).toMatchObject({
      status: "queued",
      conclusion: null,
      path: ".github/workflows/publish-image.yml",
    });
    expect((await ask(path)).data.workflow_runs[0]).toMatchObject({
      status: "completed",
      conclusion: "failure",
    });
  });

  test("pages of 100, named in both directions", async () => {
    const { ask, repository } = await started({ product: "github" });
    for (let n = 0; n < 130; n++) repository.addPull({ head: `h${n}`, base: "main" });
    const first = await ask("/repos/acme/app/pulls?per_page=100");
    expect(first.data).toHaveLength(100);
    expect(first.headers.get("link")).toMatch(/rel="next", <.*>; rel="last"$/);
    const second = await ask("/repos/acme/app/pulls?per_page=100&page=2");
    expect(second.data).toHaveLength(30);
    expect(second.headers.get("link")).toMatch(/rel="prev", <.*>; rel="first"$/);
  });

  test("who is let in", async () => {
    const { ask } = await started({ product: "github" });
    const wrong = await ask("/repos/acme/app/pulls", { headers: { authorization: "token wrong" } });
    expect(wrong).toMatchObject({ status: 401, data: { message: "Bad credentials", status: "401" } });
    for (const path of ["/repos/acme/absent/pulls", "/no/such/route"])
      expect(await ask(path)).toMatchObject({ status: 404, data: { message: "Not Found" } });
    // Which no action may ask for.
    expect(taken()).toEqual(["github, GET /no/such/route: the route is not described"]);
  });
});

test("it can be mounted on a server that does other things too", async () => {
  const forge = forgeHandler({ product: "gitea", token, path: "/git" });
  const server = createServer((incoming, response) => {
    if (!forge.handle(incoming, response)) response.end("something else");
  });
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const at = async (path: string) =>
    (
      await fetch(`${origin}${path}`, { headers: { authorization: `token ${token}`, connection: "close" } })
    ).text();
  expect(await at("/git/api/v1/version")).toBe('{"version":"1.26.3"}');
  expect(await at("/api/v1/version")).toBe("something else");
  expect(await at("/git/acme/app.git/info/refs")).toBe("something else");
  expect(forge.log.map(({ path, status }) => [path, status])).toEqual([["/version", 200]]);
});
