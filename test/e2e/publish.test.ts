import { expect, test } from "vitest";
import { startDockerRegistry } from "../support/docker-registry.ts";
import { type PullSummary, pullOverHttp } from "../support/images.ts";
import { actor } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./each-runner.ts";
import { type Scene, type SceneReport, startScene } from "./scene.ts";

const token = "job-token-7d1f0c9e4b";
/** bcrypt of the token at the lowest cost. */
const htpasswd = `${actor}:$2a$04$l9qicQEQud87arp7CuQplOCXV3F.zisx798ZLqZuFs7m2UFZmJ/2K`;
const platforms = ["linux/amd64", "linux/arm64"];
const named = "org/imgpub/publish-index@v1";

interface Published {
  readonly report: SceneReport;
  /** What another client finds under a tag. */
  readonly pull: (tag: string) => Promise<PullSummary>;
}

/** Runs an example for the tag v1.2.3 with a registry of its own, which is gone when `look` is done. */
async function publish(
  scene: Scene,
  example: string,
  uses: string,
  look: (published: Published) => Promise<void>,
): Promise<void> {
  await using registry = await startDockerRegistry({ htpasswd });
  const run = { event: { name: "push", ref: "refs/tags/v1.2.3" } };
  const report = await scene.run(example, run, { "ghcr.io": registry.host, [named]: uses });
  const pull = (tag: string) =>
    pullOverHttp(registry.origin, "org/app", tag, { user: actor, password: token });
  await look({ report, pull });
}

/** All jobs are done, and one index is under all tags and known to the step after. */
async function expectPublished(
  { report: { jobs }, pull }: Published,
  tags: readonly string[],
): Promise<string> {
  expect(jobs.map(({ id, result }) => `${id} ${result}`)).toEqual([
    "build success",
    "build success",
    "publish success",
  ]);
  const [first, ...others] = await Promise.all(tags.map(pull));
  expect(first).toMatchObject({ platforms, attestations: 2 });
  for (const { digest } of others) expect(digest).toBe(first?.digest);
  expect(jobs.at(-1)?.log).toContain(`Published ${first?.digest}`);
  return first?.digest ?? "";
}

onEachRunner("publish", (runWorkflow, runner) => {
  test("digests that a matrix hands over as files", async () => {
    await using scene = await startScene(runWorkflow, { token });
    await publish(scene, "publish-index/artifacts", named, async (published) => {
      const digest = await expectPublished(published, ["1.2.3", "1.2", "latest"]);
      expect(published.report.summaries.get("publish")).toContain(digest);
    });
  });

  test("digests that a matrix hands over as outputs", async () => {
    await using scene = await startScene(runWorkflow, { token });
    await publish(scene, "publish-index/job-outputs", named, async (published) => {
      if (runner !== "act") {
        await expectPublished(published, ["v1.2.3", "latest"]);
        return;
      }
      // It keeps the outputs of one leg only (nektos/act#981): nothing may be published then.
      const job = published.report.jobs.at(-1);
      expect(job).toMatchObject({ id: "publish", result: "failure" });
      expect(job?.log).toMatch(/the sources have no image for linux\/a/);
      await expect(published.pull("v1.2.3")).rejects.toThrow();
    });
  });

  test("the action by its full tag, by its commit, and where the runner can, by its address", async () => {
    await using scene = await startScene(runWorkflow, { token });
    const pins = ["org/imgpub/publish-index@v1.0.0", `org/imgpub/publish-index@${scene.released}`];
    // act knows GitHub's addresses alone.
    if (runner !== "act") pins.push(`${scene.site.url}/org/imgpub/publish-index@v1`);
    for (const pin of pins)
      await publish(scene, "publish-index/artifacts", pin, async (published) => {
        await expectPublished(published, ["1.2.3"]);
      });
  });
});
