import type { ChildProcess } from "node:child_process";
import { expect, test } from "vitest";
import { faults as gitFaults, startGitServer } from "../support/git-server/index.ts";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { faults, startRegistry } from "../support/registry/index.ts";
import type { RunResult } from "../support/runner.ts";
import { cascade, template } from "./cascade/cascade.ts";
import { guard, startLane } from "./lane/lane.ts";
import { endlessSecond, expectOneError, publish, wait } from "./step.ts";

const image = imageFixture({ platform: "linux/amd64", layers: 1 });

/** Makes a step, in which a second never ends, fail all of a sudden, at a moment that a server chooses. */
class Failure {
  #child: ChildProcess | undefined;
  #happens: Promise<void> | undefined;
  readonly options = {
    ...endlessSecond,
    onSpawn: (child: ChildProcess) => {
      this.#child = child;
    },
  };

  /** Resolves when the step has told that it failed, so that whatever is answered then comes too late. */
  happens(): Promise<void> {
    this.#happens ??= new Promise((told) => {
      this.#child?.stdout?.on("data", (text: string) => {
        if (text.includes("::error::")) told();
      });
      this.#child?.kill("SIGUSR2");
    });
    return this.#happens;
  }
}

function expectFailure(run: RunResult): void {
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(1);
  const errors = run.annotations.filter(({ level }) => level === "error");
  expect(errors).toEqual([
    { level: "error", message: expect.stringContaining("unexpected: thrown for the test") },
  ]);
}

test("publish-index asks for nothing and writes nothing", async () => {
  await using registry = await startRegistry();
  pushFixture(registry, "build", image);
  const failure = new Failure();
  registry.faults.add({
    act: {
      name: "answered after the failure",
      run: async (_, next) => {
        await failure.happens();
        return next();
      },
    },
  });
  const sources = `${registry.host}/build@${image.descriptor.digest}`;
  const run = await publish({ sources, tags: `${registry.host}/app:1` }, failure.options);
  expectFailure(run);
  expect(registry.requests).toHaveLength(1);
});

test("wait-digests polls no more", async () => {
  await using registry = await startRegistry();
  pushFixture(registry, "app", image, { tag: "1" });
  const failure = new Failure();
  registry.faults.add({
    act: {
      name: "answered after the failure",
      run: async () => {
        await failure.happens();
        return { status: 503, headers: {} };
      },
    },
  });
  expectFailure(await wait({ refs: `${registry.host}/app:1` }, failure.options));
  expect(registry.requests).toHaveLength(1);
});

test("wait-digests does not wait for the second in which others come to their end", async () => {
  await using registry = await startRegistry();
  pushFixture(registry, "app", image, { tag: "1" });
  registry.faults.add({
    match: faults.where({ reference: "2" }),
    act: faults.deniedRepository(),
    times: Number.POSITIVE_INFINITY,
  });
  const run = await wait({ refs: `${registry.host}/app:1\n${registry.host}/app:2` }, endlessSecond);
  expect(expectOneError(run)).toContain("403 DENIED");
});

test("cascade-runtime-version begins no other template", async () => {
  await using server = await startGitServer();
  const names = ["org/a", "org/b", "org/c"];
  for (const name of names) await template(server, name);
  const failure = new Failure();
  server.faults.add({ act: gitFaults.before(() => failure.happens()) });
  const inputs = { templates: names.join("\n"), concurrency: "1" };
  expectFailure(await cascade(server, inputs, failure.options));
  expect(server.requests.map(({ repository }) => repository)).toEqual(["org/a"]);
});

test("lane-guard asks for nothing and sets no status", async () => {
  const failure = new Failure();
  await using server = await startLane("forgejo", {
    onRequest: ({ method }) => (method === "POST" ? failure.happens() : undefined),
  });
  server.forge.runners.add({ at: "org/app", labels: ["publish"] });
  const given = { "status-context": "lane", "status-token": server.forge.token };
  const payload = { pull_request: { head: { sha: "3".repeat(40) } } };
  const run = await guard(server, given, { ...failure.options, payload });
  expectFailure(run);
  expect(server.forge.log.at(-1)).toMatchObject({ method: "POST", body: { state: "pending" } });
});
