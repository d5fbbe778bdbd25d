import { expect, test } from "vitest";
import { onPush, pushes, template, textOf } from "../actions/cascade/cascade.ts";
import { faults, plainGit } from "../support/git-server/index.ts";
import { productOf, startSite } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { exampleText, startScene } from "./scene/scene.ts";
import { expectNoToken } from "./scene/secrets.ts";
import { addTemplates, dispatched, histories } from "./scene/templates.ts";
import { versions } from "./scene/versions.ts";

onEachRunner("more ways to cascade", (runWorkflow, runner) => {
  const product = productOf[runner];

  test.each(versions[product].cascade)(
    "%s a release's tag, into the templates of a list",
    async (version) => {
      await using scene = await startScene(runWorkflow, { product, version });
      const { site } = scene;
      const templates = await addTemplates(site);
      const before = await histories(templates);
      const list = await exampleText("cascade-runtime-version/files/templates");
      const { path } = await site.git.repository(site.repository, { files: { "templates.yml": list } });
      await plainGit(["tag", "v1.4.2", "main"], { cwd: path });

      const report = await scene.run("cascade-runtime-version/release", {
        event: { name: "push", ref: "refs/tags/v1.4.2" },
        secrets: { CASCADE_TOKEN: site.userToken },
      });
      expect(report.jobs, report.jobs.at(-1)?.log).toMatchObject([
        { id: "publish", result: "success" },
        { id: "cascade", result: "success" },
      ]);
      expect(report.calls).toEqual([["make", "publish"]]);
      expectNoToken(report, site);
      const listed = ["templates/web", "templates/worker", "templates/legacy"];
      const after = await histories(templates);
      for (const [at, { name, repository, branch }] of templates.entries()) {
        const earlier = before[at] ?? [];
        const ours = (after[at] ?? []).slice(0, -earlier.length);
        expect((after[at] ?? []).slice(ours.length), name).toEqual(earlier);
        const isListed = listed.includes(repository.name);
        expect(
          ours.map(({ files }) => files),
          name,
        ).toEqual(isListed ? [[".runtime-version"]] : []);
        if (isListed) expect(await textOf(repository, ".runtime-version", branch)).toBe("1.4.2\n");
      }
    },
  );

  test("a template's own workflow builds with the version that it has got", async () => {
    await using scene = await startScene(runWorkflow, { product });
    const { git, repository } = scene.site;
    await template(git, repository, { version: "1.4.2\n" });
    const { jobs, calls } = await scene.run("cascade-runtime-version/publish-image", {
      event: { name: "push" },
    });
    expect(jobs, jobs[0]?.log).toMatchObject([{ id: "publish", result: "success" }]);
    const tag = ["--tag", "registry.example.com/templates/web", "."];
    expect(calls).toEqual([["docker", "build", "--build-arg", "RUNTIME=1.4.2", ...tag]]);
  });

  test("a protected branch gets a pull request, in the names of those who are given", async () => {
    await using scene = await startScene(runWorkflow, { product });
    const { site } = scene;
    const templates = await addTemplates(site);
    const [web, worker] = templates.map(({ repository }) => repository);
    await worker?.protect("main", product);
    const head = await worker?.head();
    const run = async (version: string) => {
      const report = await scene.run("cascade-runtime-version/pull-request", {
        event: dispatched(version),
        secrets: { CASCADE_TOKEN: site.userToken },
      });
      const [job] = report.jobs;
      expect(job, job?.log).toMatchObject({ id: "cascade", result: "success" });
      expectNoToken(report, site);
    };
    const { pulls } = site.forge.repository("templates/worker");
    const branch = "imgpub/main/runtime-version";
    for (const version of ["1.4.2", "1.5.0"]) {
      await run(version);
      // A later version refreshes the one that is open.
      expect(pulls).toMatchObject([{ head: branch, base: "main", state: "open" }]);
      expect(pulls[0]?.title).toContain(version);
      expect(await worker?.head()).toBe(head);
      for (const [repository, on] of [
        [web, "main"],
        [worker, branch],
      ] as const) {
        const [commit] = (await repository?.log(on)) ?? [];
        const bot = { name: "Release bot", email: "release-bot@example.com" };
        expect(commit).toMatchObject({ author: bot, committer: bot, files: [".runtime-version"] });
        expect(commit?.message).toContain("\n\nCo-authored-by: Ada Lovelace <ada@example.com>\n");
        expect((await repository?.read(".runtime-version", on))?.toString()).toBe(`${version}\n`);
      }
    }
    expect(site.forge.repository("templates/web").pulls).toEqual([]);
  });

  test("waves stop at a build that failed, and go on once it has been rerun", async () => {
    await using scene = await startScene(runWorkflow, { product });
    const { site } = scene;
    const templates = await addTemplates(site);
    for (const { name, repository, branch } of templates)
      site.git.faults.add({
        match: { ...onPush, repository: repository.name },
        act: faults.after(async () => {
          const sha = (await repository.head(branch)) ?? "";
          const state = name === "templates/web" ? "failure" : "success";
          site.forge.repository(repository.name).addRun({ sha, branch, states: ["running", state] });
        }),
      });
    const run = async () => {
      const report = await scene.run("cascade-runtime-version/waves", {
        event: dispatched("1.4.2"),
        secrets: { CASCADE_TOKEN: site.userToken },
      });
      expectNoToken(report, site);
      return report.jobs[0];
    };
    const held = () =>
      Promise.all(
        templates.map(async ({ repository, branch }) =>
          (await textOf(repository, ".runtime-version", branch)) === "1.4.2\n" ? "new" : "old",
        ),
      );

    const stopped = await run();
    expect(stopped, stopped?.log).toMatchObject({ id: "cascade", result: "failure" });
    expect(stopped?.log).toMatch(
      // A command of the runner has the sign in another form.
      /the roll-out stopped at wave 2 of 3 \(50%(?:25)?\) and 2 templates are held/,
    );
    // The notebook is the canary: it came first.
    expect(await held()).toEqual(["new", "new", "old", "new", "old"]);

    site.forge.repository("templates/web").runs[0]?.states.splice(0, 1, "success");
    const done = await run();
    expect(done, done?.log).toMatchObject({ id: "cascade", result: "success" });
    expect(await held()).toEqual(["new", "new", "new", "new", "new"]);
    for (const { repository, branch } of templates)
      expect((await repository.log(branch)).filter(({ message }) => message.includes("1.4.2"))).toHaveLength(
        1,
      );
  });

  test("a template on another server than the run's, and nothing over a higher version", async () => {
    await using scene = await startScene(runWorkflow, { product });
    await using other = await startSite({ product: "forgejo" });
    const notebook = await template(other.git, "templates/notebook", {
      version: null,
      files: {
        "docker/runtime.txt": "2025.12\n",
        ".forgejo/workflows/image.yml":
          "on: push\njobs:\n  build:\n    steps:\n      - run: make VERSION=$(cat docker/runtime.txt)\n",
      },
    });
    other.forge.repository(notebook.name);
    const run = async (version: string) => {
      scene.site.git.clearRequests();
      const report = await scene.run(
        "cascade-runtime-version/other-server",
        { event: dispatched(version), secrets: { CASCADE_TOKEN: other.userToken } },
        { "https://git.example.com": other.url },
      );
      const [job] = report.jobs;
      expect(job, job?.log).toMatchObject({ id: "cascade", result: "success" });
      expectNoToken(report, other);
      expect(scene.site.forge.log).toEqual([]);
      expect(scene.site.git.requests.filter(({ repository }) => repository === notebook.name)).toEqual([]);
      return job?.log ?? "";
    };

    await run("2026.1.post1");
    expect(await textOf(notebook, "docker/runtime.txt")).toBe("2026.1.post1\n");
    const [ours, ...earlier] = await notebook.log();
    expect(ours?.files).toEqual(["docker/runtime.txt"]);
    expect(earlier).toHaveLength(1);

    other.git.clearRequests();
    // Post-releases are higher by PEP 440 alone.
    expect(await run("2026.1")).toContain("superseded");
    expect(pushes(other.git)).toEqual([]);
    expect(await textOf(notebook, "docker/runtime.txt")).toBe("2026.1.post1\n");
  });
});
