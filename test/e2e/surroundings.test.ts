import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGitServer, temporaryFolder } from "../support/git-server/index.ts";
import { startForwardProxy } from "../support/proxies/forward-proxy.ts";
import { startRegistry } from "../support/registry/index.ts";
import type { RunWorkflow } from "../support/workflow-runner/index.ts";
import { jobUser } from "../support/workflow-runner/job-image.ts";
import { addAction } from "./scene/action-repositories.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { inContainers } from "./scene/in-containers.ts";
import { type Scene, startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";
import { addTemplate } from "./scene/templates.ts";
import { push, type Step, workflowOf } from "./scene/workflow.ts";

const forgetTokens = new URL("scene/forget-tokens.mjs", import.meta.url).href;

/** A scene for the tests of a suite, and a workflow that has all actions. */
function allActionsOn(runWorkflow: RunWorkflow) {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(runWorkflow);
    await addAction(scene.site.git.root, "acme/look-around", {
      "action.yml": `name: Look around
description: Says who the job is and what it has around it.
runs:
  using: node24
  main: index.mjs
`,
      "index.mjs": await readFile(new URL("scene/look-around.mjs", import.meta.url)),
    });
    await addAction(scene.site.git.root, "acme/write-files", {
      "action.yml": `name: Write files
description: Writes files into the workspace, from a map of their texts.
inputs:
  files:
    description: A JSON object
    required: true
runs:
  using: node24
  main: index.js
`,
      "index.js": `
        const { mkdirSync, writeFileSync } = require("node:fs");
        const { dirname, join } = require("node:path");
        for (const [name, text] of Object.entries(JSON.parse(process.env.INPUT_FILES))) {
          const path = join(process.env.GITHUB_WORKSPACE, name);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, text);
          console.log("wrote " + name + ": " + text);
        }
        console.log("wrote below " + process.env.GITHUB_WORKSPACE);
      `,
    });
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  const writeFiles = (files: Readonly<Record<string, string>>): Step => ({
    uses: "acme/write-files@v1",
    with: { files: JSON.stringify(files) },
  });

  /** A job that has a step for every action, and every step succeeds. */
  async function runAll(
    name: string,
    run: { home?: string; user?: number; env?: Record<string, string> },
  ): Promise<string> {
    const { git, forge, url, repository } = scene.site;
    await using registry = await startRegistry();
    const template = await addTemplate(git, `${name}/template`);
    forge.repository(repository);
    forge.runners.add({ labels: ["publish"], at: repository });
    const sources = pushSources(registry);
    const { jobs } = await scene.runText(
      workflowOf({
        all: {
          steps: [
            writeFiles({ ".github/workflows/release.yml": workflowOf({ release: { steps: [] } }) }),
            { uses: "acme/look-around@v1" },
            { id: "wait", uses: "acme/imgpub/wait-digests@v1", with: { refs: sources } },
            {
              id: "publish",
              uses: "acme/imgpub/publish-index@v1",
              with: { sources, tags: `${registry.host}/acme/app:1` },
            },
            {
              id: "cascade",
              uses: "acme/imgpub/cascade-runtime-version@v1",
              with: { version: "1.1.0", templates: template.name, token: git.token, "server-url": url },
            },
            {
              id: "guard",
              uses: "acme/imgpub/lane-guard@v1",
              with: { token: forge.token, "server-url": url, "wait-timeout": "0" },
            },
            // Not by `run`, which these runners cannot do in a home with blanks.
            writeFiles({
              outputs: [
                "${{ steps.wait.outputs.elapsed }} s",
                "${{ steps.publish.outputs.digest }}",
                "${{ steps.cascade.outputs.updated }}",
                "${{ steps.guard.outputs.status }}",
              ].join(", "),
            }),
          ],
        },
      }),
      { event: push, ...run },
    );
    expect(jobs).toMatchObject([
      {
        result: "success",
        steps: { wait: "success", publish: "success", cascade: "success", guard: "success" },
      },
    ]);
    expect((await template.read(".runtime-version"))?.toString()).toBe("1.1.0\n");
    const tags = registry.tags("acme/app");
    expect([...tags.keys()]).toEqual(["1"]);
    expect(jobs[0]?.log).toMatch(
      new RegExp(`^wrote outputs: \\d+\\.\\d s, ${tags.get("1")}, ${template.name}, ok$`, "m"),
    );
    return jobs[0]?.log ?? "";
  }

  return { scene: () => scene, writeFiles, runAll };
}

onEachRunner("surroundings", (runWorkflow, runner) => {
  const { scene, writeFiles, runAll } = allActionsOn(runWorkflow);

  test("all actions do without any token in the environment", async () => {
    await using folder = await temporaryFolder();
    const tokens = join(folder.path, "tokens");
    await runAll("tokens", { env: { NODE_OPTIONS: `--import=${forgetTokens}`, TOKENS: tokens } });
    // act exports the secret GITHUB_TOKEN; Gitea's runner exports none.
    const exported = runner === "act" ? "GITHUB_TOKEN" : "";
    const told = (await readFile(tokens, "utf8")).split("\n");
    for (const id of ["wait", "publish", "cascade", "guard"]) expect(told).toContain(`${id}: ${exported}`);
  });

  test("all actions run in a home with blanks", async () => {
    const log = await runAll("blanks", { home: "the home of a runner" });
    expect(log).toMatch(/^wrote below .*\/the home of a runner\//m);
  });

  test("paths with blanks: the runner's home, digests, metadata and targets", async () => {
    await using registry = await startRegistry();
    const digests = pushSources(registry)
      .split("\n")
      .map((source) => source.split("@")[1] ?? "");
    const image = `${registry.host}/acme/app`;
    const metadata = (digest: string) =>
      JSON.stringify({ "image.name": image, "containerimage.digest": digest });
    const targets = [
      {
        name: "target with blanks",
        image,
        sources: ["meta data/a 1.json", "meta data/b 2.json"],
        tags: ["targets"],
      },
    ];
    const publish = (inputs: Readonly<Record<string, string>>): Step => ({
      uses: "acme/imgpub/publish-index@v1",
      with: { image, ...inputs },
    });
    const { jobs } = await scene().runText(
      workflowOf({
        blanks: {
          steps: [
            writeFiles({
              ...Object.fromEntries(
                digests.map((digest) => [`di gests/${digest.replace("sha256:", "")}`, ""]),
              ),
              "meta data/a 1.json": metadata(digests[0] ?? ""),
              "meta data/b 2.json": metadata(digests[1] ?? ""),
              "many targets.json": JSON.stringify(targets),
            }),
            publish({ sources: "di gests", tags: "folder" }),
            publish({ sources: "meta data/a 1.json\nmeta data/b 2.json", tags: "files" }),
            publish({ sources: "meta data/*.json", tags: "glob" }),
            publish({ sources: "${{ github.workspace }}/di gests", tags: "absolute" }),
            publish({ targets: "many targets.json" }),
          ],
        },
      }),
      { event: push, home: "the home of a runner" },
    );
    expect(jobs[0]?.log).toMatch(/^wrote below .*\/the home of a runner\//m);
    expect(jobs).toMatchObject([{ result: "success" }]);
    const tags = registry.tags("acme/app");
    expect([...tags.keys()]).toEqual(["absolute", "files", "folder", "glob", "targets"]);
    expect(new Set(tags.values()).size).toBe(1);
  });

  describe("a proxy of the environment", () => {
    const password = "pr0xy-pass";
    const variables = (port: number) => ({
      HTTP_PROXY: `http://somebody:${password}@127.0.0.1:${port}`,
      // The only one that git reads for plain HTTP.
      http_proxy: `http://somebody:${password}@127.0.0.1:${port}`,
    });

    test("publish-index and wait-digests reach registries that only the proxy knows", async () => {
      await using near = await startRegistry();
      await using far = await startRegistry();
      await using proxy = await startForwardProxy({
        "near.test": () => near.origin,
        "far.test": () => far.origin,
      });
      const sources = pushSources(near).replaceAll(near.host, "near.test");
      const insecure = { "insecure-registries": "near.test, far.test" };
      const { jobs } = await scene().runText(
        workflowOf({
          proxied: {
            steps: [
              { uses: "acme/imgpub/wait-digests@v1", with: { refs: sources, ...insecure } },
              {
                uses: "acme/imgpub/publish-index@v1",
                with: { sources, tags: "far.test/acme/app:1", ...insecure },
              },
            ],
          },
        }),
        { event: push, env: variables(proxy.port) },
      );
      expect(jobs).toMatchObject([{ result: "success" }]);
      expect(jobs[0]?.log).not.toContain(password);
      expect([...far.tags("acme/app").keys()]).toEqual(["1"]);
      expect(far.incompleteTags()).toEqual([]);
      expect(proxy.seen.length).toBeGreaterThanOrEqual(near.requests.length + far.requests.length);
    });

    test("NO_PROXY is gone around it", async () => {
      await using near = await startRegistry();
      await using proxy = await startForwardProxy({ "near.test": () => near.origin });
      const sources = pushSources(near).replaceAll(near.host, "near.test");
      const { jobs } = await scene().runText(
        workflowOf({
          direct: {
            steps: [
              {
                uses: "acme/imgpub/wait-digests@v1",
                with: { refs: sources, timeout: "1s", "insecure-registries": "near.test" },
              },
            ],
          },
        }),
        { event: push, env: { ...variables(proxy.port), NO_PROXY: "near.test" } },
      );
      expect(jobs).toMatchObject([{ result: "failure" }]);
      expect(jobs[0]?.log).toMatch(/host not found|DNS not ready/);
      expect(proxy.seen).toEqual([]);
    });

    test("cascade-runtime-version: its git reaches a server that only the proxy knows", async () => {
      await using git = await startGitServer();
      await using proxy = await startForwardProxy({ "git.test": () => git.origin });
      const template = await addTemplate(git, "proxied/template");
      const { jobs } = await scene().runText(
        workflowOf({
          proxied: {
            steps: [
              {
                uses: "acme/imgpub/cascade-runtime-version@v1",
                with: {
                  version: "1.1.0",
                  templates: template.name,
                  token: git.token,
                  "server-url": "http://git.test",
                },
              },
            ],
          },
        }),
        { event: push, env: variables(proxy.port) },
      );
      expect(jobs).toMatchObject([{ result: "success" }]);
      expect(jobs[0]?.log).not.toContain(password);
      expect((await template.read(".runtime-version"))?.toString()).toBe("1.1.0\n");
      expect(proxy.seen.map(({ url }) => url)).toContain(
        "http://git.test/proxied/template.git/git-receive-pack",
      );
      // The forge's API is asked through it, too.
      const ofGit = proxy.seen.filter(({ url }) => url.includes("/template.git/"));
      expect(ofGit.length).toBe(git.requests.length);
    });
  });
});

await inContainers("surroundings", (runWorkflow) => {
  const { runAll } = allActionsOn(runWorkflow);

  test.each([
    ["another user than the workspace is of", jobUser.id, `/home/${jobUser.name}`],
    ["a number that the image knows no user of", 4711, "/"],
  ])("all actions run as %s", async (_, user, home) => {
    const log = await runAll(`as-${user}`, { user });
    const [, around = "{}"] = /^around: (.*)$/m.exec(log) ?? [];
    expect(JSON.parse(around)).toEqual({
      user,
      home,
      volumes: ["workspace", "tool cache"],
      socket: false,
      interfaces: Object.keys(networkInterfaces()).sort(),
      names: "unknown",
    });
  });
});
