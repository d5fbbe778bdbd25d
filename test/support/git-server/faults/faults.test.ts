import { spawnSync } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { type Clone, clone } from "../client.ts";
import {
  authorize,
  type Fault,
  faults,
  type GitServer,
  plainGit,
  type Repository,
  startGitServer,
} from "../index.ts";

interface Scene extends AsyncDisposable {
  readonly server: GitServer;
  readonly repository: Repository;
  readonly local: Clone;
  /** The commit that waits to be pushed. */
  readonly sha: string;
  push(): ReturnType<Clone["git"]>;
}

async function scene(...scripted: Fault[]): Promise<Scene> {
  const server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  const local = await clone(server, "org/app");
  const sha = await local.commit("a", "2\n");
  server.clearRequests();
  for (const fault of scripted) server.faults.add(fault);
  return {
    server,
    repository,
    local,
    sha,
    push: () => local.git("push", "--quiet", "origin", "HEAD:main"),
    async [Symbol.asyncDispose]() {
      await local[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const onPush = { service: "receive-pack", phase: "rpc" } as const;

it("answers a status with headers and a body, so many times", async () => {
  const act = faults.status(429, { headers: { "retry-after": "3" }, body: "slow down\n" });
  await using s = await scene({ act, times: 2 });
  const refs = `${s.server.urlOf("org/app")}/info/refs?service=git-upload-pack`;
  const answer = await fetch(refs);
  expect([answer.status, answer.headers.get("retry-after"), await answer.text()]).toEqual([
    429,
    "3",
    "slow down\n",
  ]);
  const { stderr } = await s.push();
  expect(stderr).toContain("remote: slow down");
  expect(stderr).toContain("The requested URL returned error: 429");
  expect(await s.push()).toMatchObject({ exitCode: 0 });
});

it("matches by repository, service, phase and position", async () => {
  await using s = await scene();
  await s.server.repository("org/other", { files: { a: "1\n" } });
  const act = faults.status(503);
  const handle = s.server.faults.add({
    match: { repository: "org/app", service: "upload-pack", phase: "rpc", nth: 2 },
    act,
  });
  expect(await s.local.git("ls-remote", s.server.urlOf("org/other"))).toMatchObject({ exitCode: 0 });
  expect(await s.push()).toMatchObject({ exitCode: 0 });
  expect(await s.local.git("ls-remote")).toMatchObject({ exitCode: 0 });
  expect(handle.hits).toBe(0);
  expect((await s.local.git("ls-remote")).stderr).toContain("HTTP 503");
  expect(handle.hits).toBe(1);
  expect(s.server.requests.at(-1)).toMatchObject({ status: 503, phase: "rpc" });
  expect(await s.local.git("ls-remote")).toMatchObject({ exitCode: 0 });
});

it("redirects to another server", async () => {
  await using other = await startGitServer();
  await using s = await scene({ act: faults.redirect(other.origin) });
  expect((await s.local.git("ls-remote", s.server.urlOf("org/app"))).exitCode).toBe(128);
  expect(other.requests.map((r) => [r.path, r.query.get("service"), r.authorization])).toContainEqual([
    "/org/app.git/info/refs",
    "git-upload-pack",
    undefined,
  ]);
});

it("echoes the credentials it was given", async () => {
  await using s = await scene({ act: faults.echoAuthorization() });
  const { stderr } = await s.push();
  const basic = Buffer.from(`x-access-token:${s.server.token}`).toString("base64");
  expect(stderr).toContain(`remote: refused Basic ${basic}`);
  expect(stderr).toContain(`remote: token ${s.server.token}`);
});

it("hangs until it is disposed, which ends the client too", async () => {
  const s = await scene({ act: faults.hang() });
  const pushed = s.push();
  await until(() => s.server.requests.length > 0);
  await s[Symbol.asyncDispose]();
  expect((await pushed).exitCode).not.toBe(0);
  expect(s.server.requests[0]).toMatchObject({ status: 0, responseBytes: 0 });
});

it("resets before anything is done", async () => {
  await using s = await scene({ match: onPush, act: faults.reset(), times: 2 });
  const head = await s.repository.head();
  expect((await s.push()).stderr).toMatch(/Connection reset|Send failure|curl 5[56]/);
  expect(await s.repository.head()).toBe(head);
  expect(s.server.requests.map((r) => r.status)).toEqual([200, 0, 0]);
  expect(await s.push()).toMatchObject({ exitCode: 0 });
});

it("meets curl, which repeats a request that was reset on a connection it used before", async () => {
  await using s = await scene({ match: onPush, act: faults.reset() });
  expect(await s.push()).toMatchObject({ exitCode: 0 });
  expect(s.server.requests.map((r) => r.status)).toEqual([200, 0, 200]);
  await s.local.commit("a", "3\n");
  s.server.faults.add({ match: onPush, act: faults.resetAfterHandling() });
  expect((await s.push()).stderr).toContain("remote: error: cannot lock ref 'refs/heads/main': is at");
});

it.each([
  ["reset after handling", faults.resetAfterHandling(), [0, 0]],
  ["reset in the answer", faults.resetMidAnswer(), [200]],
  ["truncated", faults.truncate(), [200]],
])("loses the answer to a push that landed: %s", async (_, act, statuses) => {
  await using s = await scene({ match: onPush, act, times: statuses.length });
  const { exitCode, stderr } = await s.push();
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain("the remote end hung up unexpectedly");
  expect(await s.repository.head()).toBe(s.sha);
  expect(s.server.requests.map((r) => r.status)).toEqual([200, ...statuses]);
});

it("drips an answer", async () => {
  await using s = await scene({ match: { phase: "refs" }, act: faults.drip(5, 6) });
  expect(await s.push()).toMatchObject({ exitCode: 0 });
  const [refs] = s.server.requests;
  expect((refs?.ended ?? 0) - (refs?.started ?? 0)).toBeGreaterThan(29);
});

it("lets someone else push before the discovery of refs", async () => {
  await using s = await scene();
  const act = faults.before(() => s.repository.commit({ b: "theirs\n" }));
  s.server.faults.add({ match: { service: "receive-pack", phase: "refs" }, act });
  expect((await s.push()).stderr).toContain(" ! [rejected]        HEAD -> main (fetch first)");
});

it("lets someone else push between the discovery of refs and the push", async () => {
  await using s = await scene();
  let theirs = "";
  const act = faults.before(async () => {
    theirs = await s.repository.commit({ b: "theirs\n" });
  });
  s.server.faults.add({ match: onPush, act });
  const { stderr } = await s.push();
  expect(stderr).toMatch(/remote: error: cannot lock ref 'refs\/heads\/main': is at \w+ but expected \w+/);
  expect(stderr).toContain(" ! [remote rejected] HEAD -> main (failed to update ref)");
  expect(await s.repository.head()).toBe(theirs);
  await s.local.git("pull", "--quiet", "--rebase");
  expect(await s.push()).toMatchObject({ exitCode: 0 });
  expect((await s.repository.log()).map((entry) => entry.files)).toEqual([["a"], ["b"], ["a"]]);
});

it("does something after a request was carried out", async () => {
  await using s = await scene();
  const seen: unknown[] = [];
  s.server.faults.add({
    match: onPush,
    act: faults.after(async () => seen.push(await s.repository.head())),
  });
  expect(await s.push()).toMatchObject({ exitCode: 0 });
  expect(seen).toEqual([s.sha]);
});

it("leaves no process of git behind, hooks of theirs included", async () => {
  const s = await scene();
  await s.repository.hook("pre-receive", 'echo "$$" > "$GIT_DIR/pid"\nsleep 3600 & wait');
  const pushed = s.push();
  const read = () => readFile(`${s.repository.path}/pid`, "utf8").catch(() => "");
  await until(async () => (await read()).endsWith("\n"));
  const pid = Number(await read());
  await s[Symbol.asyncDispose]();
  await pushed;
  await until(() => !runs(pid));
});

it("carries a push out that has arrived though its client is gone", async () => {
  await using s = await scene();
  await s.repository.hook("pre-receive", 'touch "$GIT_DIR/here"\nsleep 0.3');
  const abort = new AbortController();
  const pushed = plainGit(["push", "--quiet", "origin", "HEAD:main"], {
    cwd: s.local.path,
    env: authorize(s.server),
    signal: abort.signal,
  }).catch(() => "gone");
  await until(() =>
    access(`${s.repository.path}/here`).then(
      () => true,
      () => false,
    ),
  );
  abort.abort();
  expect(await pushed).toBe("gone");
  await s.server.settled();
  expect(await s.repository.head()).toBe(s.sha);
});

/** A process that has ended stays as a zombie where nobody collects it. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", `${pid}`], { encoding: "utf8" });
  return /^[^Z]/.test(stdout.trim());
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5);
}
