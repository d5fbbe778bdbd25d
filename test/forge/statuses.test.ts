import { describe, expect, test } from "vitest";
import { lostAnswer, otherJson, status } from "../support/forge/faults.ts";
import { failure, type Kit, kit, never, repository, servers, token } from "./kit.ts";

const sha = "1111111111111111111111111111111111111111";
const job = "job-token";
const clock = Date.parse("2026-03-04T05:06:07.890Z");

const beat = { state: "success", context: "lane/publish", description: "10:00 by pub-1" } as const;

async function opened(options: (typeof servers)[number], as = job) {
  const its = await kit(options);
  its.fake.runners.allow(job, "writer");
  its.fake.runners.allow("fork", "reader");
  its.fake.now = () => clock;
  return { ...its, forge: await its.open({ token: as }) };
}

/** Statuses of one context, the n-th set in minute n. */
function add({ repo }: Pick<Kit, "repo">, many: number, context = "other") {
  for (let n = 0; n < many; n++) {
    const created_at = new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
    repo.statuses.push({ sha, context, status: "success", target_url: "", description: `${n}`, created_at });
  }
}

describe.each(servers)("$product $version", (options) => {
  test("a status that a job sets", async () => {
    const { forge } = await opened(options);
    const set = await forge.createStatus(
      repository,
      sha,
      { ...beat, targetUrl: "https://example.org/run" },
      never,
    );
    const expected = {
      id: 1,
      ...beat,
      createdAt: new Date("2026-03-04T05:06:07Z"),
      creator: options.product === "github" ? "github-actions[bot]" : null,
      targetUrl: "https://example.org/run",
    };
    expect(set).toEqual(expected);
    expect(await forge.listStatuses(repository, sha, {}, never)).toEqual({
      statuses: [expected],
      serverTime: new Date("2026-03-04T05:06:07Z"),
    });
  });

  test("a status that a person sets", async () => {
    const { forge } = await opened(options, token);
    const { creator, targetUrl } = await forge.createStatus(repository, sha, beat, never);
    expect([creator, targetUrl]).toEqual(["olive", ""]);
  });

  test("none", async () => {
    const { forge } = await opened(options);
    const { statuses } = await forge.listStatuses(repository, sha, { context: "lane/publish" }, never);
    expect(statuses).toEqual([]);
  });

  test("newest first, of one context, over the pages", async () => {
    const its = await opened(options);
    add(its, 1, "lane/publish");
    add(its, 120);
    add(its, 2, "lane/publish");
    const { statuses } = await its.forge.listStatuses(repository, sha, { context: "lane/publish" }, never);
    expect(statuses.map(({ createdAt }) => createdAt.getTime())).toEqual(
      statuses.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => b - a),
    );
    expect(statuses.map(({ description }) => description).sort()).toEqual(["0", "0", "1"]);
    expect((await its.forge.listStatuses(repository, sha, {}, never)).statuses).toHaveLength(123);
  });

  test("no page after the one with what is looked for", async () => {
    const its = await opened(options);
    add(its, 300, "lane/publish");
    its.fake.log.length = 0;
    const until = () => true;
    await its.forge.listStatuses(repository, sha, { context: "lane/publish", until }, never);
    expect(its.fake.log).toHaveLength(1);
  });

  test("500 at most", async () => {
    const its = await opened(options);
    add(its, 700);
    const { statuses } = await its.forge.listStatuses(repository, sha, {}, never);
    expect(statuses).toHaveLength(500);
    expect(statuses[0]?.description).toBe("699");
  });

  test("a fork's job may not set one", async () => {
    const { forge } = await opened(options, "fork");
    const error = await failure(forge.createStatus(repository, sha, beat, never));
    expect(error).toMatchObject({ name: "ForgeError", status: 403 });
  });

  test("an answer that is lost, and one that is something else", async () => {
    const { forge, fake, repo } = await opened(options);
    fake.faults.add({ act: lostAnswer() });
    expect(await forge.createStatus(repository, sha, beat, never)).toMatchObject(beat);
    expect(repo.statuses).toHaveLength(2);
    fake.faults.add({ times: 9, act: otherJson() });
    const error = await failure(forge.listStatuses(repository, sha, {}, never));
    expect(error.message).toContain("the answer is not a list of commit statuses");
  });
});

test("a list that is null is empty", async () => {
  const { forge, fake } = await opened({ product: "gitea", version: "1.26.3" });
  fake.faults.add({ act: () => ({ status: 200, json: null }) });
  expect((await forge.listStatuses(repository, sha, {}, never)).statuses).toEqual([]);
});

test("a cache's age counts as time gone by", async () => {
  const { forge, fake } = await opened({ product: "gitea", version: "1.26.3" });
  fake.faults.add({ act: () => ({ status: 200, headers: { age: "90" }, json: [] }) });
  const { serverTime } = await forge.listStatuses(repository, sha, {}, never);
  expect(serverTime).toEqual(new Date("2026-03-04T05:07:37Z"));
});

test("GitHub refuses the 1,001st of a context at once", async () => {
  const its = await opened({ product: "github" });
  add(its, 1000, "lane/publish");
  its.fake.log.length = 0;
  const error = await failure(its.forge.createStatus(repository, sha, beat, never));
  expect(error).toMatchObject({ status: 422 });
  expect(error.message).toContain("maximum number of statuses");
  expect(its.fake.log).toHaveLength(1);
});

describe.each(servers)("$product $version: the first commit", (options) => {
  const id = (n: number) => n.toString(16).padStart(40, "0");
  const history = (many: number) => Array.from({ length: many }, (_, index) => id(many - index));

  test.each([
    [1, 1],
    [2, 2],
    [2345, 2],
  ])("of %i, in %i requests", async (many, requests) => {
    const { forge, fake, repo } = await opened(options, "fork");
    repo.objects.history.push(...history(many));
    fake.log.length = 0;
    expect(await forge.firstCommit(repository, never)).toBe(id(1));
    expect(fake.log).toHaveLength(requests);
    // What Gitea would compute for each commit is not asked for.
    if (options.product !== "github") expect(fake.log[0]?.query.get("stat")).toBe("false");
  });

  test("while the branch moves", async () => {
    const its = await kit({
      ...options,
      onRequest: ({ path, query }, fake) => {
        const { history } = fake.repository("acme/app").objects;
        if (path.endsWith("/commits") && query.get("page") !== "1") history.unshift(id(9));
      },
    });
    its.repo.objects.history.push(...history(5));
    expect(await (await its.open()).firstCommit(repository, never)).toBe(id(1));
  });

  test("of an empty repository", async () => {
    const { forge } = await opened(options);
    expect(await forge.firstCommit(repository, never)).toBeUndefined();
  });

  test("of one that is not shown", async () => {
    const { forge, repo } = await opened(options);
    repo.hidden = true;
    expect(await failure(forge.firstCommit(repository, never))).toMatchObject({ status: 404 });
  });
});

test("the first commit is not guessed where a server does not count", async () => {
  const { forge, fake } = await opened({ product: "gitea", version: "1.22.6" });
  fake.faults.add({ times: 9, act: () => ({ status: 200, json: [{ sha }] }) });
  const error = await failure(forge.firstCommit(repository, never));
  expect(error.message).toContain("does not tell how many commits");
});

test("a status that cannot be set fails after the last try", async () => {
  const { forge, fake, clock } = await opened({ product: "gitea", version: "1.22.6" });
  fake.faults.add({ times: 99, act: status(500) });
  expect(await failure(forge.createStatus(repository, sha, beat, never))).toMatchObject({ status: 500 });
  expect(clock.sleeps).toHaveLength(5);
});
