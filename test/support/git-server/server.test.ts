import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { clone } from "./client.ts";
import { temporaryFolder } from "./folder.ts";
import { authorize, bigRepository, faults, plainGit, startGitServer } from "./index.ts";

it("serves a clone with a token in GET and 2 POSTs, and says so in its log", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { "a.txt": "one\n", "b/c": "two\n" } });
  await using local = await clone(server, "org/app");
  expect(await readFile(join(local.path, "b/c"), "utf8")).toBe("two\n");
  expect((await local.git("rev-parse", "HEAD")).stdout.trim()).toBe(await repository.head());
  expect(server.requests.map((r) => [r.n, r.method, r.path, r.service, r.phase, r.status])).toEqual([
    [1, "GET", "/org/app.git/info/refs", "upload-pack", "refs", 200],
    [2, "POST", "/org/app.git/git-upload-pack", "upload-pack", "rpc", 200],
    [3, "POST", "/org/app.git/git-upload-pack", "upload-pack", "rpc", 200],
  ]);
  for (const record of server.requests) {
    expect(record.authorization).toEqual({ user: "x-access-token", password: server.token });
    expect(record.gitProtocol).toBe("version=2");
    expect(record.repository).toBe("org/app");
    expect(record.inFlight).toBe(1);
    expect(record.ended).toBeGreaterThan(record.started);
    expect(record.responseBytes).toBeGreaterThan(50);
    expect(record.requestBytes > 0).toBe(record.method === "POST");
  }
  expect(server.requests[0]?.query.get("service")).toBe("git-upload-pack");
  server.clearRequests();
  expect(server.requests).toEqual([]);
});

it("lets a token that may read fetch, and shows it no repository to push to", async () => {
  await using server = await startGitServer({ readToken: "of-a-job" });
  const repository = await server.repository("org/app", { files: { "a.txt": "one\n" } });
  const head = await repository.head();
  await using local = await clone({ ...server, token: "of-a-job" }, "org/app");
  await local.commit("a.txt", "two\n");
  expect((await local.git("push", "origin", "main")).stderr).toContain("Repository not found");
  expect(await repository.head()).toBe(head);
});

it("takes pushes, small ones and chunked ones", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { "a.txt": "one\n" } });
  await using local = await clone(server, "org/app");
  server.clearRequests();
  const sha = await local.commit("a.txt", "two\n");
  expect(await local.git("push", "--quiet", "origin", "main")).toMatchObject({ exitCode: 0, stderr: "" });
  expect(server.requests.map((r) => `${r.method} ${r.service}`)).toEqual([
    "GET receive-pack",
    "POST receive-pack",
  ]);
  expect(await repository.head()).toBe(sha);
  const noise = randomBytes(3 << 20).toString("hex");
  const big = await local.commit("big", noise);
  server.clearRequests();
  expect(await local.git("push", "--quiet", "origin", "main")).toMatchObject({ exitCode: 0 });
  expect(server.requests.some((r) => r.headers["transfer-encoding"] === "chunked")).toBe(true);
  expect(Math.max(...server.requests.map((r) => r.requestBytes))).toBeGreaterThan(3 << 20);
  expect(await repository.head()).toBe(big);
  const digest = (bytes: string | Buffer | undefined): string =>
    createHash("sha256")
      .update(bytes ?? "")
      .digest("hex");
  expect(digest(await repository.read("big"))).toBe(digest(noise));
});

it("takes gzipped requests", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: {} });
  const branches = Array.from({ length: 40 }, (_, n) => `branch-${n}`);
  const head = await repository.head();
  const input = branches.map((branch) => `create refs/heads/${branch} ${head}\n`).join("");
  await plainGit(["update-ref", "--stdin"], { cwd: repository.path, input });
  await using local = await clone(server, "org/app");
  server.clearRequests();
  // Enough prefixes of refs to ask for that git compresses its request.
  expect(await local.git("fetch", "--quiet", "origin", ...branches)).toMatchObject({ exitCode: 0 });
  expect(server.requests.map((r) => r.headers["content-encoding"])).toContain("gzip");
});

it("serves both forms of a path, under a prefix too, with owner and name as they are written", async () => {
  await using server = await startGitServer({ prefix: "/git" });
  await server.repository("Org/App", { files: { a: "" } });
  const env = authorize(server);
  const heads = async (path: string): Promise<number | null> =>
    (await plainGit(["ls-remote", "--heads", `${server.origin}${path}`], { env, anyExit: true })).exitCode;
  expect(await heads("/git/Org/App")).toBe(0);
  expect(await heads("/git/Org/App.git")).toBe(0);
  expect(await heads("/Org/App.git")).toBe(128);
  expect(await heads("/git/org/App.git")).toBe(128);
  expect(await heads("/git/Org/app")).toBe(128);
  expect(await heads("/git/Org/..")).toBe(128);
});

