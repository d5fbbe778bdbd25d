import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type FakeForge, forgeHandler } from "../forge/forge.ts";
import type { ForgeProduct, ForgeRecord } from "../forge/types.ts";
import { type GitServer, type Repository, startGitServer, temporaryFolder } from "../git-server/index.ts";
import { type GitWrapper, wrapGit } from "../git-wrapper.ts";
import { type RunOptions, type RunResult, runAction } from "../runner.ts";

/** A server to cascade on, and how commits are made there. */
export interface CascadeServer extends AsyncDisposable {
  readonly server: GitServer;
  readonly through: "git" | "api";
  /** The waves of its cascades; none by default. */
  readonly waves: string | undefined;
  /** The API, where commits are made by it, or builds are waited for. */
  readonly forge: FakeForge | undefined;
  /** Requests to APIs that it has not. */
  strays(): number;
  /** The name of the author of what is made. */
  readonly author: string;
}

export interface CascadeServerOptions {
  /** Waves, in which git pushes the commits and the API tells of their builds, each of which succeeds. */
  readonly waves?: string;
}

/** @param product whose API makes the commits; git pushes them unless given */
export async function startCascadeServer(
  product?: ForgeProduct,
  { waves }: CascadeServerOptions = {},
): Promise<CascadeServer> {
  const token = randomBytes(20).toString("hex");
  const gitRepository = (name: string) => server.repositories.get(name);
  const onRequest = (request: ForgeRecord, known: FakeForge) => startBuild(request, known, gitRepository);
  const forge =
    product && forgeHandler({ product, token, gitRepository, ...(waves !== undefined && { onRequest }) });
  let strays = 0;
  const server: GitServer = await startGitServer({
    token,
    ...(forge && {
      also: (incoming, response) => {
        if (forge.handle(incoming, response)) return true;
        if (!incoming.url?.startsWith("/api/")) return false;
        strays++;
        response.writeHead(404, { "content-type": "text/html" }).end("<html>no such page</html>");
        return true;
      },
    }),
  });
  return {
    server,
    through: forge && waves === undefined ? "api" : "git",
    waves,
    forge,
    strays: () => strays,
    // GitHub makes the token's user the author.
    author: product === "github" && waves === undefined ? "cascade-bot" : "imgpub",
    async [Symbol.asyncDispose]() {
      forge?.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Every commit that was pushed on top of the first has been built by the time that somebody asks. */
async function startBuild(
  { path: route }: ForgeRecord,
  forge: FakeForge,
  gitRepository: (name: string) => Repository | undefined,
): Promise<void> {
  const [, name = ""] = /^\/repos\/([^/]+\/[^/]+)\/actions\/runs$/.exec(route) ?? [];
  const commits = (await gitRepository(name)?.log()) ?? [];
  const { runs } = forge.repository(name);
  for (const { sha } of commits.slice(0, -1))
    if (!runs.some((run) => run.sha === sha)) forge.repository(name).addRun({ sha });
}

/** A moment of a cascade: at one of its git commands, or one of its requests. */
export interface Interruption {
  readonly of: "command" | "request";
  /** From 1. */
  readonly at: number;
  /** Before it starts or is handled, or after it ended or was handled. */
  readonly moment: "before" | "after";
}

/** Three templates of an owner, one of which somebody else pushes to while the version is being pushed. */
export interface Templates {
  readonly names: readonly string[];
  readonly repositories: readonly Repository[];
}

const path = ".runtime-version";
const version = "1.1.0";
const workflow = `on: push\njobs:\n  build:\n    steps:\n      - run: cat ${path}\n`;
const other = { file: "other.txt", message: "Somebody else's\n" };
/** Every back-off is nothing. */
const nodeArgs = ["--import", "data:text/javascript,Math.random=()=>0"];

/** Makes the templates: two that hold older versions, one without the file. */
export async function makeTemplates({ server, forge }: CascadeServer, owner: string): Promise<Templates> {
  const held: Record<string, string | undefined> = { first: "1.0.0\n", raced: "1.0.1\n", last: undefined };
  const repositories = Object.entries(held).map(([name, content]) =>
    server.repository(`${owner}/${name}`, {
      files: {
        ".github/workflows/publish-image.yml": workflow,
        "src/app.txt": "its own\n",
        ...(content !== undefined && { [path]: content }),
      },
    }),
  );
  const names = Object.keys(held).map((name) => `${owner}/${name}`);
  for (const name of names) forge?.repository(name);
  return { names, repositories: await Promise.all(repositories) };
}

/** Requests and git commands of a whole cascade over three such templates. */
export async function wholeCascade(at: CascadeServer): Promise<{ requests: number; commands: string[] }> {
  const templates = await makeTemplates(at, "whole");
  await using git = await wrapGit();
  await using temp = await temporaryFolder();
  let requests = 0;
  const raced = race(templates);
  around(at, async (request, next) => {
    requests++;
    await raced(request);
    return next();
  });
  const run = await cascade(at, templates.names, git, { RUNNER_TEMP: temp.path });
  if (run.exitCode !== 0) throw new Error(run.stdout);
  clear(at);
  return { requests, commands: await git.commands() };
}

/**
 * Kills a cascade over new templates of `owner` with SIGKILL, looks at what is left, and runs it again.
 *
 * @returns what is wrong, a sentence each
 */
export async function interruptCascade(
  on: CascadeServer,
  templates: Templates,
  { of, at, moment }: Interruption,
): Promise<string[]> {
  await using git = await wrapGit(of === "command" ? { at, moment } : undefined);
  await using temp = await temporaryFolder();
  const env = { RUNNER_TEMP: temp.path };
  let child: Parameters<NonNullable<RunOptions["onSpawn"]>>[0] | undefined;
  const kill = async () => {
    if (!child) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  const raced = race(templates);
  let requests = 0;
  around(on, async (request, next) => {
    await raced(request);
    requests++;
    const isHere = of === "request" && requests === at;
    if (isHere && moment === "before") await kill();
    const outcome = await next();
    if (isHere && moment === "after") await kill();
    return outcome;
  });
  const interrupted = await cascade(on, templates.names, git, env, (spawned) => {
    child = spawned;
  });
  const problems = interrupted.signal === "SIGKILL" ? [] : ["it was not killed"];
  const left = await git.ended();
  if (left.length > 0) problems.push(`${left.length} processes were left behind`);
  await on.server.settled();
  for (const repository of templates.repositories)
    problems.push(...(await wrongIn(repository, templates, on)).map((wrong) => `after the kill: ${wrong}`));

  const again = await cascade(on, templates.names, git, env);
  clear(on);
  if (again.exitCode !== 0) problems.push(`the run after it ended with ${again.exitCode}: ${again.stdout}`);
  for (const repository of templates.repositories)
    problems.push(...(await wrongIn(repository, templates, on, 1)));
  return problems;
}

/**
 * Kills a cascade whose git waits for a server that never answers.
 *
 * @returns the processes that were left at once, and those that remain although their transfer has stalled for a second
 */
export async function killWhileSilent(on: CascadeServer): Promise<{ left: number; remain: number }> {
  const templates = await makeTemplates(on, "silent");
  await using git = await wrapGit();
  await using temp = await temporaryFolder();
  const env = { RUNNER_TEMP: temp.path, GIT_HTTP_LOW_SPEED_TIME: "1" };
  await cascade(on, templates.names, git, env, (child) => {
    const kill = () => {
      child.kill("SIGKILL");
      return "hang" as const;
    };
    on.server.faults.add({ match: { phase: "rpc" }, act: { name: "kill and hang", run: kill } });
  });
  const left = (await git.processes()).length;
  return { left, remain: (await git.ended()).length };
}

/** Runs a cascade once more over templates that all have the version; returns what is wrong. */
export async function cascadeAgain(on: CascadeServer, templates: readonly Templates[]): Promise<string[]> {
  await using git = await wrapGit();
  await using temp = await temporaryFolder();
  const names = templates.flatMap((three) => three.names);
  on.server.clearRequests();
  const asked = on.forge?.log.length;
  const run = await cascade(on, names, git, { RUNNER_TEMP: temp.path });
  const problems =
    run.outputs.unchanged === names.join("\n") ? [] : [`not all were unchanged: ${run.stdout}`];
  if (on.server.requests.some(({ service }) => service === "receive-pack")) problems.push("it pushed");
  if (on.forge?.log.slice(asked).some(isCommit)) problems.push("it committed");
  return problems;
}

/**
 * What is wrong with a template's history: it has the first commit, somebody else's and `ours`, the last two in any
 * order and one after the other, or in the midst of it perhaps not yet.
 */
async function wrongIn(
  repository: Repository,
  { repositories }: Templates,
  { author }: CascadeServer,
  ours?: 1,
): Promise<string[]> {
  const log = await repository.log();
  const made = log.filter((entry) => entry.author.name === author);
  const others = log.filter(({ message }) => message === other.message);
  const wrong: string[] = [];
  const expect = (right: boolean, what: string) => {
    if (!right) wrong.push(`${repository.name}: ${what}`);
  };
  expect(made.length === 1 || (ours === undefined && made.length === 0), `${made.length} commits of ours`);
  const isRaced = repository === repositories[1];
  expect(others.length === 1 || !isRaced || ours === undefined, `${others.length} commits of somebody else`);
  expect(log.at(-1)?.message === "First commit\n", "its first commit is gone");
  expect(log.length === 1 + made.length + others.length, `${log.length} commits in all`);
  expect(
    log.every(({ parents }, at) => parents.join() === (log[at + 1]?.sha ?? "")),
    "its history is not a line",
  );
  for (const { files } of made) expect(files.join() === path, `a commit of ours changes ${files}`);
  if (ours === undefined) return wrong;
  const held = (await repository.read(path))?.toString();
  expect(held === `${version}\n`, `it holds ${JSON.stringify(held)}`);
  expect((await repository.read("src/app.txt"))?.toString() === "its own\n", "another file has changed");
  expect(!isRaced || (await repository.read(other.file)) !== undefined, "somebody else's file is gone");
  return wrong;
}

/** A request to git or to the API, as far as it matters here. */
interface Request {
  readonly repository: string | undefined;
  /** Whether it makes or pushes a commit. */
  readonly isWrite: boolean;
}

/** Whether a request to the API is for a commit. */
const isCommit = ({ method, path: route }: ForgeRecord) =>
  route === "/graphql" || (/^(?:PUT|POST)$/.test(method) && route.includes("/contents/"));

/** Has all requests go through `handle`. */
function around(
  { server, forge }: CascadeServer,
  handle: <T>(request: Request, next: () => T | Promise<T>) => Promise<T>,
): void {
  server.faults.add({
    times: Number.POSITIVE_INFINITY,
    act: {
      name: "around",
      run: ({ repository, service, phase }, next) =>
        handle({ repository, isWrite: service === "receive-pack" && phase === "rpc" }, next),
    },
  });
  forge?.faults.add({
    times: Number.POSITIVE_INFINITY,
    act: (request, next) => handle({ repository: repositoryOf(request), isWrite: isCommit(request) }, next),
  });
}

function clear({ server, forge }: CascadeServer): void {
  server.faults.clear();
  forge?.faults.clear();
}

function repositoryOf({ path: route, body }: ForgeRecord): string | undefined {
  const [, name] = /^\/repos\/([^/]+\/[^/]+)\//.exec(route) ?? [];
  return name ?? /"repositoryNameWithOwner":"([^"]+)"/.exec(JSON.stringify(body) ?? "")?.[1];
}

/** Somebody else pushes to the second template when the first commit for it arrives. */
function race({ names, repositories }: Templates): (request: Request) => Promise<void> {
  let raced = false;
  return async ({ repository, isWrite }) => {
    if (raced || !isWrite || repository !== names[1]) return;
    raced = true;
    await repositories[1]?.commit({ [other.file]: "theirs\n" }, { message: other.message });
  };
}

function cascade(
  { server, through, waves }: CascadeServer,
  templates: readonly string[],
  git: GitWrapper,
  env: Record<string, string>,
  onSpawn?: NonNullable<RunOptions["onSpawn"]>,
): Promise<RunResult> {
  return runAction("cascade-runtime-version", {
    inputs: {
      version,
      templates: templates.join("\n"),
      token: server.token,
      "server-url": server.url,
      "commit-through": through,
      ...(waves !== undefined && { waves }),
      // One after the other, so that every run of the same cascade has the same commands in the same order.
      concurrency: "1",
    },
    env: { PATH: git.path, ...env },
    nodeArgs,
    ...(onSpawn && { onSpawn }),
  });
}
