import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { freePort } from "../actions/cache/kit.ts";
import { tryDockerd } from "../support/docker/dockerd.ts";
import { credential, startHub } from "../support/mirror/upstream.ts";
import { productOf } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { startScene } from "./scene/scene.ts";

const { dockerd } = await tryDockerd();
afterAll(() => dockerd?.close());

onEachRunner("image-cache and prune-images", (runWorkflow, runner) => {
  const product = productOf[runner];
  const there = () => {
    if (!dockerd) throw new Error("a docker engine that starts here is not installed");
    return dockerd;
  };
  /** Has a step speak to the engine of this test, in place of the host's own. */
  const onEngine = (input: string) => ({ [input]: `${input}\n          docker-host: ${there().host}` });
  const ledger = () => `${there().host}\n          ledger: ${join(there().folder, "ledger.json")}`;

  test("prune-images says what would go, and lets go of what may as the last step, and every hour", async () => {
    await using scene = await startScene(runWorkflow, { product });
    await scene.site.git.repository(scene.site.repository, { files: { Dockerfile: "FROM scratch\n" } });
    const dispatch = { event: { name: "workflow_dispatch" } } as const;
    const plan = await scene.run("prune-images/plan", dispatch, {
      "busy: fail": `busy: fail\n          docker-host: ${ledger()}`,
    });
    expect(plan.jobs, plan.jobs.at(-1)?.log).toMatchObject([{ id: "plan", result: "success" }]);
    expect(plan.jobs[0]?.log).toMatch(/"pressure":"(?:below|above)"/);
    const hourly = await scene.run("prune-images/hourly", dispatch, {
      "high: 80": `docker-host: ${ledger()}\n          high: 99`,
      "low: 65": "low: 98",
      "min-free: 20GB": "min-free: 1MB",
    });
    expect(hourly.jobs, hourly.jobs.at(-1)?.log).toMatchObject([{ id: "prune", result: "success" }]);
    expect(hourly.jobs[0]?.log).toContain("so nothing is to go");
    const last = await scene.run(
      "prune-images/last-step",
      { event: { name: "push" } },
      { "dry-run: false": `docker-host: ${ledger()}\n          dry-run: false\n          high: 99` },
    );
    expect(last.jobs, last.jobs.at(-1)?.log).toMatchObject([{ id: "build", result: "success" }]);
  });

  test("image-cache makes an engine ask its mirror, tells at the end of the job, and takes all of it back", async () => {
    await using scene = await startScene(runWorkflow, { product });
    await scene.site.git.repository(scene.site.repository, { files: { Dockerfile: "FROM scratch\n" } });
    await using upstream = await startHub();
    const port = await freePort();
    const store = join(there().folder, "imgpub/mirror");
    const given = [`docker-host: ${there().host}`, `store: ${store}`, `port: ${port}`].join("\n          ");
    const first = await scene.run(
      "image-cache/first-step",
      { event: { name: "push" } },
      {
        "username: ${{ vars.DOCKERHUB_USERNAME }}": `username: ${credential.username}`,
        "password: ${{ secrets.DOCKERHUB_PULL_TOKEN }}": `password: ${credential.password}`,
        "max-size: 40GB": `max-size: 64MB\n          upstream: ${upstream.registry.origin}\n          verify-image: app:1\n          ${given}`,
      },
    );
    expect(first.jobs, first.jobs.at(-1)?.log).toMatchObject([{ id: "build", result: "success" }]);
    expect(first.jobs[0]?.log).toContain("start-mirror: there is none");
    // What runs after the job.
    expect(first.jobs[0]?.log).toContain("in this job");
    expect((await there().docker(["ps", "--all", "--format", "{{.Names}}"])).stdout).toBe("imgpub-mirror\n");
    const removed = await scene.run(
      "image-cache/remove",
      { event: { name: "workflow_dispatch" } },
      { "mode: remove": `mode: remove\n          ${given}` },
    );
    expect(removed.jobs, removed.jobs.at(-1)?.log).toMatchObject([{ id: "remove", result: "success" }]);
    expect((await there().docker(["ps", "--all", "--quiet"])).stdout).toBe("");
  });

  test("image-cache looks whether an engine asks somebody else's mirror", async () => {
    await using scene = await startScene(runWorkflow, { product });
    const mirror = createServer((_, response) => response.end("{}"));
    await new Promise<void>((resolve) => mirror.listen(0, "127.0.0.1", resolve));
    const address = mirror.address();
    const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    try {
      const { jobs } = await scene.run(
        "image-cache/lan-mirror",
        { event: { name: "workflow_dispatch" } },
        { "http://mirror.lan:5000": url, ...onEngine("mode: check") },
      );
      expect(jobs, jobs.at(-1)?.log).toMatchObject([{ id: "check", result: "failure" }]);
      expect(jobs[0]?.log).toContain("the host is not as it is to be: write-settings");
      expect(jobs[0]?.log).toContain("The mirror is absent");
    } finally {
      mirror.closeAllConnections();
      await new Promise((resolve) => mirror.close(resolve));
    }
  });
});
