import assert from "node:assert/strict";
import { type FakeForge, type RunningForge, startForge } from "../../test/support/forge/forge.ts";
import { type RunOptions, type RunResult, runAction } from "../../test/support/runner.ts";
import { workspace } from "../../test/support/workspace.ts";
import { heading, say, show } from "./output.ts";

const token = "token-of-an-administrator";
const file = ".gitea/workflows/release.yml";
const workflow = `on:
  push:
    tags: ["v*"]
jobs:
  deploy:
    runs-on: publish
    steps:
      - run: make deploy
`;

/** A lane that a pull request wants to use: guarded before a runner is online, and after. */
export async function lane(): Promise<void> {
  await using running = await startSite();
  const { forge, serverUrl } = running;
  heading("Forge");
  say(`${serverUrl}, not a real Gitea: a fake that answers as the API of Gitea 1.26 does`);
  say("its organisation has two runners: ci-1 is online, and pub-1 with the label publish is offline");
  say(`a pull request to acme/app lets the job deploy of ${file} run on publish`);

  heading("Run lane-guard on the pull request");
  const first = await run(serverUrl);
  show(first, "the job would wait for a runner that is not there");
  assert.equal(first.outputs.status, "no-runner");
  assert.deepEqual(statusesOf(first), ["pub-1 offline"]);

  heading("Bring pub-1 online, and run the same again");
  bringOnline(forge);
  const second = await run(serverUrl);
  show(second);
  assert.equal(second.outputs.status, "ok");
  assert.deepEqual(statusesOf(second), ["pub-1 online"]);
  assert.equal(second.outputs.online, "1");
}

/** A forge with two runners, of which the one of the lane is offline. */
export async function startSite(): Promise<RunningForge> {
  const running = await startForge({ product: "gitea", version: "1.26.3", token });
  const { forge } = running;
  forge.repository("acme/app");
  forge.runners.allow(token, "admin");
  forge.runners.add({ name: "ci-1", at: "acme", labels: ["ubuntu-latest"] });
  forge.runners.add({ name: "pub-1", at: "acme", labels: ["publish"], states: ["offline"] });
  return running;
}

/**
 * Guards the lane in a job on this server.
 *
 * @param files of the pull request
 */
export async function run(
  serverUrl: string,
  files: Readonly<Record<string, string>> = { [file]: workflow },
  inputs: RunOptions<"lane-guard">["inputs"] = {},
): Promise<RunResult> {
  const { path, dispose } = await workspace(files);
  try {
    return await runAction("lane-guard", {
      cwd: path,
      inputs: { token, "wait-timeout": "2s", ...inputs },
      env: {
        GITEA_ACTIONS: "true",
        GITHUB_SERVER_URL: serverUrl,
        GITHUB_API_URL: `${serverUrl}/api/v1`,
        GITHUB_REPOSITORY: "acme/app",
        GITHUB_EVENT_NAME: "pull_request",
      },
    });
  } finally {
    await dispose();
  }
}

function bringOnline({ runners }: FakeForge): void {
  for (const { name, states } of runners.all) if (name === "pub-1") states.splice(0, states.length, "idle");
}

function statusesOf({ outputs }: RunResult): string[] {
  const runners: { name: string; status: string }[] = JSON.parse(outputs.runners ?? "[]");
  return runners.map(({ name, status }) => `${name} ${status}`);
}
