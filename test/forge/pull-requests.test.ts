import { describe, expect, test } from "vitest";
import { ForgeError } from "../../src/forge/errors.ts";
import { isBetween, readPullRequest } from "../../src/forge/pull-request.ts";
import { lostAnswer, otherJson, reset, status } from "../support/forge/faults.ts";
import { failure, kit, never, repository, servers } from "./kit.ts";

const branches = { head: "runtime/1.2.3", base: "main" };
const text = { title: "Pin the runtime", body: "to **1.2.3**" };

describe.each(servers)("$product $version", (server) => {
  const word = server.product === "github" ? "pull" : "pulls";

  test("opens, finds and updates a pull request", async () => {
    const { open, repo, serverUrl } = await kit(server);
    const forge = await open();
    expect(await forge.findPullRequest(repository, branches, never)).toBeUndefined();
    const opened = await forge.openPullRequest(repository, { ...branches, ...text }, never);
    expect(opened).toEqual({ number: 1, url: `${serverUrl}/acme/app/${word}/1`, ...text });
    expect(await forge.findPullRequest(repository, branches, never)).toEqual(opened);
    const newer = { title: "Pin it again", body: "to 1.2.4" };
    const updated = await forge.updatePullRequest(repository, 1, newer, never);
    expect(updated).toEqual({ ...opened, ...newer });
    expect(repo.pulls).toEqual([expect.objectContaining({ ...branches, ...newer, state: "open" })]);
  });

  test("finds only an open one of the same repository between the same branches", async () => {
    const { open, repo } = await kit(server);
    repo.addPull({ ...branches, state: "closed" });
    repo.addPull({ ...branches, headRepository: "acme/fork" });
    repo.addPull({ ...branches, headRepository: "other/app" });
    repo.addPull({ ...branches, base: "other" });
    repo.addPull({ ...branches, head: "other" });
    const forge = await open();
    expect(await forge.findPullRequest(repository, branches, never)).toBeUndefined();
    repo.addPull({ ...branches, number: 77 });
    repo.addPull({ ...branches, base: "other" });
    expect(await forge.findPullRequest(repository, branches, never)).toMatchObject({ number: 77 });
  });

  test("finds one among hundreds of others", async () => {
    const { open, repo } = await kit(server);
    repo.addPull(branches);
    for (let n = 0; n < 130; n++) repo.addPull({ head: `other-${n}`, base: "main" });
    const forge = await open();
    expect(await forge.findPullRequest(repository, branches, never)).toMatchObject({ number: 1 });
  });

  test("returns the one that somebody else opened first", async () => {
    const { open, repo, fake } = await kit(server);
    const { number } = repo.addPull({ ...branches, title: "theirs" });
    const forge = await open();
    const opened = await forge.openPullRequest(repository, { ...branches, ...text }, never);
    expect(opened).toMatchObject({ number, title: "theirs" });
    expect(fake.asked("POST", "/pulls")).toHaveLength(1);
  });

  test.each([
    ["answer is lost", lostAnswer()],
    ["the answer is not a pull request", otherJson()],
    ["connection breaks", reset()],
    ["server fails", status(500)],
  ])("opens no second one when the %s", async (_, act) => {
    const { open, repo, fake } = await kit(server);
    fake.faults.add({ match: ({ method }) => method === "POST", act });
    const forge = await open();
    const opened = await forge.openPullRequest(repository, { ...branches, ...text }, never);
    expect(opened).toMatchObject({ number: 1, ...text });
    expect(repo.pulls).toHaveLength(1);
    // It looked before it asked again.
    expect(fake.log.map(({ method }) => method).join(" ")).toMatch(/POST GET( POST)?$/);
  });

  test("says why a branch is refused", async () => {
    const { open, repo } = await kit(server);
    repo.branches = new Set(["main"]);
    const forge = await open();
    const error = await failure(forge.openPullRequest(repository, { ...branches, ...text }, never));
    expect(error).toBeInstanceOf(ForgeError);
    if (server.product === "github") {
      expect(error).toMatchObject({ status: 422, reason: "HTTP 422" });
      expect(error.message).toMatch(
        /^POST 127\.0\.0\.1:\d+\/api\/v3\/repos\/acme\/app\/pulls: HTTP 422 \(Validation Failed\)$/,
      );
    } else {
      expect(error).toMatchObject({ status: 404, routeUnknown: false });
      expect(error.message).toContain("check the repository's name, and that the token may see it");
    }
  });

  test("names that need it are encoded", async () => {
    const { open, fake } = await kit(server);
    const odd = { owner: "o#1", name: "a?b%2Fc é" };
    fake.repository("o#1/a?b%2Fc é");
    const forge = await open();
    const opened = await forge.openPullRequest(
      odd,
      { head: "a/ü&b", base: "x?y", title: "t", body: "" },
      never,
    );
    expect(opened.number).toBe(1);
    expect(await forge.findPullRequest(odd, { head: "a/ü&b", base: "x?y" }, never)).toEqual(opened);
    expect(new Set(fake.log.map(({ path }) => path).filter((path) => path.includes("pulls")))).toEqual(
      new Set(["/repos/o%231/a%3Fb%252Fc%20%C3%A9/pulls"]),
    );
  });

  test("shows its own address for pages that the server puts elsewhere", async () => {
    const { open, serverUrl } = await kit({ ...server, pagesUrl: "https://elsewhere.example" });
    const forge = await open();
    const opened = await forge.openPullRequest(repository, { ...branches, ...text }, never);
    expect(opened.url).toBe(`${serverUrl}/acme/app/${word}/1`);
  });

  test("lies below a path", async () => {
    const { open, serverUrl } = await kit({ ...server, path: "/git" });
    const forge = await open();
    const opened = await forge.openPullRequest(repository, { ...branches, ...text }, never);
    expect(serverUrl).toMatch(/\/git$/);
    expect(opened.url).toBe(`${serverUrl}/acme/app/${word}/1`);
  });

  test("a hidden repository is told from an unknown route", async () => {
    const { open, repo } = await kit(server);
    repo.hidden = true;
    const error = await failure((await open()).findPullRequest(repository, branches, never));
    expect(error).toMatchObject({ status: 404, routeUnknown: false });
  });
});

const repo = { id: 1 };
const pull = { state: "open", head: { ref: branches.head, repo }, base: { ref: "main", repo } };

test.each([
  [pull, true],
  [{ ...pull, state: "closed" }, false],
  [{ ...pull, head: { ref: branches.head, repo: { id: 2 } } }, false],
  // The fork was deleted.
  [{ ...pull, head: { ref: branches.head, repo: null } }, false],
  [{ ...pull, head: { ref: "refs/pull/1/head", repo } }, false],
  [{ ...pull, base: { ref: "other", repo } }, false],
  [{ head: branches.head, base: "main" }, false],
  [null, false],
])("%j is between the branches: %s", (data, expected) => {
  expect(isBetween(data, branches)).toBe(expected);
});

test.each([null, [], {}, { number: "1" }, { number: 0 }, { number: 1.5 }])(
  "%j is no pull request",
  (data) => {
    expect(readPullRequest(data, "https://forge.example", String)).toBeUndefined();
  },
);
