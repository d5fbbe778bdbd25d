import { readdirSync, readFileSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { killMarked } from "../../../src/git/kill.ts";
import { temporaryFolder } from "../../support/git-server/index.ts";
import {
  type RunReport,
  type RunWorkflow,
  type Site,
  type SiteOptions,
  startSite,
  type WorkflowRun,
} from "../../support/workflow-runner/index.ts";
import { actionRepositories, standIns } from "./action-repositories.ts";

const keepSummary = new URL("keep-summary.mjs", import.meta.url).href;
/** Where all of this lies: what jobs call is code of it. */
const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
/** Programs that no runner has to have; they keep what they are called with. */
export const programs = fileURLToPath(new URL("../programs", import.meta.url));

export interface SceneReport extends RunReport {
  /** The Markdown that a job's steps wrote to its summary, by the job's id. */
  readonly summaries: ReadonlyMap<string, string>;
  /** What jobs have called of the programs that stand in for others: name and arguments. */
  readonly calls: readonly (readonly string[])[];
}

/** A site with imgpub's release and what examples use beside it. */
export interface Scene extends AsyncDisposable {
  readonly site: Site;
  /** The commit of the release. */
  readonly released: string;
  /**
   * Runs an example of a README.
   *
   * @param example its name, as {@link exampleText} has it
   * @param changes what in it something of the test takes the place of, such as `ghcr.io` a registry
   */
  run(
    example: string,
    run: Omit<WorkflowRun, "workflow">,
    changes?: Readonly<Record<string, string>>,
  ): Promise<SceneReport>;
  /** Runs a workflow of the test's own. */
  runText(workflow: string, run: Omit<WorkflowRun, "workflow">): Promise<SceneReport>;
}

export async function startScene(
  runWorkflow: RunWorkflow,
  options: Partial<SiteOptions> = {},
): Promise<Scene> {
  const site = await startSite({ product: "gitea", programs, ...options });
  let released: string;
  try {
    const actions = await actionRepositories();
    released = actions.released;
    await cp(actions.root, site.git.root, { recursive: true });
  } catch (error) {
    await site[Symbol.asyncDispose]();
    throw error;
  }
  const runText: Scene["runText"] = async (workflow, run) => {
    await using folder = await temporaryFolder();
    await using artifacts = await temporaryFolder();
    await using called = await temporaryFolder();
    const callsFile = join(called.path, "calls");
    await writeFile(callsFile, "");
    const env = {
      ...run.env,
      STAND_INS: standIns,
      ARTIFACTS: artifacts.path,
      SUMMARIES: folder.path,
      CALLS: callsFile,
      NODE_OPTIONS: `--import=${keepSummary} ${run.env?.NODE_OPTIONS ?? ""}`.trim(),
    };
    // A test whose time is up leaves its runner behind, and what that has started.
    onTestFinished(() => killMarked(`SUMMARIES=${folder.path}`));
    const shared = [root, ...[artifacts, folder, called].map(({ path }) => `${path}:rw`)];
    const report = await runWorkflow(site, { ...run, workflow, env, shared });
    const summaries = new Map(
      readdirSync(folder.path).map((job) => [job, readFileSync(join(folder.path, job), "utf8")]),
    );
    const calls = readFileSync(callsFile, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as string[]);
    return { ...report, summaries, calls };
  };
  return {
    site,
    released,
    runText,
    async run(example, run, changes = {}) {
      let text = await exampleText(example);
      for (const [theirs, ours] of Object.entries(changes)) {
        if (!text.includes(theirs)) throw new Error(`${example} has no ${theirs}`);
        text = text.replaceAll(theirs, ours);
      }
      return await runText(text, run);
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}

/** The text of an example of a README, such as `publish-index/artifacts` or `cascade-runtime-version/files/templates`. */
export async function exampleText(example: string): Promise<string> {
  const [action = "", ...name] = example.split("/");
  const file = `../../../actions/${action}/examples/${name.join("/")}.yml`;
  return await readFile(new URL(file, import.meta.url), "utf8");
}
