import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { type FakeForge, forgeHandler } from "../forge/forge.ts";
import type { ForgeProduct } from "../forge/types.ts";
import {
  type BigRepositoryOptions,
  bigRepository,
  clone,
  type GitServer,
  isolatedEnvironment,
  type RequestRecord,
  startGitServer,
  temporaryFolder,
} from "../git-server/index.ts";
import { wrapGit } from "../git-wrapper.ts";
import { type RunResult, runAction } from "../runner.ts";
import { startCascadeServer } from "./interrupted-cascade.ts";
import { delayMs } from "./publish.ts";

const path = ".runtime-version";
const older = "1.0.0";
const version = "1.1.0";

/** The files of a template that is wired; `mark` makes its workflow's text its own. */
function templateFiles(held = older, mark = ""): Record<string, string> {
  const workflow = `# ${mark}\non: push\njobs:\n  build:\n    steps:\n      - run: cat ${path}\n`;
  return { ".github/workflows/publish-image.yml": workflow, [path]: `${held}\n` };
}

/** Runs cascade-runtime-version from dist/ on templates that it updates or that have the version. */
async function cascade(
  server: GitServer,
  templates: readonly string[],
  inputs: { readonly concurrency?: string; readonly "commit-through"?: "git" | "api" } = {},
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const run = await runAction("cascade-runtime-version", {
    inputs: {
      version,
      templates: templates.join("\n"),
      token: server.token,
      "server-url": server.url,
      ...inputs,
    },
    env,
  });
  const { updated = "", unchanged = "", failed = "" } = run.outputs;
  const done = [updated, unchanged].flatMap((lines) => lines.split("\n")).filter((line) => line !== "");
  if (run.exitCode !== 0 || done.length !== templates.length)
    throw new Error(`cascade-runtime-version failed for ${failed}\n${run.stdout}${run.stderr}`);
  return run;
}

function fetchedBytes({ requests }: GitServer): number {
  return requests.reduce((sum, { responseBytes }) => sum + responseBytes, 0);
}

/** Bytes of bodies that a server sent. */
export interface Fetched {
  readonly cascade: number;
  readonly clone: number;
}

/** A template with so much history and such large files: updated by a cascade, and cloned as a whole. */
export async function bigTemplate(options: BigRepositoryOptions = {}): Promise<Fetched> {
  await using server = await startGitServer();
  const files = { ...templateFiles(), ...options.files };
  const { name } = await bigRepository(server, "org/big", { ...options, files });
  server.clearRequests();
  await cascade(server, [name]);
  const fetched = fetchedBytes(server);
  server.clearRequests();
  await using _ = await clone(server, name, "--bare");
  return { cascade: fetched, clone: fetchedBytes(server) };
}

/** 2,000 small files in 200 folders: a tree each, which no filter leaves out. */
export function manyFolders(): Record<string, string> {
  const names = Array.from({ length: 2_000 }, (_, n) => `modules/part-${n % 200}/file-${n}.txt`);
  return Object.fromEntries(names.map((name) => [name, `the text of ${name}\n`]));
}

/** What one template costs. */
export interface TemplateCost {
  readonly requests: number;
  /** git commands, without the two with which every run begins. */
  readonly commands: number;
}

/** A request of a cascade, to git or to the API. */
export interface SiteRequest
  extends Pick<RequestRecord, "repository" | "service" | "phase" | "started" | "ended"> {
  /** Whether the API got it, and not git. */
  readonly isApi: boolean;
}

/** A Gitea, with git and an API that count together. */
interface Site extends AsyncDisposable {
  readonly server: GitServer;
  /** Makes a repository for both. */
  repository(name: string, files: Readonly<Record<string, string>>): Promise<void>;
  /** The variables of a job on it. */
  readonly env: Readonly<Record<string, string>>;
  /** The requests since the last {@link clear}. */
  requests(): SiteRequest[];
  clear(): void;
}

