import { describe, expect, test } from "vitest";
import type { ForgeOptions } from "./forge.ts";
import { shape, started, words } from "./shapes.ts";

const own = "/repos/acme/app/actions/runners";
const as = (token: string) => ({ headers: { authorization: `token ${token}` } });

/** A forge with a token of every kind, and a runner in every place. */
async function opened(options: Omit<ForgeOptions, "token">) {
  const its = await started(options);
  const { runners } = its.forge;
  for (const kind of ["admin", "writer", "reader", "none"] as const) runners.allow(kind, kind);
  for (const at of ["acme/app", "acme", "instance", "acme/other", "olive"])
    runners.add({ labels: ["publish"], at, disabled: true, states: ["active"] });
  const ids = async (path: string, token?: string) => {
    const { status, data } = await its.ask(path, token === undefined ? {} : as(token));
    const list = Array.isArray(data) ? data : data.runners;
    return status === 200 ? list.map(({ id }: { id: number }) => id) : status;
  };
  return { ...its, ids };
}

describe("Gitea", () => {
  // `ActionRunnersResponse`, `ActionRunner`, `ActionRunnerLabel` of modules/structs/repo_actions.go.
  test.each([
    ["1.24.7", ""],
    ["1.25.4", ""],
    ["1.26.3", "disabled:boolean"],
  ])("runners of %s", async (version, more) => {
    const { ask } = await opened({ product: "gitea", version });
    const { data, headers } = await ask(own);
    expect(shape(data)).toEqual(words("runners:list total_count:number"));
    expect(shape(data.runners[0])).toEqual(
      words(`id:number name:string status:string busy:boolean ephemeral:boolean labels:list ${more}`),
    );
    expect(data.runners[0]).toMatchObject({ status: "online", busy: true });
    expect(data.runners[0].labels).toEqual([{ id: 0, name: "publish", type: "custom" }]);
    // `ListRunners` of routers/api/v1/shared/runners.go sets no header.
    expect([headers.get("link"), headers.get("x-total-count")]).toEqual([null, null]);
  });

  test.each([own, "/orgs/acme/actions/runners", "/user/actions/runners", "/admin/actions/runners"])(
    "1.22.6 and 1.23.8 do not know %s",
    async (path) => {
      for (const version of ["1.22.6", "1.23.8"]) {
        const { ask } = await opened({ product: "gitea", version });
        const { status, data, headers } = await ask(path, as("admin"));
        expect([status, data]).toEqual([404, "404 page not found\n"]);
        expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
      }
    },
  );

  // `reqOwner`, `reqOrgOwnership`, `reqSiteAdmin` of routers/api/v1/api.go; `FindRunnerOptions.ToConds` of
  // models/actions/runner.go.
  test("who may list what", async () => {
    const { ids, forge } = await opened({ product: "gitea" });
    expect(await ids(own)).toEqual([1]);
    expect(await ids(own, "admin")).toEqual([1]);
    expect(await ids(own, "writer")).toBe(403);
    expect(await ids(own, "none")).toBe(404);
    expect(await ids("/orgs/acme/actions/runners")).toEqual([2]);
    expect(await ids("/orgs/acme/actions/runners", "reader")).toBe(403);
    expect(await ids("/user/actions/runners")).toEqual([5]);
    expect(await ids("/user/actions/runners", "writer")).toEqual([1, 2, 3, 4, 5]);
    expect(await ids("/admin/actions/runners")).toBe(403);
    expect(await ids("/admin/actions/runners", "admin")).toEqual([1, 2, 3, 4, 5]);
    expect(await ids("/user/actions/runners?sudo=olive", "admin")).toEqual([5]);
    expect(await ids("/user/actions/runners?sudo=olive")).toBe(403);
    forge.runners.users.add("acme");
    expect(await ids("/orgs/acme/actions/runners", "admin")).toBe(404);
  });

  test("a token without the scope for it", async () => {
    const { ask, forge } = await opened({ product: "gitea" });
    forge.runners.allow("few", "admin", { lacks: ["repository", "organization", "user", "admin"] });
    for (const path of [
      own,
      "/orgs/acme/actions/runners",
      "/user/actions/runners",
      "/admin/actions/runners",
    ]) {
      const { status, data } = await ask(path, as("few"));
      expect(status).toBe(403);
      expect(data.message).toMatch(
        /^token does not have at least one of required scope\(s\), required=\[read:/,
      );
    }
  });

  test("pages of 30, or 50 at most", async () => {
    const { ask, forge } = await opened({ product: "gitea" });
    for (let n = 0; n < 99; n++) forge.runners.add({ labels: [], at: "acme/app" });
    for (const [query, length] of [
      ["", 30],
      ["?limit=100", 50],
      ["?limit=50&page=2", 50],
      ["?page=5", 0],
    ] as const)
      expect((await ask(`${own}${query}`)).data.runners).toHaveLength(length);
    // A made slice is empty and not null.
    expect((await ask(`${own}?page=9`)).data).toEqual({ runners: [], total_count: 100 });
  });
});

describe("Forgejo", () => {
  // `ActionRunner` of modules/structs/repo_actions.go, `ListRunners` of routers/api/v1/shared/runners.go at v15.0.3.
  test("runners of 15", async () => {
    const { ask, repository } = await opened({ product: "forgejo", version: "15.0.3+gitea-1.22.0" });
    const { data, headers } = await ask(`${own}?visible=true`);
    expect(data).toHaveLength(3);
    for (const one of data)
      expect(shape(one)).toEqual(
        words(`id:number uuid:string owner_id:number repo_id:number name:string status:string version:string
          labels:list description:string ephemeral:boolean`),
      );
    expect(data[0]).toMatchObject({
      status: "active",
      labels: ["publish"],
      repo_id: repository.id,
      owner_id: 0,
    });
    expect(data[1]).toMatchObject({ repo_id: 0, owner_id: 7 });
    expect(data[2]).toMatchObject({ repo_id: 0, owner_id: 0 });
    expect(headers.get("x-total-count")).toBe("3");
  });

  test("who may list what", async () => {
    const { ids } = await opened({ product: "forgejo" });
    expect(await ids(own)).toEqual([1]);
    expect(await ids(`${own}?visible=true`)).toEqual([1, 2, 3]);
    expect(await ids(own, "writer")).toBe(403);
    expect(await ids("/orgs/acme/actions/runners?visible=true")).toEqual([2, 3]);
    expect(await ids("/admin/actions/runners")).toBe(403);
    expect(await ids("/admin/actions/runners", "admin")).toEqual([3]);
  });

  test("14 does not know the list", async () => {
    const { ids } = await opened({ product: "forgejo", version: "14.0.2+gitea-1.22.0" });
    expect(await ids(own)).toBe(404);
  });
});

describe("GitHub", () => {
  test("runners and groups, from runner and runner-groups-org", async () => {
    const { ask, forge } = await opened({ product: "github" });
    const { data } = await ask(own);
    expect(shape(data)).toEqual(words("total_count:number runners:list"));
    expect(shape(data.runners[0])).toEqual(
      words(`id:number name:string os:string status:string busy:boolean ephemeral:boolean runner_group_id:number
        labels:list`),
    );
    expect(data.runners[0].labels).toEqual([{ id: 1, name: "publish", type: "custom" }]);
    forge.runners.groups.push({ id: 2, name: "other", repositories: ["other"] });
    const path = "/orgs/acme/actions/runner-groups";
    expect((await ask(path)).data.total_count).toBe(2);
    const visible = (await ask(`${path}?visible_to_repository=app`)).data;
    expect(visible.total_count).toBe(1);
    expect(shape(visible.runner_groups[0])).toEqual(
      words(`id:number name:string visibility:string default:boolean runners_url:string inherited:boolean
        allows_public_repositories:boolean restricted_to_workflows:boolean selected_workflows:list`),
    );
  });

  test("who may list what", async () => {
    const { ids, forge } = await opened({ product: "github" });
    expect(await ids(own)).toEqual([1]);
    expect(await ids(own, "writer")).toBe(403);
    expect(await ids(own, "none")).toBe(404);
    expect(await ids("/orgs/acme/actions/runners")).toEqual([2]);
    expect(await ids("/orgs/acme/actions/runners", "writer")).toBe(403);
    forge.runners.users.add("acme");
    expect(await ids("/orgs/acme/actions/runners")).toBe(404);
  });

  test("pages of 100 at most, and a Link header", async () => {
    const { ask, forge } = await opened({ product: "github" });
    for (let n = 0; n < 129; n++) forge.runners.add({ labels: [], at: "acme/app" });
    const { data, headers } = await ask(`${own}?per_page=500`);
    expect([data.runners.length, data.total_count]).toEqual([100, 130]);
    expect(headers.get("link")).toMatch(/[?&]page=2>; rel="next"/);
  });
});

describe.each(["gitea", "forgejo", "github"] as const)("%s", (product) => {
  const sha = "1".repeat(40);

  // modules/structs/status.go of Gitea 1.22.6 to 1.26.3 and Forgejo 15.0.3; `status` of GitHub.
  test("commit statuses", async () => {
    const { ask, forge, repository } = await opened({ product });
    forge.now = () => Date.parse("2026-03-04T05:06:07Z");
    const body = JSON.stringify({ state: "success", context: "c", description: "d", target_url: "" });
    const set = (token: string) =>
      ask(`/repos/acme/app/statuses/${sha}`, { method: "POST", body, ...as(token) });
    const { status, data } = await set("writer");
    expect(status).toBe(201);
    const github = product === "github";
    expect(shape(data)).toEqual(
      words(
        github
          ? `url:string avatar_url:null id:number node_id:string state:string description:string target_url:null
             context:string created_at:string updated_at:string creator:object`
          : `id:number status:string target_url:string description:string url:string context:string creator:null
             created_at:string updated_at:string`,
      ),
    );
    expect(data.created_at).toBe("2026-03-04T05:06:07Z");
    expect((await set("reader")).status).toBe(403);
    expect((await set("admin")).data.creator.login).toBe("root");
    const listed = await ask(`/repos/acme/app/commits/${sha}/statuses`);
    // Newest first on GitHub; in no order within a second on the others, which is the oldest first here.
    const byUser = listed.data.map(({ creator }: { creator: unknown }) => creator !== null);
    expect(byUser).toEqual(github ? [true, true] : [false, true]);
    forge.now = () => Date.parse("2026-03-04T05:06:08Z");
    await set("admin");
    const { data: later } = await ask(`/repos/acme/app/commits/${sha}/statuses`);
    expect(later[0].created_at).toBe("2026-03-04T05:06:08Z");
    expect((await set("admin")).status).toBe(201);
    if (!github) expect((await ask(`/repos/acme/app/commits/${sha}/status`)).data.statuses).toHaveLength(1);
    repository.statuses.splice(2);
    expect(listed.headers.get("date")).toBe("Wed, 04 Mar 2026 05:06:07 GMT");
    expect(listed.headers.get("x-total-count")).toBe(github ? null : "2");
    expect(repository.statuses).toHaveLength(2);
  });

  // modules/structs/{repo_commit,repo_tree,git_blob}.go of Gitea 1.22.6; `commit`, `git-tree`, `blob` of GitHub.
  test("commits, trees and blobs", async () => {
    const { ask, repository } = await opened({ product });
    const { objects } = repository;
    expect((await ask("/repos/acme/app/commits")).status).toBe(409);
    objects.history.push(sha, "2".repeat(40));
    objects.commit(sha, { "a/b.yml": "on: push\n", c: { link: "a" }, d: { submodule: sha } });
    const github = product === "github";
    const commits = await ask(`/repos/acme/app/commits?${github ? "per_page" : "limit"}=1`);
    expect(shape(commits.data[0])).toEqual(
      words(
        github
          ? `sha:string url:string html_url:string node_id:string comments_url:string commit:object author:null
             committer:null parents:list`
          : `url:string sha:string created:string html_url:string commit:object author:null committer:null
             parents:list files:null stats:null`,
      ),
    );
    expect(commits.headers.get("link")).toContain('rel="last"');
    const { data } = await ask(`/repos/acme/app/git/trees/${sha}?recursive=true`);
    expect(shape(data)).toEqual(
      words(
        `sha:string url:string tree:list truncated:boolean ${github ? "" : "page:number total_count:number"}`,
      ),
    );
    expect(data.tree.map(({ path, mode, type }: Record<string, string>) => [path, mode, type])).toEqual([
      ["a", "040000", "tree"],
      ["a/b.yml", "100644", "blob"],
      ["c", "120000", "blob"],
      ["d", "160000", "commit"],
    ]);
    const blob = await ask(`/repos/acme/app/git/blobs/${data.tree[1].sha}`);
    expect(shape(blob.data)).toEqual(
      words(
        `content:string encoding:string url:string sha:string size:number ${github ? "node_id:string" : ""}`,
      ),
    );
    expect(Buffer.from(blob.data.content, "base64").toString()).toBe("on: push\n");
    expect((await ask(`/repos/acme/app/git/trees/${"3".repeat(40)}`)).status).toBe(github ? 404 : 400);
  });
});

test("the round trips of the critical path are counted", async () => {
  const { ask, forge } = await started({ product: "gitea" });
  forge.quiet = 30;
  await Promise.all([ask("/version"), ask("/version"), ask("/version")]);
  expect(forge.roundTrips).toBe(1);
  await ask("/version");
  expect(forge.roundTrips).toBe(2);
});
