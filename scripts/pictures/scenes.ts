import { startGitServer } from "../../test/support/git-server/index.ts";
import { pushOverHttp } from "../../test/support/images/images.ts";
import { defaultCredentials, faults, type Registry } from "../../test/support/registry/index.ts";
import { type RunResult, runAction } from "../../test/support/runner.ts";
import {
  builds,
  dockerAuth,
  sourceLines,
  startBearerRegistry,
} from "../../test/support/scenarios/publish.ts";
import * as templates from "../demo/cascade.ts";
import * as lane from "../demo/lane.ts";
import * as waves from "../demo/waves.ts";

const platforms = ["linux/amd64", "linux/arm64"];
const { where, status, notFound } = faults;

/** Runs of the built actions, by the names of their pictures, each with something that fails. */
export const scenes = {
  publish,
  "publish-one": publishOne,
  wait,
  cascade,
  waves: rollOut,
  lane: guard,
  watch,
} satisfies Record<string, () => Promise<RunResult>>;

/** Pushes what builds of an image would, and returns the lines that name it. */
async function push(registry: Registry, repository: string, on = platforms): Promise<string> {
  const own = builds(on, { layers: 3, layerSize: 50_000 });
  for (const build of own) await pushOverHttp(registry.origin, repository, build, defaultCredentials);
  return sourceLines(registry.host, repository, own);
}

/**
 * Four images, each for two platforms, in a registry that shows late what is pushed: three are published, one of them
 * after the registry has failed, and one lacks a platform.
 */
async function publish(): Promise<RunResult> {
  await using registry = await startBearerRegistry({ lagMs: 1_500 });
  const targets = [];
  for (const name of ["app", "worker", "proxy", "docs"]) {
    const sources = await push(registry, `acme/${name}`, name === "docs" ? platforms.slice(0, 1) : platforms);
    const image = `${registry.host}/acme/${name}`;
    // On a busy machine the action may begin when all can be read; that it waits is to be seen all the same.
    registry.faults.add({ match: where({ repository: `acme/${name}` }), act: notFound() });
    targets.push({ name, image, sources, tags: ["1.2.3", "1.2", "latest"] });
  }
  const match = where({ method: "PUT", repository: "acme/worker", reference: "1.2.3" });
  registry.faults.add({ match, times: 2, act: status(503) });
  return await runAction("publish-index", {
    inputs: { targets: JSON.stringify(targets), platforms: platforms.join(", ") },
    env: dockerAuth(registry.host),
  });
}

async function publishOne(): Promise<RunResult> {
  await using registry = await startBearerRegistry({ lagMs: 300 });
  const image = `${registry.host}/acme/app`;
  const sources = await push(registry, "acme/app");
  return await runAction("publish-index", {
    inputs: { image, sources, tags: "1.2.3, latest" },
    env: dockerAuth(registry.host),
  });
}

/** Two images that come late, and one that was never pushed. */
async function wait(): Promise<RunResult> {
  await using registry = await startBearerRegistry({ lagMs: 500 });
  const sources = await push(registry, "acme/app");
  registry.faults.add({ match: where({ repository: "acme/app" }), act: notFound() });
  return await runAction("wait-digests", {
    inputs: { refs: `${sources}\n${registry.host}/acme/app:1.2.4`, timeout: "2s" },
    env: dockerAuth(registry.host),
  });
}

async function cascade(): Promise<RunResult> {
  await using server = await startGitServer();
  await templates.addTemplates(server);
  return await templates.run(server);
}

async function rollOut(): Promise<RunResult> {
  await using site = await waves.startSite();
  return await waves.run(site.server);
}

const releasing = (on: string, runsOn: string) =>
  `on: ${on}\njobs:\n  deploy:\n    runs-on: ${runsOn}\n    steps:\n      - run: make deploy\n`;

/** A lane that no runner serves, that pull requests can reach, and that a job may ask for or not. */
async function guard(): Promise<RunResult> {
  await using site = await lane.startSite();
  return await lane.run(site.serverUrl, {
    ".gitea/workflows/release.yml": releasing("push", "publish"),
    ".gitea/workflows/check.yml": releasing("pull_request", "publish"),
    ".gitea/workflows/plan.yml": releasing("push", "${{ vars.LANE }}"),
  });
}

async function watch(): Promise<RunResult> {
  await using site = await lane.startSite();
  const { forge } = site;
  for (const created of [minutesAgo(20), minutesAgo(3)])
    forge.jobs.add({ name: "deploy", at: "acme/app", labels: ["publish"], created });
  return await lane.run(site.serverUrl, {}, { mode: "watch", "wait-timeout": "" });
}

const minutesAgo = (count: number) => Date.now() - count * 60_000;
