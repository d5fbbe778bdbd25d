import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderOf, workflow } from "../actions/lane/lane.ts";
import { temporaryFolder } from "../support/git-server/index.ts";
import { processesLeft } from "../support/processes.ts";
import { realPart } from "../support/real/real.ts";
import { type FaultAct, faults, startRegistry } from "../support/registry/index.ts";
import { workflowRunners } from "../support/workflow-runner/index.ts";
import { startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";
import { versions } from "./scene/versions.ts";
import { push, workflowOf } from "./scene/workflow.ts";

const runWorkflow = workflowRunners["gitea-runner"];
const head = "4".repeat(40);

// A job that its runner is stopped in is a success by the runner's word: its results are those of the steps so far.
realPart("gitea-runner", "docker-registry")("Gitea's runner is stopped in the middle", () => {
  test.each(versions.gitea.lists)("of lane-guard on %s: the status stays pending", async (version) => {
    await using scene = await startScene(runWorkflow, { product: "gitea", version });
    const { site } = scene;
    const app = site.forge.repository(site.repository);
    const publisher = site.forge.runners.add({
      at: site.repository,
      labels: ["publish"],
      states: ["offline"],
    });
    app.objects.commit(head, {
      [`${folderOf.gitea}/release.yml`]: workflow("publish"),
      [`${folderOf.gitea}/release-image.yml`]: workflow("publish", "release", "publish-image"),
    });
    // The server takes a job's token for a reader's, as the pull request is from a fork.
    site.forge.runners.allow(site.token, "reader");
    const branch = (ref: string, sha: string) => ({ ref, sha });
    const payload = { pull_request: { base: branch("main", "3".repeat(40)), head: branch("topic", head) } };
    const run = {
      event: { name: "pull_request_target", payload },
      secrets: { RUNNER_LIST_TOKEN: site.userToken, STATUS_TOKEN: site.userToken },
    };
    const stop = new AbortController();

    const stopped = await scene.run("lane-guard/required-check", {
      ...run,
      stops: stop.signal,
      onLine: (line) => line.includes("waiting for it") && stop.abort(),
    });
    expect(stop.signal.aborted).toBe(true);
    // What makes the status necessary: nobody has judged anything.
    expect(stopped.jobs, stopped.said).toMatchObject([{ id: "lane-guard", result: "success" }]);
    expect(app.latestStatuses(head)).toMatchObject([{ context: "lane-guard", status: "pending" }]);

    publisher.states.splice(0, 1, "idle");
    const again = await scene.run("lane-guard/required-check", run);
    expect(again.jobs).toMatchObject([{ id: "lane-guard", result: "success" }]);
    expect(app.latestStatuses(head)).toMatchObject([{ context: "lane-guard", status: "success" }]);
  });

  test("of publish-index: no job that asks for its digest begins, and the next run completes", async () => {
    await using scene = await startScene(runWorkflow);
    await using registry = await startRegistry();
    await using folder = await temporaryFolder();
    await using temp = await temporaryFolder();
    const reach = (name: string) => ({ steps: [{ run: `touch "$REACHED/${name}"` }] });
    const reached = (name: string) => existsSync(join(folder.path, name));
    const tags = ["1.0.0", "latest"].map((tag) => `${registry.host}/acme/app:${tag}`).join("\n");
    const text = workflowOf({
      publish: {
        outputs: { digest: "${{ steps.publish.outputs.digest }}" },
        steps: [
          {
            id: "publish",
            uses: "acme/imgpub/publish-index@v1",
            with: { sources: pushSources(registry), tags },
          },
        ],
      },
      asking: { needs: "publish", if: "needs.publish.outputs.digest != ''", ...reach("asking") },
      trusting: { needs: "publish", ...reach("trusting") },
    });
    const stop = new AbortController();
    const stopAndHang: FaultAct = {
      name: "stop the runner and hang",
      async run(): Promise<"hang"> {
        stop.abort();
        return "hang";
      },
    };
    const match = faults.where({ method: "PUT", kind: "manifest", reference: "latest" });
    registry.faults.add({ match, act: stopAndHang });
    const env = { REACHED: folder.path, TEMP: temp.path };

    const { jobs, said } = await scene.runText(text, { event: push, env, stops: stop.signal });
    expect(jobs, said).toMatchObject([
      { id: "publish", result: "success" },
      { id: "asking", result: "skipped" },
      { id: "trusting", result: "success" },
    ]);
    expect([...registry.tags("acme/app").keys()]).toEqual(["1.0.0"]);
    expect([reached("asking"), reached("trusting")]).toEqual([false, true]);
    expect(await processesLeft(temp.path)).toEqual([]);

    registry.faults.clear();
    const again = await scene.runText(text, { event: push, env });
    expect(again.jobs.map(({ result }) => result)).toEqual(["success", "success", "success"]);
    expect([...registry.tags("acme/app").keys()].sort()).toEqual(["1.0.0", "latest"]);
    expect(reached("asking")).toBe(true);
  });
});
