import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  buildxIndexFixture,
  imageFixture,
  indexFixture,
  pushFixture,
  pushOverHttp,
} from "../support/images/images.ts";
import { faults, type Registry, type RegistryOptions, startRegistry } from "../support/registry/index.ts";
import {
  expectOneError,
  expectSuccess,
  noJitter,
  publish,
  reportOf,
  stillClock,
  wait,
  workspace,
} from "./step.ts";

const { where } = faults;
const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 2 });
const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 2 });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);

async function start(options: RegistryOptions = {}): Promise<Registry> {
  const registry = await startRegistry(options);
  for (const fixture of [amd64, arm64]) pushFixture(registry, "build", fixture);
  return registry;
}
const sources = ({ host }: Registry) =>
  [amd64, arm64].map(({ descriptor }) => `${host}/build@${descriptor.digest}`).join("\n");

test("a registry that lags: everything is waited for, and old answers are no failure", async () => {
  await using registry = await startRegistry({ lagMs: 500 });
  pushFixture(registry, "app", older, { tag: "latest" });
  for (const fixture of [amd64, arm64]) await pushOverHttp(registry.origin, "build", fixture);
  const run = await publish(
    { sources: sources(registry), tags: `${registry.host}/app:1\n${registry.host}/app:latest` },
    noJitter,
  );
  expectSuccess(run);
  expect(registry.incompleteTags()).toEqual([]);
});

test("Gitea and Forgejo: manifests of one repository are put one after another", async () => {
  await using registry = await start({ flavour: "gitea" });
  const targets = ["x", "y", "z"].map((name) => ({
    name,
    sources: sources(registry).split("\n"),
    tags: [`${registry.host}/app:${name}`, `${registry.host}/app:latest`],
  }));
  const run = await publish({ targets: JSON.stringify(targets) });
  expectSuccess(run);
  expect(reportOf(run).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  expect(registry.count(({ status }) => status >= 500)).toBe(0);
  expect(registry.incompleteTags()).toEqual([]);
});

test("ECR: a repository that does not exist is named with what to do", async () => {
  await using registry = await start({ createRepositories: false });
  const run = await publish({ sources: sources(registry), tags: `${registry.host}/missing:1` }, stillClock);
  expect(expectOneError(run)).toMatch(/missing.*NAME_UNKNOWN.*; create the repository first$/);
});

test("ECR: an immutable tag that holds the image already is no failure", async () => {
  await using registry = await start({ immutableTags: true });
  const inputs = { sources: sources(registry), tags: `${registry.host}/app:1` };
  expectSuccess(await publish(inputs));
  const again = await publish(inputs);
  expectSuccess(again);
  expect(reportOf(again)[0]?.state).toBe("unchanged");
});

test("plain HTTP to a host that insecure-registries names", async () => {
  await using registry = await start();
  const host = registry.host.replace("127.0.0.1", "0.0.0.0");
  const inputs = { sources: `${host}/build@${amd64.descriptor.digest}`, tags: `${host}/app:1` };
  expectSuccess(await publish({ ...inputs, "insecure-registries": host }));
  expectSuccess(await wait({ refs: `${host}/app:1`, "insecure-registries": host }));
});

describe("sources that are not there yet", () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await start();
  });
  afterAll(() => registry.close());
  beforeEach(() => registry.faults.clear());

  test("are waited for also while the registry is in trouble", async () => {
    registry.faults.add({
      match: where({ reference: amd64.descriptor.digest }),
      times: 8,
      act: faults.html503(),
    });
    const run = await publish({ sources: sources(registry), tags: `${registry.host}/app:1` }, stillClock);
    expectSuccess(run);
    expect(run.log).toContain(`waiting for ${registry.host}/build@${amd64.descriptor.digest}: HTTP 503`);
  });

  test("are not asked for without a pause where HEAD and GET disagree", async () => {
    registry.faults.add({
      match: where({ method: "GET", reference: amd64.descriptor.digest }),
      times: Infinity,
      act: faults.notFound(),
    });
    registry.clearRequests();
    const run = await publish(
      { sources: sources(registry), tags: `${registry.host}/app:4`, "wait-timeout": "1s" },
      stillClock,
    );
    expect(expectOneError(run)).toContain(`build@${amd64.descriptor.digest} is not readable after`);
    expect(registry.count(({ reference }) => reference === amd64.descriptor.digest)).toBeLessThan(10);
  });

  test("are all named at the deadline, and nothing is written", async () => {
    const [x, y] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
    const run = await publish(
      { image: `${registry.host}/build`, sources: `${x}\n${y}`, tags: "never", "wait-timeout": "1s" },
      stillClock,
    );
    const error = expectOneError(run);
    for (const digest of [x, y])
      expect(error).toContain(`${registry.host}/build@${digest} is not readable after`);
    expect(registry.tags("build").size).toBe(0);
  });

  test("do not hold back a source that is refused", async () => {
    registry.faults.add({
      match: where({ repository: "secret" }),
      times: Infinity,
      act: faults.deniedRepository(),
    });
    const absent = `${registry.host}/build@sha256:${"a".repeat(64)}`;
    const run = await publish({
      sources: `${absent}\n${registry.host}/secret:1`,
      tags: `${registry.host}/app:2`,
    });
    expect(expectOneError(run)).toContain("secret/manifests/1: 403 DENIED");
  });

  test("a child that is missing is named", async () => {
    const partial = indexFixture([amd64.image, arm64.image]);
    pushFixture(registry, "partial", partial, { only: (digest) => digest !== arm64.image.descriptor.digest });
    const run = await publish({
      sources: `${registry.host}/partial@${partial.descriptor.digest}`,
      tags: `${registry.host}/app:3`,
      "wait-timeout": "1s",
    });
    expect(expectOneError(run)).toContain(`partial@${arm64.image.descriptor.digest} is not readable`);
  });
});

test("a broken docker configuration is one sentence", async () => {
  await using registry = await start({ auth: "bearer" });
  const space = await workspace({ "config.json": "{" });
  const run = await publish(
    { sources: sources(registry), tags: `${registry.host}/app:1` },
    { env: { DOCKER_CONFIG: space.path } },
  );
  expect(expectOneError(run)).toContain("config.json");
  await space.dispose();
});