/** @param latencyMs on every request, also of the API */
async function startSite(latencyMs = 0): Promise<Site> {
  const token = randomBytes(20).toString("hex");
  const forge = forgeHandler({ product: "gitea", token });
  forge.latency = latencyMs;
  const asked: SiteRequest[] = [];
  const also = (incoming: IncomingMessage, response: ServerResponse) =>
    answerBy(forge, asked, incoming, response);
  const server = await startGitServer({ token, latencyMs, also });
  return {
    server,
    env: { GITEA_ACTIONS: "true", GITHUB_SERVER_URL: server.url, GITHUB_API_URL: `${server.url}/api/v1` },
    async repository(name, files) {
      await server.repository(name, { files });
      forge.repository(name);
    },
    requests: () => [...server.requests.map((request) => ({ ...request, isApi: false })), ...asked],
    clear() {
      server.clearRequests();
      asked.length = 0;
    },
    async [Symbol.asyncDispose]() {
      forge.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const ofApi = { service: undefined, phase: "other", isApi: true } as const;

/** Lets the API answer what is meant for it, and keeps it in mind. */
function answerBy(
  forge: FakeForge,
  asked: SiteRequest[],
  incoming: IncomingMessage,
  response: ServerResponse,
): boolean {
  const started = performance.now();
  const [, repository] = /\/repos\/([^/]+\/[^/?]+)/.exec(incoming.url ?? "") ?? [];
  if (!forge.handle(incoming, response)) return false;
  response.on("finish", () => asked.push({ ...ofApi, repository, started, ended: performance.now() }));
  return true;
}

/** One template by itself: updated, which asks the API whether it takes pushes, and then found with the version. */
export async function oneTemplate(): Promise<Record<"updated" | "unchanged", TemplateCost>> {
  await using site = await startSite();
  const name = "org/app";
  await site.repository(name, templateFiles());
  const measure = async (state: "updated" | "unchanged"): Promise<TemplateCost> => {
    await using git = await wrapGit();
    site.clear();
    const { outputs } = await cascade(site.server, [name], {}, { ...site.env, PATH: git.path });
    if (outputs[state] !== name) throw new Error(`${name} was not ${state}`);
    const commands = await git.commands();
    const atStart = commands.filter((command) => /^(--version|config )/.test(command));
    return { requests: site.requests().length, commands: commands.length - atStart.length };
  };
  return { updated: await measure("updated"), unchanged: await measure("unchanged") };
}

/** Requests of one template whose commit a forge's API makes: updated, and then found with the version. */
export async function oneTemplateByApi(
  product: ForgeProduct,
  env: (url: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Record<"updated" | "unchanged", number>> {
  await using at = await startCascadeServer(product);
  const { server, forge } = at;
  const { name } = await server.repository("org/app", { files: templateFiles() });
  forge?.repository(name);
  const all = () => server.requests.length + (forge?.log.length ?? 0) + at.strays();
  const measure = async (state: "updated" | "unchanged"): Promise<number> => {
    const before = all();
    const { outputs } = await cascade(server, [name], { "commit-through": "api" }, env(server.url));
    if (outputs[state] !== name) throw new Error(`${name} was not ${state}`);
    return all() - before;
  };
  return { updated: await measure("updated"), unchanged: await measure("unchanged") };
}

export interface AgainstScript {
  readonly templates: number;
  readonly concurrency: number;
  readonly cascade: { readonly requests: number; readonly roundTrips: number; readonly seconds: number };
  readonly script: { readonly requests: number; readonly roundTrips: number; readonly seconds: number };
}

/**
 * 20 templates, 8 at a time, 40 ms on every request: a cascade, and the plain script.
 *
 * @param own whether each template has a workflow and an older version of its own; otherwise all hold the same, as they
 * mostly do, and what was read of one is known of the others
 */
export async function againstScript({ own }: { readonly own: boolean }): Promise<AgainstScript> {
  const templates = 20;
  const concurrency = 8;
  await using site = await startSite(delayMs);
  const { server } = site;
  const make = async (owner: string): Promise<string[]> => {
    const names = Array.from({ length: templates }, (_, n) => `${owner}/template-${n}`);
    for (const [n, name] of names.entries())
      await site.repository(name, own ? templateFiles(`1.0.${n}`, name) : templateFiles());
    return names;
  };
  const [ours, plain] = [await make("ours"), await make("plain")];

  site.clear();
  const { seconds } = await cascade(server, ours, { concurrency: String(concurrency) }, site.env);
  const requests = site.requests();

  site.clear();
  const started = performance.now();
  await runScript(server, plain);
  const scriptSeconds = (performance.now() - started) / 1_000;
  for (const name of [...ours, ...plain])
    if ((await server.repositories.get(name)?.read(path))?.toString() !== `${version}\n`)
      throw new Error(`${name} was not updated`);
  return {
    templates,
    concurrency,
    cascade: { requests: requests.length, roundTrips: criticalPath(requests, concurrency), seconds },
    script: {
      requests: site.requests().length,
      roundTrips: criticalPath(site.requests(), 1),
      seconds: scriptSeconds,
    },
  };
}

/**
 * Round trips on the critical path of work on templates, so many at a time, from the server's log.
 *
 * The requests to git for one template come one after the other. The one to the API comes while contents are fetched,
 * which test/actions/cascade/forge/read-only.test.ts has the server wait for, or by itself where they are known. Each of the places works on one template after the
 * other, in the order in which they were begun. So the critical path is that of the place which has the most requests,
 * when every request takes the same time: that a loaded machine hands out the places a little otherwise counts for
 * nothing. The log must bear it out that there were never more templates at a time than places.
 *
 * @throws Error when the log shows otherwise: requests for a template at the same time, or too many templates
 */
export function criticalPath(requests: readonly SiteRequest[], places: number): number {
  const templates = [...Map.groupBy(requests, ({ repository }) => repository).values()].map((all) => {
    const own = all.filter(({ isApi }) => !isApi);
    for (const [at, { started }] of own.entries())
      if (started < (own[at - 1]?.ended ?? 0)) throw new Error("requests for a template overlap");
    const fetches = own.filter(({ service, phase }) => service === "upload-pack" && phase === "refs").length;
    const steps = own.length + (fetches > 1 ? 0 : all.length - own.length);
    return { start: own[0]?.started ?? 0, end: own.at(-1)?.ended ?? 0, requests: steps };
  });
  const busy = Array.from({ length: places }, () => 0);
  for (const { start, requests: own } of templates.toSorted((a, b) => a.start - b.start)) {
    if (templates.filter((other) => other.start <= start && other.end > start).length > places)
      throw new Error(`more than ${places} templates at a time`);
    const free = busy.indexOf(Math.min(...busy));
    busy[free] = (busy[free] ?? 0) + own;
  }
  return Math.max(...busy);
}

/** What people write: one template after the other, a whole clone, the token in the URL. */
const script = `
set -e
for template in $TEMPLATES; do
  git clone --quiet "http://x-access-token:$TOKEN@$HOST/$template.git" work
  cd work
  echo "$VERSION" > ${path}
  git add ${path}
  git commit --quiet -m "chore: pin runtime to $VERSION"
  git push --quiet
  cd ..
  rm -rf work
done
`;

async function runScript(server: GitServer, templates: readonly string[]): Promise<void> {
  await using folder = await temporaryFolder();
  const env = {
    ...isolatedEnvironment(),
    TEMPLATES: templates.join(" "),
    TOKEN: server.token,
    HOST: new URL(server.url).host,
    VERSION: version,
  };
  await promisify(execFile)("sh", ["-c", script], { cwd: folder.path, env });
}
