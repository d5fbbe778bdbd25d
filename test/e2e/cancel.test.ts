import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faults as gitFaults, temporaryFolder } from "../support/git-server/index.ts";
import { imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { processesLeft, processesWith } from "../support/processes.ts";
import { type FaultAct, faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { runAction } from "../support/runner.ts";
import type { RunReport } from "../support/workflow-runner/index.ts";
import { addAction } from "./scene/action-repositories.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { type Scene, startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";
import { addTemplate } from "./scene/templates.ts";
import { push, workflowOf } from "./scene/workflow.ts";

const { where } = faults;
const older = indexFixture([imageFixture({ layers: 1, seed: "older" })]);

onEachRunner("cancel", (runWorkflow, runner) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(runWorkflow);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  /** What each runner calls a job that was cancelled; act knows success and failure alone. */
  const cancelled = runner === "act" ? "failure" : "cancelled";

  /**
   * Runs a workflow, and tells which processes of it are still there. They are found by a folder in TEMP, one of the
   * few variables that git gets too.
   */
  async function runMarked(
    workflow: string,
    { signal, env }: { signal?: AbortSignal; env?: Record<string, string> } = {},
  ): Promise<RunReport & { readonly left: readonly number[] }> {
    await using temp = await temporaryFolder();
    const marked = { ...env, TEMP: temp.path };
    const report = await scene.runText(workflow, { event: push, env: marked, ...(signal && { signal }) });
    return { ...report, left: await processesLeft(temp.path) };
  }

  test("an action is killed by SIGKILL, which it cannot handle", async () => {
    await using folder = await temporaryFolder();
    const told = join(folder.path, "told");
    await addAction(scene.site.git.root, "acme/probe", {
      "action.yml": "name: probe\ndescription: Probe\nruns:\n  using: node24\n  main: index.js\n",
      "index.js": `
        const { appendFileSync } = require("node:fs");
        const tell = (what) => appendFileSync(process.env.TOLD, what + "\\n");
        for (const signal of ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"]) process.on(signal, () => tell(signal));
        process.on("exit", () => tell("exit"));
        require("node:child_process").spawn("sleep", ["3600"], { stdio: "ignore" });
        tell("started");
        console.log("probe is ready");
        setTimeout(() => {}, 3_600_000);
      `,
    });
    const cancel = new AbortController();
    const always = { if: "always()", run: 'echo always >> "$TOLD"' };
    const workflow = workflowOf({ probe: { steps: [{ uses: "acme/probe@v1" }, always] } });
    const { jobs } = await scene.runText(workflow, {
      event: push,
      env: { TOLD: told },
      signal: cancel.signal,
      onLine: (line) => line === "probe is ready" && cancel.abort(),
    });
    expect(jobs).toMatchObject([{ id: "probe", result: cancelled }]);
    // act gives a step a terminal of its own, which hangs up; Gitea's runner leaves alone what the step has started.
    const left = await (runner === "act" ? processesLeft(told) : processesWith(told));
    for (const pid of left) process.kill(pid, "SIGKILL");
    expect(left).toHaveLength(runner === "act" ? 0 : 1);
    // Gitea's runner begins no other step, not even one that always runs.
    expect(await readFile(told, "utf8")).toBe(runner === "act" ? "started\nalways\n" : "started\n");
  });

  describe("publish-index", () => {
    // Where there are several repositories, the index is put by its digest before a tag moves in any of them.
    const inputs = (from: Registry, to: Registry, repositories: readonly string[]) => ({
      sources: pushSources(from),
      tags: repositories
        .flatMap((name) => ["latest", "1.0.0"].map((tag) => `${to.host}/${name}:${tag}`))
        .join("\n"),
    });
    const puts = (reference: string) => where({ method: "PUT", kind: "manifest", reference });

    const upload = () => where({ method: "PUT", kind: "upload" });
    const put = () => where({ method: "PUT", kind: "manifest" });

    test.each([
      { moment: "before a blob is uploaded", at: upload, handled: false, moved: [] },
      { moment: "after an image was put", at: put, handled: true, moved: [] },
      { moment: "before the index is put", at: puts, handled: false, moved: [], others: ["acme/other"] },
      { moment: "after the index was put", at: puts, handled: true, moved: [], others: ["acme/other"] },
      { moment: "before the version tag moves", at: () => puts("1.0.0"), handled: false, moved: [] },
      { moment: "after the version tag has moved", at: () => puts("1.0.0"), handled: true, moved: ["1.0.0"] },
      { moment: "before latest moves", at: () => puts("latest"), handled: false, moved: ["1.0.0"] },
      {
        moment: "after latest has moved",
        at: () => puts("latest"),
        handled: true,
        moved: ["1.0.0", "latest"],
      },
    ])(
      "$moment: no incomplete tag, no process, and the next run completes",
      async ({ at, handled, moved, others = [] }) => {
        await using from = await startRegistry();
        // It takes a manifest before its parts are there, so that nobody but the action keeps tags complete.
        await using to = await startRegistry({ checkReferences: false });
        pushFixture(to, "acme/copy", older, { tag: "latest" });
        const given = inputs(from, to, ["acme/copy", ...others]);
        const planned = await runAction("publish-index", { inputs: { ...given, "dry-run": "true" } });
        const { digest = "" } = planned.outputs;
        const workflow = workflowOf({
          publish: { steps: [{ uses: "acme/imgpub/publish-index@v1", with: given }] },
        });
        const cancel = new AbortController();
        const cancelAndHang: FaultAct = {
          name: "cancel and hang",
          async run(_, next): Promise<"hang"> {
            if (handled) await next();
            cancel.abort();
            return "hang";
          },
        };
        const hit = to.faults.add({ match: at(digest), act: cancelAndHang });

        const { jobs, left } = await runMarked(workflow, { signal: cancel.signal });
        expect(hit.hits).toBe(1);
        expect(jobs).toMatchObject([{ id: "publish", result: cancelled }]);
        expect(left).toEqual([]);
        expect(to.incompleteTags()).toEqual([]);
        const held = new Map([
          ["latest", older.descriptor.digest],
          ...moved.map((tag) => [tag, digest] as const),
        ]);
        expect(to.tags("acme/copy")).toEqual(held);
        for (const other of others) expect([...to.tags(other).keys()]).toEqual([]);

        to.faults.clear();
        const again = await runMarked(workflow);
        expect(again.jobs).toMatchObject([{ id: "publish", result: "success" }]);
        expect(again.left).toEqual([]);
        expect([...to.tags("acme/copy")]).toEqual([
          ["1.0.0", digest],
          ["latest", digest],
        ]);
        expect(to.incompleteTags()).toEqual([]);
      },
    );
  });

  describe("cascade-runtime-version", () => {
    test.each([
      { moment: "while it fetches", service: "upload-pack", handled: false },
      { moment: "before a push is taken", service: "receive-pack", handled: false },
      { moment: "after a push was taken", service: "receive-pack", handled: true },
    ] as const)(
      "$moment: no git is left, and the next run completes",
      async ({ moment, service, handled }) => {
        const { git, url } = scene.site;
        const { token } = git;
        const owner = moment.replaceAll(" ", "-");
        const templates = await Promise.all(
          ["one", "two", "three"].map((name) => addTemplate(git, `${owner}/${name}`)),
        );
        const names = templates.map(({ name }) => name).join("\n");
        const cascade = workflowOf({
          cascade: {
            steps: [
              {
                id: "cascade",
                uses: "acme/imgpub/cascade-runtime-version@v1",
                with: { version: "1.1.0", templates: names, token, "server-url": url },
              },
              { run: 'echo "updated $UPDATED"', env: { UPDATED: "${{ steps.cascade.outputs.updated }}" } },
            ],
          },
        });
        const cancel = new AbortController();
        const hit = git.faults.add({
          match: { service, phase: "rpc", repository: `${owner}/two` },
          act: {
            name: "cancel and hang",
            async run(call, next): Promise<"hang"> {
              if (handled) await gitFaults.after(() => {}).run(call, next);
              cancel.abort();
              return "hang";
            },
          },
        });
        const env = { GIT_HTTP_LOW_SPEED_TIME: "1" };
        const { jobs, left } = await runMarked(cascade, { signal: cancel.signal, env });
        expect(hit.hits).toBe(1);
        expect(jobs).toMatchObject([{ id: "cascade", result: cancelled }]);
        expect(left).toEqual([]);
        await git.settled();
        git.faults.clear();

        const again = await runMarked(cascade);
        expect(again.jobs).toMatchObject([{ id: "cascade", result: "success" }]);
        expect(again.left).toEqual([]);
        for (const template of templates) {
          expect((await template.read(".runtime-version"))?.toString()).toBe("1.1.0\n");
          expect((await template.log()).map(({ author }) => author.name === "imgpub")).toEqual([true, false]);
        }
      },
    );
  });
});
