import { expect, test } from "vitest";
import { startDockerRegistry } from "../support/docker-registry.ts";
import { pullOverHttp } from "../support/images.ts";
import { actor } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./each-runner.ts";
import { startScene } from "./scene.ts";

const token = "job-token-7d1f0c9e4b";
/** bcrypt of the token at the lowest cost. */
const htpasswd = `${actor}:$2a$04$l9qicQEQud87arp7CuQplOCXV3F.zisx798ZLqZuFs7m2UFZmJ/2K`;
const event = { name: "push", ref: "refs/tags/v1.2.3" };
const platforms = ["linux/amd64", "linux/arm64"];

onEachRunner("publish", (runWorkflow, runner) => {
  test("digests that a matrix hands over as files", async () => {
    await using registry = await startDockerRegistry({ htpasswd });
    await using scene = await startScene(runWorkflow, { token });
    const { jobs, summaries } = await scene.run(
      "publish-index/artifacts",
      { event },
      { "ghcr.io": registry.host },
    );
    expect(jobs.map(({ id, result }) => [id, result])).toEqual([
      ["build", "success"],
      ["build", "success"],
      ["publish", "success"],
    ]);
    const pulled = await Promise.all(
      ["1.2.3", "1.2", "latest"].map((tag) =>
        pullOverHttp(registry.origin, "org/app", tag, { user: actor, password: token }),
      ),
    );
    const [{ digest = "" } = {}] = pulled;
    for (const image of pulled) expect(image).toMatchObject({ digest, attestations: 2, platforms });
    expect(jobs.at(-1)?.log).toContain(`Published ${digest}`);
    expect(summaries.get("publish")).toContain(digest);
  });

  test("digests that a matrix hands over as outputs", async () => {
    await using registry = await startDockerRegistry({ htpasswd });
    await using scene = await startScene(runWorkflow, { token });
    const { jobs } = await scene.run("publish-index/job-outputs", { event }, { "ghcr.io": registry.host });
    const pull = (tag: string) =>
      pullOverHttp(registry.origin, "org/app", tag, { user: actor, password: token });
    if (runner === "act") {
      // It keeps the outputs of one leg only: nothing may be published then.
      expect(jobs.at(-1)).toMatchObject({ id: "publish", result: "failure" });
      expect(jobs.at(-1)?.log).toMatch(/the sources have no image for linux\/a/);
      await expect(pull("v1.2.3")).rejects.toThrow();
      return;
    }
    const pulled = await Promise.all(["v1.2.3", "latest"].map(pull));
    for (const { digest } of pulled) expect(jobs.at(-1)?.log).toContain(`Published ${digest}`);
    expect(pulled).toMatchObject([{ platforms }, { platforms }]);
  });
});
