import { expect, test } from "vitest";
import { plainGit } from "../support/git-server/index.ts";
import { buildxIndexFixture, pullOverHttp, pushFixture } from "../support/images/images.ts";
import { defaultCredentials, type Registry, startRegistry } from "../support/registry/index.ts";
import { productOf } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { password, startOwnRegistry } from "./scene/own-registry.ts";
import { startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";

const platforms = ["linux/amd64", "linux/arm64"];

/** What the index under a tag says of the platform's descriptor. */
function annotationsOf(registry: Registry, tag: string, architecture: string): unknown {
  const { bytes = "{}" } = registry.readManifest("acme/app", tag) ?? {};
  const { manifests = [] } = JSON.parse(bytes.toString()) as {
    manifests?: { platform: { architecture: string }; annotations?: object }[];
  };
  return manifests.find(({ platform }) => platform.architecture === architecture)?.annotations;
}

onEachRunner("publish to many", (runWorkflow, runner) => {
  const product = productOf[runner];

  test("from one registry to two others, and never over a version that is taken", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    await using lan = await startRegistry();
    await using near = await startOwnRegistry();
    await using hub = await startRegistry({ auth: "bearer" });
    const login = "username: ${{ vars.DOCKERHUB_USERNAME }}";
    const release = async (version: string, [amd64 = "", arm64 = ""]: readonly string[]) => {
      const { jobs } = await scene.run(
        "publish-index/registries",
        {
          event: { name: "workflow_dispatch", payload: { inputs: { version, amd64, arm64 } } },
          vars: { DOCKERHUB_USERNAME: defaultCredentials.user },
          secrets: { DOCKERHUB_TOKEN: defaultCredentials.password },
        },
        {
          "ghcr.io": near.host,
          "docker.io": hub.host,
          "registry.lan:5000": lan.host,
          // It is Docker Hub's by default.
          [login]: `registry: ${hub.host}\n          ${login}`,
        },
      );
      return jobs[0];
    };
    const tested = pushSources(lan)
      .split("\n")
      .map((source) => source.split("@")[1] ?? "");

    const done = await release("1.2.3", tested);
    expect(done?.result, done?.log).toBe("success");
    const published = await near.pull("acme/app", "1.2.3");
    expect(published).toMatchObject({
      platforms,
      attestations: 2,
      annotations: { "org.opencontainers.image.source": "https://github.com/acme/app" },
    });
    expect((await near.pull("acme/app", "latest")).digest).toBe(published.digest);
    expect(hub.tags("acme/app")).toEqual(
      new Map([
        ["1.2.3", published.digest],
        ["latest", published.digest],
      ]),
    );
    expect(await pullOverHttp(hub.origin, "acme/app", "1.2.3", defaultCredentials)).toEqual(published);
    expect(annotationsOf(hub, "1.2.3", "arm64")).toEqual({ "org.example.tested": "emulated" });
    expect(annotationsOf(hub, "1.2.3", "amd64")).toBeUndefined();

    const others = platforms.map(
      (platform) => pushFixture(lan, "acme/app", buildxIndexFixture({ platform, seed: "other" })).digest,
    );
    const refused = await release("1.2.3", others);
    expect(refused?.result, refused?.log).toBe("failure");
    expect(refused?.log).toContain("1.2.3");
    for (const tag of ["1.2.3", "latest"])
      expect((await near.pull("acme/app", tag)).digest).toBe(published.digest);
    expect([...new Set(hub.tags("acme/app").values())]).toEqual([published.digest]);
  });

  test("many images from metadata files: a tag publishes, and the branch prints the plan", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    const { git, repository } = scene.site;
    const files = { "images/app/Dockerfile": "FROM scratch\n", "images/worker/Dockerfile": "FROM scratch\n" };
    const { path } = await git.repository(repository, { files });
    await plainGit(["tag", "v1.2.3", "main"], { cwd: path });
    await using registry = await startOwnRegistry();
    const build = async (ref: string) => {
      const event = { name: "push", ref };
      const { jobs, calls } = await scene.run(
        "publish-index/many-images",
        { event },
        { "ghcr.io": registry.host },
      );
      const ended = jobs.map(({ id, result }) => `${id} ${result}`).toSorted();
      expect(ended, jobs.at(-1)?.log).toEqual([...Array(4).fill("build success"), "publish success"]);
      const built = calls.map(([program, ...args]) => [program, ...args.slice(0, 3)].join(" ")).toSorted();
      expect(built).toEqual(
        ["app", "app", "worker", "worker"].map((name) => `docker buildx build images/${name}`),
      );
      return jobs.at(-1)?.log ?? "";
    };

    const planned = await build("refs/heads/main");
    for (const name of ["app", "worker"]) {
      expect(planned).toContain(`${registry.host}/acme/${name}:main`);
      for (const tag of ["main", "latest"])
        await expect(registry.pull(`acme/${name}`, tag)).rejects.toThrow("404");
    }

    await build("refs/tags/v1.2.3");
    const images = await Promise.all(
      ["app", "worker"].map((name) => registry.pull(`acme/${name}`, "v1.2.3")),
    );
    for (const image of images) expect(image).toMatchObject({ platforms, attestations: 2 });
    expect(new Set(images.map(({ digest }) => digest)).size).toBe(2);
    for (const [at, name] of ["app", "worker"].entries())
      expect(await registry.pull(`acme/${name}`, "latest")).toEqual(images[at]);
  });

  test("one list over four runners: each target once, and the last job tells of a shard that failed", async () => {
    await using scene = await startScene(runWorkflow, { product, token: password });
    await using registry = await startOwnRegistry();
    const names = Array.from({ length: 12 }, (_, at) => `app-${at + 1}`);
    const targets = [];
    for (const name of names) {
      const digest = await registry.push(`acme/${name}`, "linux/amd64");
      targets.push({ name, image: `${registry.host}/acme/${name}`, sources: [digest], tags: ["1.2.3"] });
    }
    const { git, repository } = scene.site;
    const own = await git.repository(repository, { files: { "targets.yml": JSON.stringify(targets) } });
    const promote = async () => {
      const { jobs } = await scene.run(
        "publish-index/shards",
        { event: { name: "workflow_dispatch" } },
        { "ghcr.io": registry.host },
      );
      return jobs;
    };

    const done = await promote();
    expect(done.map(({ id, result }) => `${id} ${result}`).toSorted(), done.at(-1)?.log).toEqual([
      ...Array(4).fill("promote success"),
      "promoted success",
    ]);
    for (const name of names)
      expect(await registry.pull(`acme/${name}`, "1.2.3")).toMatchObject({ platforms: ["linux/amd64"] });
    const shares = done.flatMap(({ log }) => log.match(/Shard \d\/4: \d+ of 12 targets/) ?? []);
    expect(shares.map((share) => share.slice(0, 9)).toSorted()).toEqual(
      [1, 2, 3, 4].map((shard) => `Shard ${shard}/4`),
    );

    const lacking = { ...targets[0], platforms: ["linux/s390x"] };
    await own.commit({ "targets.yml": JSON.stringify([lacking, ...targets.slice(1)]) });
    const failed = await promote();
    expect(failed.find(({ id }) => id === "promoted")?.result, failed.at(-1)?.log).toBe("failure");
    // act takes a matrix for one job, and says of legs that end after a failed one that they failed, too.
    const legs = failed.filter(({ id }) => id === "promote");
    const told = legs.filter(({ log }) => /of 3 targets (?:was|were) not published/.test(log));
    expect([legs.length, told.length]).toEqual([4, 1]);
    expect(told[0]?.result).toBe("failure");
  });
});
