import { expect, test } from "vitest";
import { buildxIndexFixture, pushFixture } from "../support/images/images.ts";
import { startRegistry } from "../support/registry/index.ts";
import { productOf } from "../support/workflow-runner/index.ts";
import { onEachRunner, type RunnerTests } from "./scene/each-runner.ts";
import { inContainers } from "./scene/in-containers.ts";
import { password, startOwnRegistry } from "./scene/own-registry.ts";
import { startScene } from "./scene/scene.ts";

const absent = `sha256:${"0".repeat(64)}`;

const anywhere: RunnerTests = (runWorkflow, runner) => {
  const product = productOf[runner];

  test("a digest from another job: a later step runs that very image", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    await using registry = await startOwnRegistry();
    const { jobs, calls } = await scene.run(
      "wait-digests/digest",
      { event: { name: "push" } },
      { "ghcr.io": registry.host },
    );
    expect(jobs, jobs.at(-1)?.log).toMatchObject([
      { id: "build", result: "success" },
      { id: "test", result: "success" },
    ]);
    const [call = [], ...others] = calls;
    expect(others).toEqual([]);
    const [image = "", version] = call.slice(3);
    expect([...call.slice(0, 3), version]).toEqual(["docker", "run", "--rm", "--version"]);
    const [name, digest = ""] = image.split("@");
    expect(name).toBe(`${registry.host}/acme/app`);
    expect(await registry.pull("acme/app", digest)).toMatchObject({ digest, platforms: ["linux/amd64"] });
  });

  test("bare digests that somebody types, of which one never comes", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    await using registry = await startOwnRegistry();
    const [amd64, arm64] = [
      await registry.push("acme/app", "linux/amd64"),
      await registry.push("acme/app", "linux/arm64"),
    ];
    const scan = async (digests: Readonly<Record<"amd64" | "arm64", string>>) => {
      const event = { name: "workflow_dispatch", payload: { inputs: digests } };
      const changes = { "ghcr.io": registry.host, "timeout: 5m": "timeout: 2s" };
      const { jobs } = await scene.run("wait-digests/bare-digests", { event }, changes);
      const [job] = jobs;
      const [json = "[]"] = job?.log.match(/^\[\{.*\}\]$/m) ?? [];
      return { job, images: JSON.parse(json) as { ref: string; state: string; digest: string | null }[] };
    };
    const ready = { state: "ready" };
    const ref = (digest: string) => `${registry.host}/acme/app@${digest}`;

    const both = await scan({ amd64, arm64 });
    expect(both.job?.result, both.job?.log).toBe("success");
    expect(both.images).toMatchObject([
      { ...ready, ref: ref(amd64) },
      { ...ready, ref: ref(arm64) },
    ]);

    const one = await scan({ amd64, arm64: absent });
    expect(one.job?.result, one.job?.log).toBe("failure");
    expect(one.images).toMatchObject([
      { ...ready, ref: ref(amd64) },
      { state: "pending", ref: ref(absent) },
    ]);
  });
};

onEachRunner("wait-digests", (runWorkflow, runner) => {
  const product = productOf[runner];
  anywhere(runWorkflow, runner);

  test("a tag that another repository is about to publish: the build starts from its digest", async () => {
    await using scene = await startScene(runWorkflow, { product });
    await using registry = await startRegistry();
    await scene.site.git.repository(scene.site.repository, {
      files: { Dockerfile: "ARG BASE\nFROM $BASE\n" },
    });
    const base = buildxIndexFixture({ seed: "base" });
    const waiting: string[] = [];
    const { jobs, calls } = await scene.run(
      "wait-digests/tag",
      {
        event: { name: "workflow_dispatch", payload: { inputs: { base: "1.2.3" } } },
        onLine(line) {
          if (!line.startsWith("waiting")) return;
          waiting.push(line);
          pushFixture(registry, "acme/base", base, { tag: "1.2.3" });
        },
      },
      { "registry.lan:5000": registry.host },
    );
    expect(jobs, jobs[0]?.log).toMatchObject([{ result: "success" }]);
    expect(waiting).toEqual([expect.stringContaining(`${registry.host}/acme/base:1.2.3`)]);
    const ref = `${registry.host}/acme/base@${base.descriptor.digest}`;
    expect(calls).toEqual([["docker", "build", "--build-arg", `BASE=${ref}`, "."]]);
  });
});

await inContainers("wait-digests", anywhere);
