import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ForgeProduct } from "../support/forge/types.ts";
import { plainGit, type RepositoryOptions, temporaryFolder } from "../support/git-server/index.ts";
import {
  type RunReport,
  type RunWorkflow,
  type Site,
  startSite,
  type WorkflowRun,
} from "../support/workflow-runner/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const keepSummary = new URL("keep-summary.mjs", import.meta.url).href;
const standIns = join(root, "test/e2e/stand-ins");

export interface SceneReport extends RunReport {
  /** The Markdown that a job's steps wrote to its summary, by the job's id. */
  readonly summaries: ReadonlyMap<string, string>;
}

/** A site with imgpub's release and what examples use beside it. */
export interface Scene extends AsyncDisposable {
  readonly site: Site;
  /**
   * Runs an example of a README.
   *
   * @param example such as `publish-index/artifacts`, for the file in `actions/publish-index/examples`
   * @param hosts the hosts in it that others take the place of: `ghcr.io` by a registry of the test
   */
  run(
    example: string,
    run: Omit<WorkflowRun, "workflow">,
    hosts?: Readonly<Record<string, string>>,
  ): Promise<SceneReport>;
  /** Runs a workflow of the test's own. */
  runText(workflow: string, run: Omit<WorkflowRun, "workflow">): Promise<SceneReport>;
}

export async function startScene(
  runWorkflow: RunWorkflow,
  options: { readonly product?: ForgeProduct; readonly token?: string } = {},
): Promise<Scene> {
  const site = await startSite(options.product ?? "gitea", options.token);
  try {
    await addAction(site, "org/imgpub", filesBelow(join(root, "dist")));
    await addStandIns(site);
  } catch (error) {
    await site[Symbol.asyncDispose]();
    throw error;
  }
  const runText: Scene["runText"] = async (workflow, run) => {
    await using folder = await temporaryFolder();
    await using artifacts = await temporaryFolder();
    const env = {
      ...run.env,
      STAND_INS: standIns,
      ARTIFACTS: artifacts.path,
      SUMMARIES: folder.path,
      NODE_OPTIONS: `--import=${keepSummary} ${run.env?.NODE_OPTIONS ?? ""}`.trim(),
    };
    const report = await runWorkflow(site, { ...run, workflow, env });
    const summaries = new Map(
      readdirSync(folder.path).map((job) => [job, readFileSync(join(folder.path, job), "utf8")]),
    );
    return { ...report, summaries };
  };
  return {
    site,
    runText,
    async run(example, run, hosts = {}) {
      const [action = "", name = ""] = example.split("/");
      let text = await readFile(join(root, "actions", action, "examples", `${name}.yml`), "utf8");
      for (const [host, other] of Object.entries(hosts)) {
        if (!text.includes(host)) throw new Error(`${example} has no host ${host}`);
        text = text.replaceAll(host, other);
      }
      return await runText(text, run);
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}

/** Makes a repository with tags by which workflows name it. */
export async function addAction(
  site: Site,
  name: string,
  files: RepositoryOptions["files"] & object,
  tags: readonly string[] = ["v1"],
): Promise<void> {
  const repository = await site.git.repository(name, { files });
  for (const tag of tags) await plainGit(["tag", tag, repository.defaultBranch], { cwd: repository.path });
}

/** Every folder `owner/name` as a repository with the tags by which the examples name it. */
async function addStandIns(site: Site): Promise<void> {
  for (const owner of readdirSync(standIns))
    for (const name of readdirSync(join(standIns, owner))) {
      const files = filesBelow(join(standIns, owner, name));
      await addAction(site, `${owner}/${name}`, files, ["v3", "v4", "v5", "v6"]);
    }
}

function filesBelow(folder: string): Record<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}
