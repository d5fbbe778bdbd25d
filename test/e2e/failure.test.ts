import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faults as gitFaults, temporaryFolder } from "../support/git-server/index.ts";
import { faults, startRegistry } from "../support/registry/index.ts";
import type { JobReport } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { type Scene, type SceneReport, startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";
import { addTemplate } from "./scene/templates.ts";
import { push, type Step, workflowOf } from "./scene/workflow.ts";

/** Errors as the log shows them, in the words of the action. */
const errorsIn = ({ log }: JobReport): string[] =>
  [...log.matchAll(/^::error::(.*)$/gm)].map(([, text = ""]) => text);

onEachRunner("a step that fails", (runWorkflow) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(runWorkflow);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  /**
   * Runs an action that fails, and what comes after: a step that always runs and keeps some outputs in files, one that
   * must not run, and a job that needs the first.
   */
  async function runFailing(
    step: Step,
    outputs: readonly string[],
  ): Promise<Pick<SceneReport, "summaries"> & { job: JobReport; outputs: Record<string, string> }> {
    await using folder = await temporaryFolder();
    const kept = Object.fromEntries(
      outputs.map((name) => [name.toUpperCase(), `\${{ steps.failing.outputs.${name} }}`]),
    );
    const keep = outputs.map((name) => `printf %s "$${name.toUpperCase()}" > "$KEPT/${name}"`);
    const unreached = 'echo reached > "$KEPT/reached"';
    const { jobs, summaries } = await scene.runText(
      workflowOf({
        failing: {
          steps: [
            { id: "failing", ...step },
            {
              id: "after",
              if: "always()",
              run: [...keep, 'printf %s "$OUTCOME" > "$KEPT/outcome"'].join("\n"),
              env: { ...kept, OUTCOME: "${{ steps.failing.outcome }}" },
            },
            { id: "unreached", run: unreached },
          ],
        },
        needing: { needs: "failing", steps: [{ run: unreached }] },
      }),
      { event: push, env: { KEPT: folder.path } },
    );
    const [job, needing] = jobs;
    if (job === undefined) throw new Error("no job was run");
    const read = (name: string) => readFile(join(folder.path, name), "utf8");
    await expect(read("reached")).rejects.toThrow("ENOENT");
    // act does not tell of jobs that it skips.
    expect([undefined, "skipped"]).toContain(needing?.result);
    expect(job).toMatchObject({ id: "failing", result: "failure" });
    expect(job.steps).toMatchObject({ failing: "failure", after: "success" });
    expect(job.steps.unreached ?? "skipped").toBe("skipped");
    expect(await read("outcome")).toBe("failure");
    const values = outputs.map(async (name) => [name, await read(name)] as const);
    return { job, summaries, outputs: Object.fromEntries(await Promise.all(values)) };
  }

  test("publish-index: one of two destinations refuses", async () => {
    await using near = await startRegistry();
    await using far = await startRegistry();
    far.faults.add({
      match: faults.where({ method: "PUT", kind: "manifest" }),
      times: Number.POSITIVE_INFINITY,
      act: faults.deniedRepository(),
    });
    const sources = pushSources(near);
    const refs = [
      `${near.host}/acme/app:1.0.0`,
      `${near.host}/acme/app:latest`,
      `${far.host}/acme/app:1.0.0`,
    ];
    const { job, summaries, outputs } = await runFailing(
      { uses: "acme/imgpub/publish-index@v1", with: { sources, tags: refs.join("\n") } },
      ["digest", "refs", "json"],
    );
    // The destination that works has its version; what moves last waits for both.
    const digest = near.tags("acme/app").get("1.0.0");
    expect([...near.tags("acme/app").keys()]).toEqual(["1.0.0"]);
    expect(far.tags("acme/app").size).toBe(0);
    expect(outputs).toMatchObject({ digest, refs: `${refs[0]}@${digest}` });
    expect(JSON.parse(outputs.json ?? "")).toMatchObject([
      { state: "failed", digest, tags: ["published", "not-moved", "not-moved"].map((state) => ({ state })) },
    ]);
    const [error = "", ...others] = errorsIn(job);
    expect(others).toEqual([]);
    expect(error).toContain(far.host);
    expect(error).toContain("403 DENIED (requested access to the resource is denied)");
    const summary = summaries.get("failing") ?? "";
    expect(summary).toContain(`${far.host}/acme/app:1.0.0`);
    expect(summary).toContain("requested access to the resource is denied");
  });

  test("publish-index: one of two targets lacks a platform", async () => {
    await using registry = await startRegistry();
    const [source = "", other = ""] = pushSources(registry).split("\n");
    const target = (name: string, sources: readonly string[]) => ({
      name,
      image: `${registry.host}/acme/app`,
      sources,
      tags: [name],
    });
    const targets = JSON.stringify([target("whole", [source, other]), target("half", [source])]);
    const { job, outputs, summaries } = await runFailing(
      {
        uses: "acme/imgpub/publish-index@v1",
        with: { targets, platforms: "linux/amd64,linux/arm64" },
      },
      ["refs", "json"],
    );
    expect([...registry.tags("acme/app").keys()]).toEqual(["whole"]);
    expect(outputs.refs).toBe(`${registry.host}/acme/app:whole@${registry.tags("acme/app").get("whole")}`);
    expect(JSON.parse(outputs.json ?? "")).toMatchObject([{ state: "published" }, { state: "failed" }]);
    expect(errorsIn(job)).toEqual([
      expect.stringMatching(/^1 of 2 targets was not published: half: .*linux\/arm64/),
    ]);
    expect(summaries.get("failing")).toContain("half");
  });

  test("wait-digests: a digest never comes", async () => {
    await using registry = await startRegistry();
    const [there = ""] = pushSources(registry).split("\n");
    const absent = `${registry.host}/acme/app@sha256:${"0".repeat(64)}`;
    const { job, outputs, summaries } = await runFailing(
      { uses: "acme/imgpub/wait-digests@v1", with: { refs: `${there}\n${absent}`, timeout: "1s" } },
      ["refs", "json"],
    );
    expect(outputs.refs).toBe(there);
    expect(JSON.parse(outputs.json ?? "")).toMatchObject([{ state: "ready" }, { state: "pending" }]);
    expect(errorsIn(job)).toEqual([expect.stringContaining(absent)]);
    expect(summaries.get("failing")).toContain("0".repeat(64));
  });

  test("cascade-runtime-version: one of two templates refuses the push", async () => {
    const { git, url } = scene.site;
    const open = await addTemplate(git, "failure/open");
    const closed = await addTemplate(git, "failure/closed");
    git.faults.add({
      match: { repository: closed.name, service: "receive-pack" },
      times: Number.POSITIVE_INFINITY,
      act: gitFaults.status(403, { body: "this one is closed\n" }),
    });
    const { job, outputs, summaries } = await runFailing(
      {
        uses: "acme/imgpub/cascade-runtime-version@v1",
        with: {
          version: "1.1.0",
          templates: `${open.name}\n${closed.name}`,
          token: git.token,
          "server-url": url,
        },
      },
      ["updated", "failed", "json"],
    );
    git.faults.clear();
    expect((await open.read(".runtime-version"))?.toString()).toBe("1.1.0\n");
    expect(outputs).toMatchObject({ updated: open.name, failed: closed.name });
    expect(JSON.parse(outputs.json ?? "")).toMatchObject([{ state: "updated" }, { state: "failed" }]);
    expect(errorsIn(job)).toEqual([expect.stringContaining(closed.name)]);
    expect(summaries.get("failing")).toContain(closed.name);
  });

  test("an input that cannot be understood is said in one sentence", async () => {
    const { job } = await runFailing(
      { uses: "acme/imgpub/publish-index@v1", with: { sources: 'no such % "file"', tags: "a/b:1" } },
      ["json"],
    );
    // Neither runner shows a percent sign of a command as it was.
    expect(errorsIn(job)).toEqual([
      'input "sources": "no such %25 \\"file\\"" is not an image reference: it contains white space; expected [registry/]repository[:tag][@digest]',
    ]);
  });
});
