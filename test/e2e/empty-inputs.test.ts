import { expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { startRegistry } from "../support/registry/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";
import { push, workflowOf } from "./scene/workflow.ts";

/** An index of another image. */
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);

// GitHub's runner does the same: `RunAsync` in src/Runner.Worker/ActionRunner.cs fills in the default of a key that is
// not among the inputs.
onEachRunner("empty inputs", (runWorkflow) => {
  test("one that is not given has its default, and one that is given empty is empty", async () => {
    await using scene = await startScene(runWorkflow);
    await using registry = await startRegistry();
    const sources = pushSources(registry);
    pushFixture(registry, "acme/app", older, { tag: "latest" });
    const inputs = { image: `${registry.host}/acme/app`, sources, tags: "1.2.4,latest", "if-exists": "fail" };
    const publish = async (more: Readonly<Record<string, string>>) => {
      const steps = [{ uses: "acme/imgpub/publish-index@v1", with: { ...inputs, ...more } }];
      const { jobs } = await scene.runText(workflowOf({ publish: { steps } }), { event: push });
      return jobs[0];
    };

    for (const more of [
      { "moving-tags": "" },
      { "moving-tags": "${{ vars.NONE }}", concurrency: "", "wait-timeout": "${{ vars.NONE }}" },
    ]) {
      const job = await publish(more);
      expect(job?.result, job?.log).toBe("failure");
      expect(job?.log).toContain(`${registry.host}/acme/app:latest holds ${older.descriptor.digest}`);
      expect(registry.writes()).toEqual([]);
    }
    const job = await publish({});
    expect(job?.result, job?.log).toBe("success");
    expect(registry.tags("acme/app").get("latest")).toBe(registry.tags("acme/app").get("1.2.4"));
  });
});