it("answers a repository that is not there as Gitea does", async () => {
  await using server = await startGitServer();
  await using local = await clone(await withRepository(server), "org/app");
  const ask = (token?: string) =>
    plainGit(["ls-remote", server.urlOf("org/none")], { env: authorize(server, token), anyExit: true });
  expect((await ask()).stderr).toBe(
    `remote: Repository not found\nfatal: repository '${server.urlOf("org/none")}/' not found\n`,
  );
  expect((await ask("wrong")).stderr).toMatch(/could not read Username/);
  const { stderr } = await local.git("push", server.urlOf("org/none"), "HEAD:refs/heads/main");
  expect(stderr).toContain("remote: Push to create is not enabled for users.");
  expect(stderr).toContain("The requested URL returned error: 403");
});

it("refuses no token and a wrong one with 401", async () => {
  await using server = await withRepository(await startGitServer());
  const refs = `${server.url}/org/app.git/info/refs?service=git-upload-pack`;
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString("base64")}` });
  for (const headers of [
    {},
    basic("u:wrong"),
    basic(server.token),
    { authorization: `token ${server.token}` },
  ]) {
    const answer = await fetch(refs, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Gitea"');
  }
  expect((await fetch(refs, { headers: basic(`anyone:${server.token}`) })).status).toBe(200);
  expect(server.requests.map((r) => r.authorization)).toEqual([
    undefined,
    { user: "u", password: "wrong" },
    { raw: basic(server.token).authorization },
    { raw: `token ${server.token}` },
    { user: "anyone", password: server.token },
  ]);
  const { stderr, exitCode } = await plainGit(["ls-remote", server.urlOf("org/app")], {
    env: authorize(server, "0".repeat(40)),
    anyExit: true,
  });
  expect(exitCode).toBe(128);
  expect(stderr).toContain("terminal prompts disabled");
});

it("lets anyone read where that is allowed, and nobody write", async () => {
  await using server = await withRepository(await startGitServer({ anonymousRead: true }));
  const git = (...args: string[]) => plainGit(args, { anyExit: true });
  expect((await git("ls-remote", server.urlOf("org/app"))).exitCode).toBe(0);
  const refs = `${server.url}/org/app.git/info/refs?service=`;
  expect((await fetch(`${refs}git-upload-pack`)).status).toBe(200);
  expect((await fetch(`${refs}git-receive-pack`)).status).toBe(401);
});

it("sends fewer bytes for a filtered clone, and all of them where partial clones are off", async () => {
  const files = { small: "1\n", large: randomBytes(200_000) };
  const bytes = async (partialClone: boolean): Promise<{ sent: number; stderr: string }> => {
    await using server = await startGitServer({ partialClone });
    await server.repository("org/app", { files });
    await using folder = await clone(server, "org/app", "--bare", "--filter=blob:none");
    const { stderr } = await folder.git("cat-file", "-e", "HEAD:small");
    return { sent: server.requests.reduce((sum, r) => sum + r.responseBytes, 0), stderr };
  };
  expect((await bytes(true)).sent).toBeLessThan(5_000);
  expect((await bytes(false)).sent).toBeGreaterThan(200_000);
});

it("ends a download whose client has gone", async () => {
  await using server = await startGitServer();
  await bigRepository(server, "org/big", { historyBytes: 0, fileBytes: 20e6, commits: 1 });
  const abort = new AbortController();
  await using folder = await temporaryFolder();
  const cloning = plainGit(["clone", "--quiet", server.urlOf("org/big"), folder.path], {
    env: authorize(server),
    signal: abort.signal,
  }).catch(() => "gone");
  while (!server.requests.some((r) => r.responseBytes > 100_000)) await sleep(2);
  abort.abort();
  expect(await cloning).toBe("gone");
  await server.settled();
  expect(server.requests.at(-1)?.responseBytes).toBeLessThan(20e6);
});

it("waits as long as it is told before each request", async () => {
  await using server = await withRepository(await startGitServer({ latencyMs: 40 }));
  await using _ = await clone(server, "org/app");
  expect(server.requests).toHaveLength(3);
  for (const record of server.requests) expect(record.ended - record.started).toBeGreaterThan(39);
});

it("counts what is in flight", async () => {
  await using server = await withRepository(await startGitServer());
  const refs = `${server.url}/org/app.git/info/refs?service=git-upload-pack`;
  const all = Promise.withResolvers<void>();
  const act = faults.before(() => (server.requests.length === 3 ? all.resolve() : all.promise));
  server.faults.add({ act, times: 3 });
  await Promise.all([fetch(refs), fetch(refs), fetch(refs)]);
  expect(server.requests.map((r) => r.inFlight).sort()).toEqual([1, 2, 3]);
});

async function withRepository<Server extends Awaited<ReturnType<typeof startGitServer>>>(
  server: Server,
): Promise<Server> {
  await server.repository("org/app", { files: { a: "1\n" } });
  return server;
}
