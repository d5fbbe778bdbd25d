import { expect, test } from "vitest";
import { onPush, pushes, race, textOf } from "../actions/cascade/cascade.ts";
import { faults, type Repository } from "../support/git-server/index.ts";
import { productOf } from "../support/workflow-runner/index.ts";
import { onEachRunner, type RunnerTests } from "./scene/each-runner.ts";
import { inContainers } from "./scene/in-containers.ts";
import { startScene } from "./scene/scene.ts";
import { expectNoToken } from "./scene/secrets.ts";
import { addTemplates, dispatched, histories } from "./scene/templates.ts";

const anywhere: RunnerTests = (runWorkflow, runner) => {
  const product = productOf[runner];

  test("a version that is dispatched comes to five templates, to one in a race, and once", async () => {
    await using scene = await startScene(runWorkflow, { product });
    const { site } = scene;
    const templates = await addTemplates(site);
    const before = await histories(templates);
    const raced = templates.findIndex(({ name }) => name === "templates/worker");
    const theirs = race(site.git, site.git.repositories.get("templates/worker") as Repository, [
      { "theirs.txt": "theirs\n" },
    ]);
    // The job's own token may not push, so no run that is green has used it.
    const secrets = { CASCADE_TOKEN: site.userToken };
    const cascade = (version: string) =>
      scene.run("cascade-runtime-version/dispatch", { event: dispatched(version), secrets });

    const report = await cascade("v1.4.2");
    const [job] = report.jobs;
    expect(job, job?.log).toMatchObject({ id: "cascade", result: "success" });
    expectNoToken(report, site);
    const after = await histories(templates);
    for (const [at, { name, repository, branch }] of templates.entries()) {
      expect(await textOf(repository, ".runtime-version", branch)).toBe("1.4.2\n");
      const [ours = "", ...rest] = (after[at] ?? []).map(({ sha }) => sha);
      const earlier = (before[at] ?? []).map(({ sha }) => sha);
      expect(rest, name).toEqual(at === raced ? [...theirs, ...earlier] : earlier);
      expect(after[at]?.[0]?.files).toEqual([".runtime-version"]);
      expect(job?.log).toContain(name);
      expect(report.summaries.get("cascade")).toContain(ours.slice(0, 7));
    }
    expect(theirs).toHaveLength(1);
    expect(job?.log).toContain("push 1 of 3");

    site.git.clearRequests();
    const again = await cascade("1.4.2");
    expect(again.jobs[0]).toMatchObject({ result: "success" });
    expect(again.jobs[0]?.log).toContain("unchanged");
    expect(await histories(templates)).toEqual(after);
    expect(pushes(site.git)).toEqual([]);
  });
};

onEachRunner("cascade", (runWorkflow, runner) => {
  const product = productOf[runner];
  anywhere(runWorkflow, runner);

  test.each([
    ["a quote and a command", `1.4.2"; touch '$(id)' #`],
    ["a new line and a command to the runner", "1.4.2\n::set-output name=updated::all\n::error::theirs"],
    ["an expression", "1.4.2${{ secrets.CASCADE_TOKEN }}"],
  ])("a version with %s is refused before anything is asked for", async (_, version) => {
    await using scene = await startScene(runWorkflow, { product });
    const { site } = scene;
    const templates = await addTemplates(site);
    const before = await histories(templates);
    site.git.clearRequests();
    const report = await scene.run("cascade-runtime-version/dispatch", {
      event: dispatched(version),
      secrets: { CASCADE_TOKEN: site.userToken },
    });
    const [job] = report.jobs;
    expect(job).toMatchObject({ result: "failure" });
    expect(job?.log).toContain('input "version":');
    expectNoToken(report, site);
    const asked = site.git.requests.filter(({ repository }) => repository?.startsWith("templates/"));
    expect(asked).toEqual([]);
    expect(site.forge.log).toEqual([]);
    expect(await histories(templates)).toEqual(before);
  });

  test("a later step goes by the outputs: a build that failed fails the job", async () => {
    await using scene = await startScene(runWorkflow, { product });
    const { site } = scene;
    const templates = await addTemplates(site);
    const files = { "templates.txt": templates.map(({ name }) => `${name}\n`).join("") };
    await site.git.repository(site.repository, { files });
    for (const { name, repository, branch } of templates)
      site.git.faults.add({
        match: { ...onPush, repository: repository.name },
        act: faults.after(async () => {
          const sha = (await repository.head(branch)) ?? "";
          const state = name === "templates/jobs" ? "failure" : "success";
          site.forge.repository(repository.name).addRun({ sha, branch, states: ["running", state] });
        }),
      });
    const run = () =>
      scene.run("cascade-runtime-version/follow", {
        event: dispatched("1.4.2"),
        secrets: { CASCADE_TOKEN: site.userToken },
      });
    const [job] = (await run()).jobs;
    expect(job, job?.log).toMatchObject({ result: "failure", steps: { cascade: "success", 2: "failure" } });
    for (const { repository, branch } of templates)
      expect(await textOf(repository, ".runtime-version", branch)).toBe("1.4.2\n");
    // Nothing is pushed now, so no build is followed.
    const [again] = (await run()).jobs;
    expect(again).toMatchObject({ result: "success", steps: { cascade: "success" } });
  });
});

await inContainers("cascade", anywhere);
