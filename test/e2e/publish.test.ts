import { expect, test } from "vitest";
import type { PullSummary } from "../support/images/images.ts";
import { actor, productOf } from "../support/workflow-runner/index.ts";
import { onEachRunner, type RunnerTests } from "./scene/each-runner.ts";
import { inContainers } from "./scene/in-containers.ts";
import { password, startOwnRegistry } from "./scene/own-registry.ts";
import { exampleText, type Scene, type SceneReport, startScene } from "./scene/scene.ts";
import { expectNoToken } from "./scene/secrets.ts";
import { versions } from "./scene/versions.ts";

const platforms = ["linux/amd64", "linux/arm64"];
const named = "acme/imgpub/publish-index@v1";

interface Published {
  readonly report: SceneReport;
  /** What another client finds under a tag. */
  readonly pull: (tag: string) => Promise<PullSummary>;
}

interface Setting {
  /** The registry that the example has. */
  readonly registry?: string;
  /** The action as the example has it, and as it is to be used. */
  readonly uses?: readonly [string, string];
  /** What the jobs get, for a registry's host. */
  readonly secrets?: (host: string) => Readonly<Record<string, string>>;
}

/** Runs an example for the tag v1.2.3 with a registry of its own, which is gone when `look` is done. */
async function publish(
  scene: Scene,
  example: string,
  { registry: theirs = "ghcr.io", uses = [named, named], secrets = () => ({}) }: Setting,
  look: (published: Published) => Promise<void>,
): Promise<void> {
  await using registry = await startOwnRegistry();
  const run = { event: { name: "push", ref: "refs/tags/v1.2.3" }, secrets: secrets(registry.host) };
  // The address of the action may hold the registry's host.
  const report = await scene.run(example, run, { [uses[0]]: uses[1], [theirs]: registry.host });
  await look({ report, pull: (tag) => registry.pull("acme/app", tag) });
}

/** All jobs are done, and one index is under all tags and known to the step after, or to the jobs after. */
async function expectPublished(
  { report: { jobs }, pull }: Published,
  tags: readonly string[],
  builds: readonly string[] = ["build", "build"],
  after: readonly string[] = [],
): Promise<string> {
  const ended = jobs.map(({ id, result }) => `${id} ${result}`).toSorted();
  expect(ended).toEqual([...builds, "publish", ...after].map((id) => `${id} success`).toSorted());
  const [first, ...others] = await Promise.all(tags.map(pull));
  expect(first).toMatchObject({ platforms, attestations: 2 });
  for (const { digest } of others) expect(digest).toBe(first?.digest);
  expect(jobs.find(({ id }) => id === "publish")?.log).toMatch(/verify +(\d+) of \1 tags read back/);
  expect(jobs.at(-1)?.log).toContain(`Published ${first?.digest}`);
  return first?.digest ?? "";
}

/** The job says which platform is missing, there is no tag, and nothing is deployed. */
async function expectNothing({ report: { jobs }, pull }: Published): Promise<void> {
  const job = jobs.find(({ id }) => id === "publish");
  expect(job?.result).toBe("failure");
  expect(job?.log).toMatch(/the sources have no image for linux\/a/);
  // act does not tell of jobs that it skips.
  expect(jobs.find(({ id }) => id === "deploy")?.result ?? "skipped").toBe("skipped");
  for (const tag of ["v1.2.3", "latest"]) await expect(pull(tag)).rejects.toThrow("404");
}

/** The step that logs in to a registry, as the other examples have it. */
const loginTo = (host: string): string => `      - uses: docker/login-action@v3
        with:
          registry: ${host}
          username: \${{ github.actor }}
          password: \${{ github.token }}
`;

const anywhere: RunnerTests = (runWorkflow, runner) => {
  const product = productOf[runner];

  test("digests that a matrix hands over as files", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    await publish(scene, "publish-index/artifacts", {}, async (found) => {
      const digest = await expectPublished(found, ["1.2.3", "1.2", "latest"]);
      expect(found.report.summaries.get("publish")).toContain(digest);
    });
  });
};

onEachRunner("publish", (runWorkflow, runner) => {
  const product = productOf[runner];
  const { publish: published, matrixOutputs } = versions[product];
  anywhere(runWorkflow, runner);

  test("an image that is published already, made one for lazy loading", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    await using registry = await startOwnRegistry();
    const digest = await registry.push("acme/app", "linux/amd64");
    // All but what logs in to AWS.
    const login = (await exampleText("publish-index/fargate")).match(
      /^ +- uses: aws-actions[\s\S]+?ecr-login.*\n/m,
    );
    const host = "${{ steps.ecr.outputs.registry }}";
    const { jobs } = await scene.run(
      "publish-index/fargate",
      { event: { name: "workflow_dispatch", payload: { inputs: { version: "1.2.3" } } } },
      {
        [login?.[0] ?? ""]: loginTo(registry.host),
        [`${host}/acme/app:\${{ inputs.version }}`]: `${registry.host}/acme/app@${digest}`,
        [host]: registry.host,
      },
    );
    expect(jobs, jobs.at(-1)?.log).toMatchObject([{ id: "publish", result: "success" }]);
    expect(await registry.pull("acme/app", "1.2.3")).toMatchObject({ platforms: ["linux/amd64"] });
    expect(jobs[0]?.log).toContain("no image has a layer to index for lazy loading");
  });

  const outputs = (version: string, look: (found: Published) => Promise<unknown>) => async () => {
    await using scene = await startScene(runWorkflow, { product, version, token: password });
    await publish(scene, "publish-index/job-outputs", {}, async (found) => void (await look(found)));
  };

  // act keeps the outputs of one leg only (nektos/act#981): nothing may be published then.
  for (const version of matrixOutputs)
    if (runner === "act") test("digests of one leg of a matrix, as outputs", outputs(version, expectNothing));
    else
      test(
        `${version} digests that a matrix hands over as outputs`,
        outputs(version, (found) =>
          expectPublished(found, ["v1.2.3", "latest"], ["build", "build"], ["deploy"]),
        ),
      );

  for (const version of published.filter((one) => !matrixOutputs.includes(one)))
    test(`${version} digests of one leg of a matrix, as outputs`, outputs(version, expectNothing));

  test.each(published)("%s digests of a job for each platform, as outputs", async (version) => {
    await using scene = await startScene(runWorkflow, { product, version });
    const { site } = scene;
    // act knows GitHub's addresses alone.
    const ours = runner === "act" ? named : `${site.url}/${named}`;
    const auth = Buffer.from(`${actor}:${password}`).toString("base64");
    const setting = {
      registry: "git.example.com",
      uses: [`https://git.example.com/${named}`, ours],
      secrets: (host: string) => ({
        PACKAGES_USER: actor,
        PACKAGES_TOKEN: password,
        DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { auth } } }),
      }),
    } as const;
    await publish(scene, "publish-index/gitea", setting, async (found) => {
      await expectPublished(found, ["v1.2.3", "latest"], ["amd64", "arm64"]);
      expectNoToken(found.report, site);
      for (const { log } of found.report.jobs) expect(log).not.toContain(password);
    });
  });

  test("the action by its full tag, by its commit, and where the runner can, by its address", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    const pins = ["acme/imgpub/publish-index@v1.0.0", `acme/imgpub/publish-index@${scene.released}`];
    // act knows GitHub's addresses alone.
    if (runner !== "act") pins.push(`${scene.site.url}/${named}`);
    for (const pin of pins)
      await publish(scene, "publish-index/artifacts", { uses: [named, pin] }, async (found) => {
        await expectPublished(found, ["1.2.3"]);
      });
  });
});

await inContainers("publish", anywhere);
