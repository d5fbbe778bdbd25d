import { readdirSync, readFileSync, rmSync } from "node:fs";
import { cp, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { release } from "../../scripts/release/release.ts";
import type { ForgeProduct } from "../support/forge/types.ts";
import { plainGit, Repository, temporaryFolder } from "../support/git-server/index.ts";
import { scratchRepository } from "../support/scratch-repository.ts";
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
  options: { readonly product?: ForgeProduct; readonly token?: string } = {},
): Promise<Scene> {
  const site = await startSite(options.product ?? "gitea", options.token);
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
    const env = {
      ...run.env,
      STAND_INS: standIns,
      ARTIFACTS: artifacts.path,
      SUMMARIES: folder.path,
      NODE_OPTIONS: `--import=${keepSummary}`,
    };
    const report = await runWorkflow(site, { ...run, workflow, env });
    const summaries = new Map(
      readdirSync(folder.path).map((job) => [job, readFileSync(join(folder.path, job), "utf8")]),
    );
    return { ...report, summaries };
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

interface Actions {
  /** The folder of bare repositories, `owner/name.git`. */
  readonly root: string;
  readonly released: string;
}

let made: Promise<Actions> | undefined;

/** The repositories of all actions, made once for the tests of a file. */
function actionRepositories(): Promise<Actions> {
  made ??= makeActions();
  return made;
}

async function makeActions(): Promise<Actions> {
  const root = await mkdtemp(join(tmpdir(), "imgpub-actions-"));
  process.once("exit", () => rmSync(root, { recursive: true, force: true }));
  const released = await publishRelease(join(root, "org/imgpub.git"));
  for (const owner of readdirSync(standIns))
    for (const name of readdirSync(join(standIns, owner)))
      await addStandIn(join(standIns, owner, name), join(root, owner, `${name}.git`));
  return { root, released };
}

/** A real release of the work tree as it is, with its tags `v1` and `v1.0.0`. */
async function publishRelease(remote: string): Promise<string> {
  await plainGit(["init", "--quiet", "--bare", "--initial-branch=main", remote]);
  await using scratch = await scratchRepository("1.0.0", remote);
  // That dist/ is what the source builds is for `npm run check` to see.
  const { commit } = await release({ folder: scratch.path, version: "1.0.0", staleDist: () => [] });
  return commit;
}

/** A folder as a repository with the tags by which examples may name it. */
async function addStandIn(folder: string, remote: string): Promise<void> {
  const files = filesBelow(folder);
  const repository = await Repository.create(folder, remote, { files });
  for (const tag of ["v3", "v4", "v5", "v6"])
    await plainGit(["tag", tag, repository.defaultBranch], { cwd: remote });
}

function filesBelow(folder: string): Record<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

/** The text of an example of a README, such as `publish-index/artifacts`. */
export async function exampleText(example: string): Promise<string> {
  const [action = "", name = ""] = example.split("/");
  return await readFile(join(root, "actions", action, "examples", `${name}.yml`), "utf8");
}
