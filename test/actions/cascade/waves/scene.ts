import { randomBytes } from "node:crypto";
import { type FakeForge, forgeHandler } from "../../../support/forge/forge.ts";
import type { ForgeProduct, ForgeRecord, JobStatus } from "../../../support/forge/types.ts";
import {
  type GitServer,
  type Repository,
  startGitServer,
  withoutApi,
} from "../../../support/git-server/index.ts";
import type { RunResult } from "../../../support/runner.ts";
import { stillClock } from "../../step.ts";
import { type CascadeInputs, type CascadeOptions, cascade, reportsOf, template } from "../cascade.ts";

/** What a commit's build comes to, one poll after another; `none` for one that never begins. */
export type Build = readonly JobStatus[] | "none";

export interface SceneOptions {
  readonly product?: ForgeProduct;
  readonly version?: string;
  /** The builds of a template's commits, from its second commit on; each of those after them succeeds. */
  readonly builds?: Readonly<Record<string, readonly Build[]>>;
}

/** A forge with templates whose pushes start builds. */
export interface Scene extends AsyncDisposable {
  readonly server: GitServer;
  readonly forge: FakeForge;
  readonly names: readonly string[];
  git(name: string): Repository;
  /** Brings 1.1.0 into all templates in waves; what is slept takes no time. */
  run(inputs?: CascadeInputs, options?: CascadeOptions): Promise<RunResult>;
}

/** @param short names of templates, all of `org` */
export async function startScene(
  short: readonly string[],
  { product = "gitea", version, builds = {} }: SceneOptions = {},
): Promise<Scene> {
  const token = randomBytes(20).toString("hex");
  const repositories = new Map<string, Repository>();
  const onRequest = async ({ path }: ForgeRecord) => {
    const [, name = ""] = /^\/repos\/(org\/[^/]+)\/(?:actions|commits)\//.exec(path) ?? [];
    const git = repositories.get(name);
    if (git) await startBuilds(git, forge, builds[name.slice(4)] ?? []);
  };
  const gitRepository = (name: string) => server.repositories.get(name);
  const forge: FakeForge = forgeHandler({
    token,
    product,
    gitRepository,
    onRequest,
    ...(version !== undefined && { version }),
  });
  const server: GitServer = await startGitServer({
    token,
    also: (incoming, response) => forge.handle(incoming, response) || withoutApi(incoming, response),
  });
  const names = short.map((name) => `org/${name}`);
  const workflowAt = `.${product === "github" ? "github" : "gitea"}/workflows/publish-image.yml`;
  for (const name of names) {
    repositories.set(name, await template(server, name, { workflowAt }));
    forge.repository(name);
  }
  const git = (name: string) => {
    const found = repositories.get(`org/${name}`);
    if (!found) throw new Error(`no template ${name}`);
    return found;
  };
  return {
    server,
    forge,
    names,
    git,
    run: (inputs = {}, options = {}) =>
      cascade(
        server,
        { waves: "1, 25%, 100%", templates: names.join("\n"), ...inputs },
        { ...stillClock, ...options },
      ),
    async [Symbol.asyncDispose]() {
      forge.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** A forge makes the run of what was pushed while it takes the push; here, before anybody can ask for it. */
async function startBuilds(git: Repository, forge: FakeForge, builds: readonly Build[]): Promise<void> {
  const commits = (await git.log()).reverse().slice(1);
  const known = forge.repository(git.name);
  for (const [at, { sha }] of commits.entries()) {
    const build = builds[at] ?? ["success"];
    if (build !== "none" && !known.runs.some((run) => run.sha === sha))
      known.addRun({ sha, states: [...build] });
  }
}

/** How templates ended, as `state` with the wave and the run where there are such. */
export function statesOf(run: RunResult): Record<string, string> {
  return Object.fromEntries(
    reportsOf(run).map(({ template: name, state, wave, run: build }) => [
      name.slice(4),
      [state, ...(wave === null ? [] : [`wave ${wave}`]), ...(build === null ? [] : [build.state])].join(
        ", ",
      ),
    ]),
  );
}

/** How many commits a template has got. */
export async function commitsOf(scene: Scene, name: string): Promise<number> {
  return (await scene.git(name).log()).length - 1;
}

/** The commit of a template's branch whose build is rerun. */
export function rerun(scene: Scene, name: string, ...states: JobStatus[]): void {
  const run = scene.forge.repository(`org/${name}`).runs.at(-1);
  run?.states.splice(0, Infinity, ...states);
}
