import { describe, expect, test } from "vitest";
import type { FakeForge } from "../../support/forge/forge.ts";
import type { ForgeRecord } from "../../support/forge/types.ts";
import { type Repository, startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { cascade, pushes, reportOf, template, textOf, workflow, workflowPath } from "./cascade.ts";
import { startForgeServer } from "./forges.ts";

const other = ".gitea/workflows/publish-image.yaml";

describe.concurrent("the workflow's name", () => {
  test.each([
    ["publish-image.yml", "publish-image.yaml"],
    ["publish-image.yaml", "publish-image.yml"],
  ])("%s is missing, and %s counts as it", async (asked, there) => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.commit({ [workflowPath]: null });
    await app.commit({ [`.gitea/workflows/${there}`]: workflow });
    const run = await cascade(server, { workflow: asked });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });

  test("is its own where both endings are there", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { files: { [other]: "on: push\njobs: {}\n" } });
    expect(reportOf(await cascade(server)).state).toBe("updated");
    expect(expectOneError(await cascade(server, { workflow: "publish-image.yaml" }))).toContain(
      'the workflow "publish-image.yaml" never reads',
    );
  });

  test("that was found is the one whose run is followed", async () => {
    let app: Repository | undefined;
    const onRequest = async ({ path }: ForgeRecord, forge: FakeForge) => {
      // Before the push there are none, nor does anybody ask for one.
      if (!path.includes("/actions/")) return;
      const known = forge.repository("org/app");
      const sha = await app?.head();
      if (sha === undefined || known.runs.length > 0) return;
      known.addRun({ sha, states: ["failure"], workflow: "publish-image.yml" });
      known.addRun({ sha, states: ["success"], workflow: "publish-image.yaml" });
    };
    await using s = await startForgeServer({ product: "gitea", onRequest });
    app = s.app;
    await s.app.commit({ [workflowPath]: null, [other]: workflow });
    const run = await cascade(s.server, { follow: "1m" });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", run: { state: "success" } });
  });

  test("that is missing is told with the nearest that is there", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", {
      files: { ".gitea/workflows/ci.yml": workflow, ".gitea/workflows/publish-images.yml": workflow },
    });
    const run = await cascade(server, { workflow: "publish_image.yml" });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({
      state: "skipped",
      error:
        'there is no workflow "publish_image.yml" in .gitea/workflows, where the nearest is "publish-image.yml"; add it, or name another in the input "workflow"',
    });
  });
});

describe.concurrent("a path that is another one but for", () => {
  const nfc = "caf\u00e9/VERSION";
  test.each([
    ["letter case", ".Runtime-Version", ".runtime-version", ".runtime-version"],
    ["letter case", "Docker/VERSION", "docker/VERSION", "docker/VERSION"],
    ["letter case", "docker/version", "docker/VERSION", "docker/VERSION"],
    ["Unicode form", nfc.normalize("NFD"), nfc, nfc],
  ])("%s is refused: %j beside %j", async (difference, path, there, named) => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", {
      files: { [workflowPath]: workflow.replace(".runtime-version", path), [there]: "1.0.0\n" },
    });
    const head = await app.head();
    const run = await cascade(server, { path });
    const error = expectOneError(run);
    expect(error).toContain(
      `, which is there, only in ${difference}, and many systems cannot check out both; name`,
    );
    expect(error).toContain(`name "${named}" in the input "path"`);
    expect(reportOf(run)).toMatchObject({ state: "failed", commit: null });
    expect(await app.head()).toBe(head);
    expect(pushes(server)).toEqual([]);
  });

  test.each([
    ["docker/VERSION", { Docker: "a file\n" }, '"docker" differs from "Docker"'],
    ["VERSION", { "version/x": "1\n" }, '"VERSION" differs from "version"'],
  ])("letter case, where what is there is no place for it: %j beside %j", async (path, files, said) => {
    await using server = await startGitServer();
    await template(server, "org/app", {
      files: { [workflowPath]: workflow.replace(".runtime-version", path), ...files },
    });
    const error = expectOneError(await cascade(server, { path }));
    expect(error).toContain(said);
    expect(error).toContain(
      'cannot check out both; name another in the input "path", or rename what is there',
    );
  });

  test.each([
    ["f\u0131le", "file"],
    ["file", "f\u0131le"],
  ])("a letter that no file system takes for the same is another: %j beside %j", async (path, there) => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", {
      files: { [workflowPath]: workflow.replace(".runtime-version", path), [there]: "1.0.0\n" },
    });
    expectSuccess(await cascade(server, { path }));
    expect(await textOf(app, path)).toBe("1.1.0\n");
  });

  // "Apple File System Reference", names are folded in full: a Mac has one file for both.
  test("letters that macOS takes for the same is refused: STRASSE beside stra\u00dfe", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", {
      files: { [workflowPath]: workflow.replace(".runtime-version", "STRASSE"), "stra\u00dfe": "1.0.0\n" },
    });
    expect(expectOneError(await cascade(server, { path: "STRASSE" }))).toContain(
      'which is there, only in letters that macOS takes for the same, and many systems cannot check out both; name "stra\u00dfe"',
    );
  });

  test("letter case, but is there itself, is as any other", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { files: { ".Runtime-Version": "x\n" } });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });
});

describe.concurrent("a file of several lines", () => {
  test.each(["1.0.0\nextra\n", "# pinned by the release\n1.0.0\n", "FROM scratch\r\nRUN x\r\n"])(
    "%j",
    async (version) => {
      await using server = await startGitServer();
      const app = await template(server, "org/app", { version });
      const run = await cascade(server);
      expect(expectOneError(run)).toBe(
        'org/app: ".runtime-version" has 2 lines that are not blank, and the version would take the place of all; name another "path", or replace it with on-other-content: replace',
      );
      expect(reportOf(run)).toMatchObject({ state: "failed", commit: null });
      expect(await textOf(app)).toBe(version);
      expect(pushes(server)).toEqual([]);

      const replaced = await cascade(server, { "on-other-content": "replace" });
      expectSuccess(replaced);
      expect(await textOf(app)).toBe("1.1.0\n");
    },
  );
});

test("a comment behind a script's code does not read the file", async () => {
  await using server = await startGitServer();
  const script = "on: push\njobs:\n  b:\n    steps:\n      - run: |\n          make # .runtime-version\n";
  await template(server, "org/app", { files: { [workflowPath]: script } });
  expect(expectOneError(await cascade(server))).toContain("never reads");
  await template(server, "org/other", {
    files: { [workflowPath]: script.replace("make #", "sed 's/ #.*//'") },
  });
  expectSuccess(await cascade(server, { templates: "org/other" }));
});
