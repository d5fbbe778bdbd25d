import { manyWorkflows } from "../../lane/many-workflows.ts";
import { type FakeForge, startForge } from "../forge/forge.ts";
import type { ForgeProduct } from "../forge/types.ts";
import { type RunResult, runAction } from "../runner.ts";
import { workspace } from "../workspace.ts";
import { delayMs } from "./publish.ts";

export const products: readonly ForgeProduct[] = ["gitea", "forgejo", "github"];
const token = "token";

const folders: Readonly<Record<ForgeProduct, string>> = {
  gitea: ".gitea/workflows",
  forgejo: ".forgejo/workflows",
  github: ".github/workflows",
};

const release = `on: push
jobs:
  deploy:
    runs-on: publish
    steps:
      - run: make deploy
`;

/** Runs lane-guard from dist/ in a workspace with some files, as in a job on the forge. */
async function guard(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
  nodeArgs: readonly string[] = [],
): Promise<RunResult> {
  const { path: cwd, dispose } = await workspace(files);
  try {
    return await runAction("lane-guard", {
      cwd,
      env: { GITHUB_EVENT_NAME: "push", ...env },
      inputs,
      nodeArgs,
    });
  } finally {
    await dispose();
  }
}

/** The variables of a job on a forge. */
function jobOn({ product }: FakeForge, serverUrl: string): Record<string, string> {
  return {
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_API_URL: `${serverUrl}${product === "github" ? "/api/v3" : "/api/v1"}`,
    GITHUB_REPOSITORY: "org/app",
    ...(product !== "github" && { GITEA_ACTIONS: "true" }),
    ...(product === "forgejo" && { FORGEJO_ACTIONS: "true" }),
  };
}

/** Judges one lane job by the runners of a forge, and expects it to be served. */
async function judge(forge: FakeForge, serverUrl: string): Promise<RunResult> {
  const files = { [`${folders[forge.product]}/release.yml`]: release };
  const run = await guard(files, jobOn(forge, serverUrl), { token });
  if (run.outputs.status !== "ok") throw new Error(`the lane is not served\n${run.stdout}${run.stderr}`);
  return run;
}

async function withRunners<T>(
  product: ForgeProduct,
  runners: Readonly<Record<string, number>>,
  work: (forge: FakeForge, serverUrl: string) => Promise<T>,
): Promise<T> {
  await using running = await startForge({ product, token });
  const { forge, serverUrl } = running;
  forge.repository("org/app");
  forge.runners.allow(token, product === "github" ? "owner" : "admin");
  for (const [at, count] of Object.entries(runners))
    for (let n = 0; n < count; n++) forge.runners.add({ at, labels: ["linux"] });
  forge.runners.add({ at: "org/app", labels: ["publish"] });
  return await work(forge, serverUrl);
}

/** Requests to judge a lane by three scopes with fewer than 50 runners each. */
export async function threeScopes(product: ForgeProduct): Promise<number> {
  return withRunners(product, { "org/app": 15, org: 15, instance: 15 }, async (forge, serverUrl) => {
    await judge(forge, serverUrl);
    return forge.log.length;
  });
}

/**
 * Requests to watch a repository of which 49 jobs wait for a lane that is busy, with the runner in one of its scopes, as a
 * site administrator.
 *
 * @param owner what owns the repository
 */
export async function watched(product: ForgeProduct, owner: "organisation" | "user"): Promise<number> {
  let most = 0;
  for (const at of ["org/app", "org", "instance"]) {
    await using running = await startForge({ product, token });
    const { forge, serverUrl } = running;
    forge.repository("org/app");
    if (owner === "user") forge.runners.users.add("org");
    forge.runners.allow(token, "admin");
    forge.runners.add({ at, labels: ["publish"], states: ["active"] });
    for (let n = 0; n < 49; n++) forge.jobs.add({ labels: ["publish"] });
    const inputs = { token, mode: "watch", "trust-instance-runners": "true" };
    const run = await guard({}, jobOn(forge, serverUrl), inputs);
    if (run.outputs.status !== "busy") throw new Error(`the lane is not busy\n${run.stdout}${run.stderr}`);
    most = Math.max(most, forge.log.length);
  }
  return most;
}

export interface ThousandRunners {
  readonly requests: number;
  /** How often it waited for answers to what it had asked for. */
  readonly roundTrips: number;
  readonly seconds: number;
}

/** 1,000 runners of one scope, and 40 ms before any request is answered. */
export async function thousandRunners(product: ForgeProduct): Promise<ThousandRunners> {
  return withRunners(product, { "org/app": 999 }, async (forge, serverUrl) => {
    forge.quiet = delayMs;
    const { seconds } = await judge(forge, serverUrl);
    return {
      requests: forge.log.length,
      roundTrips: forge.roundTrips,
      seconds,
    };
  });
}

/** What 300 workflows take more than one, in seconds. */
export interface ManyFiles {
  readonly elapsed: number;
  /** Of all its threads, so that it is not less than what it would take on a machine with nothing else to do. */
  readonly processor: number;
}

const tellProcessorTime = encodeURIComponent(
  "process.on('exit',()=>{const{userCPUTime:u,systemCPUTime:s}=process.resourceUsage();console.error((u+s)/1e6)})",
);

/** Parses and judges 300 workflows, and one: the median difference of some turns of both. */
export async function manyFiles(turns = 5): Promise<ManyFiles> {
  const files = Object.fromEntries(manyWorkflows(300).map(({ path, text }) => [path, text]));
  const one = { ".github/workflows/release.yml": release };
  const measure = async (some: Readonly<Record<string, string>>, jobs: number): Promise<ManyFiles> => {
    const nodeArgs = ["--import", `data:text/javascript,${tellProcessorTime}`];
    const run = await guard(some, {}, { mode: "static" }, nodeArgs);
    const found = JSON.parse(run.outputs.json ?? "{}") as { jobs?: unknown[] };
    if (found.jobs?.length !== jobs) throw new Error(`not ${jobs} lane jobs\n${run.stdout}${run.stderr}`);
    return { elapsed: run.seconds, processor: Number(run.stderr) };
  };
  const over: ManyFiles[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const [most, least] = [await measure(files, 90), await measure(one, 1)];
    over.push({ elapsed: most.elapsed - least.elapsed, processor: most.processor - least.processor });
  }
  const median = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(turns / 2)] ?? Number.NaN;
  return {
    elapsed: median(over.map(({ elapsed }) => elapsed)),
    processor: median(over.map(({ processor }) => processor)),
  };
}
