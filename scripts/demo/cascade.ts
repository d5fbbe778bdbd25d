import assert from "node:assert/strict";
import {
  clone,
  type GitServer,
  type Repository,
  startGitServer,
} from "../../test/support/git-server/index.ts";
import { type RunResult, runAction } from "../../test/support/runner.ts";
import { heading, say, show } from "./output.ts";

const version = "1.4.2";
const file = ".runtime-version";
const workflow = ".gitea/workflows/publish-image.yml";

/** A template's workflow, which starts on a push and builds with the runtime that `runtime` gives to a shell. */
const building = (runtime: string) => `on:
  push:
    branches: [main]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: docker build --build-arg "RUNTIME=${runtime}" .
`;
const wired = building(`$(cat ${file})`);

const templates = [
  { name: "templates/web", holds: "1.4.1", workflow: wired, about: "the workflow reads it" },
  { name: "templates/worker", holds: version, workflow: wired, about: "the workflow reads it" },
  {
    name: "templates/legacy",
    holds: "1.4.1",
    workflow: building("1.4.1"),
    about: "the workflow never reads it, as it names the version itself",
  },
];
const names = templates.map(({ name }) => name);
const width = Math.max(...names.map(({ length }) => length));

/** A git server with three templates, a cascade over them, and another one after a template was mended. */
export async function cascade(): Promise<void> {
  await using server = await startGitServer();
  const [web, worker, legacy] = await addTemplates(server);
  assert(web && worker && legacy);
  heading("Git server");
  say(`${server.url}, git itself over HTTP, with a token; each template has ${file}`);
  for (const { name, holds, about } of templates) say(`${name.padEnd(width)}  ${holds}, ${about}`);

  const before = {
    web: await read(server, web),
    worker: await read(server, worker),
    legacy: await read(server, legacy),
  };
  heading(`Run cascade-runtime-version for ${version}`);
  const first = await run(server);
  show(first, `the push would have rebuilt ${legacy.name} with the old version`);
  assert.deepEqual(statesOf(first), ["updated", "unchanged", "unwired"]);
  assert.equal(first.outputs.failed, legacy.name);

  heading("Read the templates with plain git");
  await hasNewCommit(server, web, before.web);
  await isAsItWas(server, worker, before.worker);
  await isAsItWas(server, legacy, before.legacy);

  heading(`Let the workflow of ${legacy.name} read ${file}, and run the same again`);
  await legacy.commit({ [workflow]: wired }, { message: "Build with the pinned runtime\n" });
  const mended = { web: await read(server, web), legacy: await read(server, legacy) };
  const second = await run(server);
  show(second);
  assert.deepEqual(statesOf(second), ["unchanged", "unchanged", "updated"]);

  heading("Read the templates with plain git");
  await isAsItWas(server, web, mended.web);
  await isAsItWas(server, worker, before.worker);
  await hasNewCommit(server, legacy, mended.legacy);
}

/** The templates: one to update, one that has the version, and one that would not use it. */
export function addTemplates(server: GitServer): Promise<Repository[]> {
  return Promise.all(
    templates.map((template) =>
      server.repository(template.name, {
        files: { [workflow]: template.workflow, [file]: `${template.holds}\n` },
      }),
    ),
  );
}

/** Cascades the version over them, as in a job on this server. */
export function run(server: GitServer): Promise<RunResult> {
  return runAction("cascade-runtime-version", {
    inputs: { version, templates: names.join("\n"), token: server.token },
    env: { GITEA_ACTIONS: "true", GITHUB_SERVER_URL: server.url, GITHUB_API_URL: `${server.url}/api/v1` },
  });
}

function statesOf({ outputs }: RunResult): string[] {
  const reports: { template: string; state: string }[] = JSON.parse(outputs.json ?? "[]");
  assert.deepEqual(
    reports.map(({ template }) => template),
    names,
  );
  return reports.map(({ state }) => state);
}

interface Reading {
  readonly head: string;
  readonly parent: string;
  readonly holds: string;
  readonly subject: string;
  readonly author: string;
  /** What the newest commit changes. */
  readonly changes: string;
}

async function read(server: GitServer, { name }: Repository): Promise<Reading> {
  await using copy = await clone(server, name);
  const git = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await copy.git(...args);
    assert.equal(exitCode, 0, stderr);
    return stdout;
  };
  const log = await git("log", "-1", "--name-only", "--format=%H%n%P%n%s%n%an");
  const [head = "", parent = "", subject = "", author = "", ...changes] = log.trim().split("\n");
  const holds = await git("show", `HEAD:${file}`);
  return { head, parent, holds, subject, author, changes: changes.filter(Boolean).join(" ") };
}

/** The version has come by one commit of its own on top of what was there. */
async function hasNewCommit(server: GitServer, repository: Repository, before: Reading): Promise<void> {
  const { parent, holds, changes, subject, author } = await read(server, repository);
  assert.equal(parent, before.head);
  assert.equal(holds, `${version}\n`);
  assert.equal(subject, `chore: pin runtime to ${version} (publish-runtime cascade)`);
  assert.equal(author, "imgpub");
  assert.equal(changes, file);
  say(
    `✓ ${repository.name} holds ${version}: one new commit, “${subject}” by ${author}, changes ${file} alone`,
  );
}

async function isAsItWas(server: GitServer, repository: Repository, before: Reading): Promise<void> {
  const now = await read(server, repository);
  assert.deepEqual(now, before);
  say(`✓ ${repository.name} holds ${now.holds.trim()} as before, and has no new commit`);
}
