import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type FakeForge, forgeHandler } from "../../test/support/forge/forge.ts";
import type { JobStatus } from "../../test/support/forge/types.ts";
import {
  faults,
  type GitServer,
  type Repository,
  startGitServer,
} from "../../test/support/git-server/index.ts";
import { type RunResult, runAction } from "../../test/support/runner.ts";
import { heading, say, show } from "./output.ts";

const version = "1.5.0";
const file = ".runtime-version";
const workflow = `on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: docker build --build-arg "RUNTIME=$(cat ${file})" .
`;
const names = ["web", "worker", "jobs", "notebook"].map((name) => `templates/${name}`);
const broken = "templates/worker";

/** Four templates on a forge, a roll-out in waves that a failed build stops, and another run once it was rerun. */
export async function waves(): Promise<void> {
  await using site = await startSite();
  const { server, forge, templates } = site;
  heading("Git server with the API of Gitea, imitated");
  say(
    `${server.url}; ${names.length} templates hold 1.4.2, and the build of ${broken} fails with ${version}`,
  );

  heading(`Run cascade-runtime-version for ${version} with waves: 1, 50%, 100%`);
  const first = await run(server);
  show(first, `${broken} cannot be built with ${version}, so two others were left alone`);
  assert.deepEqual(statesOf(first), [
    "updated in wave 1, success",
    "updated in wave 2, failure",
    "held in wave 3, no build",
    "held in wave 3, no build",
  ]);
  assert.equal(first.outputs.held, "templates/jobs\ntemplates/notebook");
  assert.deepEqual(await versionsIn(templates), [version, version, "1.4.2", "1.4.2"]);
  say(`✓ two templates hold ${version}, two hold 1.4.2 as before`);

  heading(`Rerun the build of ${broken} with success, and run the same again`);
  forge.repository(broken).runs[0]?.states.splice(0, 1, "success");
  const second = await run(server);
  show(second);
  assert.deepEqual(statesOf(second), [
    "unchanged in wave 1, success",
    "unchanged in wave 2, success",
    "updated in wave 3, success",
    "updated in wave 3, success",
  ]);
  assert.deepEqual(
    await versionsIn(templates),
    names.map(() => version),
  );
  for (const template of templates) assert.equal((await template.log()).length, 2);
  say(`✓ all templates hold ${version}, by one new commit each`);
}

interface Site extends AsyncDisposable {
  readonly server: GitServer;
  readonly forge: FakeForge;
  readonly templates: readonly Repository[];
}

/** A forge with four templates, of which the build of one fails with the version. */
export async function startSite(): Promise<Site> {
  const token = randomBytes(20).toString("hex");
  const forge = forgeHandler({ product: "gitea", token });
  const server = await startGitServer({
    token,
    also: (incoming, response) => forge.handle(incoming, response),
  });
  const templates = await Promise.all(names.map((name) => addTemplate(server, forge, name)));
  return { server, forge, templates, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** A template whose pushes start builds. */
async function addTemplate(server: GitServer, forge: FakeForge, name: string): Promise<Repository> {
  const files = { ".gitea/workflows/publish-image.yml": workflow, [file]: "1.4.2\n" };
  const repository = await server.repository(name, { files });
  const known = forge.repository(name);
  const states: JobStatus[] = [name === broken ? "failure" : "success"];
  server.faults.add({
    match: { repository: name, service: "receive-pack", phase: "rpc" },
    act: faults.after(async () => {
      known.addRun({ sha: (await repository.head()) ?? "", states });
    }),
  });
  return repository;
}

/** Brings the version out in waves, as in a job on this server. */
export function run(server: GitServer): Promise<RunResult> {
  return runAction("cascade-runtime-version", {
    inputs: { version, templates: names.join("\n"), token: server.token, waves: "1, 50%, 100%" },
    env: { GITEA_ACTIONS: "true", GITHUB_SERVER_URL: server.url, GITHUB_API_URL: `${server.url}/api/v1` },
  });
}

interface Report {
  readonly state: string;
  readonly wave: number;
  readonly run: { readonly state: string } | null;
}

function statesOf({ outputs }: RunResult): string[] {
  const reports: Report[] = JSON.parse(outputs.json ?? "[]");
  return reports.map(
    ({ state, wave, run: build }) => `${state} in wave ${wave}, ${build?.state ?? "no build"}`,
  );
}

function versionsIn(templates: readonly Repository[]): Promise<string[]> {
  return Promise.all(templates.map(async (one) => ((await one.read(file)) ?? "").toString().trim()));
}
