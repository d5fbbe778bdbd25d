import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import {
  cascade,
  messages,
  pushes,
  reportOf,
  reportsOf,
  template,
  textOf,
  workflow,
  workflowPath,
} from "./cascade.ts";

describe.concurrent("one template", () => {
  test("without the file gets it, on top of its head", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: null, history: 2 });
    const before = await app.log();
    const entries = await app.entries();
    const run = await cascade(server);
    expectSuccess(run);
    const [commit, ...rest] = await app.log();
    expect(rest).toEqual(before);
    expect(commit).toMatchObject({
      parents: [before[0]?.sha],
      files: [".runtime-version"],
      message: "chore: pin runtime to 1.1.0 (publish-runtime cascade)\n",
      author: { name: "imgpub", email: "noreply@imgpub.invalid" },
      committer: { name: "imgpub", email: "noreply@imgpub.invalid" },
    });
    expect(await textOf(app)).toBe("1.1.0\n");
    expect(await app.entries()).toEqual(
      [{ mode: "100644", path: ".runtime-version" }, ...entries].sort(byPath),
    );
    expect(reportOf(run)).toMatchObject({
      template: "org/app",
      state: "updated",
      branch: "main",
      from: null,
      to: "1.1.0",
      commit: commit?.sha,
      attempts: 1,
    });
    expect(run.outputs).toMatchObject({ updated: "org/app", unchanged: "", failed: "" });
  });

  test("with a lower version gets the higher one", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: "1.0.0", commit: await app.head() });
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test("with the version already gets no commit and no push", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: "1.1.0\n" });
    const head = await app.head();
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "unchanged", from: "1.1.0", commit: null, attempts: 0 });
    expect(await app.head()).toBe(head);
    expect(pushes(server)).toEqual([]);
    expect(run.outputs).toMatchObject({ updated: "", unchanged: "org/app" });
  });

  test.each([
    ["CRLF", "1.1.0\r\n"],
    ["no newline", "1.1.0"],
    ["a byte order mark", "\uFEFF1.1.0\n"],
    ["blanks and blank lines", "\n  1.1.0 \n \n"],
    ["nothing", ""],
  ])("whose file has %s gets the version and one newline", async (_, version) => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: version === "" ? "" : "1.1.0" });
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test("keeps the mode of an executable file", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: { mode: "100755", content: "1.0.0\n" } });
    expectSuccess(await cascade(server));
    expect(await app.entries()).toContainEqual({ mode: "100755", path: ".runtime-version" });
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test("may hold the file in a folder, there already or not", async () => {
    await using server = await startGitServer();
    const reading = { [workflowPath]: workflow.replace(".runtime-version", "docker/base/VERSION") };
    const there = await template(server, "org/there", {
      files: { ...reading, "docker/base/VERSION": "1.0.0\n", "docker/other": "kept\n" },
    });
    const missing = await template(server, "org/missing", { files: reading });
    const run = await cascade(server, { templates: "org/there\norg/missing", path: "docker/base/VERSION" });
    expectSuccess(run);
    expect(reportsOf(run).map(({ from, state }) => [from, state])).toEqual([
      ["1.0.0", "updated"],
      [null, "updated"],
    ]);
    for (const repository of [there, missing]) {
      expect(await textOf(repository, "docker/base/VERSION")).toBe("1.1.0\n");
      expect((await repository.log())[0]?.files).toEqual(["docker/base/VERSION"]);
      expect(await textOf(repository)).toBe("1.0.0\n");
    }
    expect(await textOf(there, "docker/other")).toBe("kept\n");
  });

  test("may have any default branch, or is given one", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { branch: "trunk" });
    await app.commit({ ".runtime-version": "0.9.0\n" }, { branch: "release/1.x" });
    const trunk = await app.head();
    const given = await cascade(server, { templates: "org/app@release/1.x" });
    expectSuccess(given);
    expect(reportOf(given)).toMatchObject({
      template: "org/app@release/1.x",
      branch: "release/1.x",
      from: "0.9.0",
    });
    expect(await app.head()).toBe(trunk);
    expect(await textOf(app, ".runtime-version", "release/1.x")).toBe("1.1.0\n");

    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", branch: "trunk", from: "1.0.0" });
    expect(await textOf(app)).toBe("1.1.0\n");
    expect(await app.branches()).toEqual(["release/1.x", "trunk"]);
  });

  test("keeps the case of its name, and equal templates collapse", async () => {
    await using server = await startGitServer();
    await template(server, "Org/App");
    const run = await cascade(server, { templates: "Org/App\n# comment\n\nOrg/App" });
    expectSuccess(run);
    expect(reportsOf(run)).toHaveLength(1);
    expect(new Set(server.requests.map(({ path }) => path.split(".git")[0]))).toEqual(new Set(["/Org/App"]));
  });

  test("may be on a server that does not filter", async () => {
    await using server = await startGitServer({ partialClone: false });
    const app = await template(server);
    expectSuccess(await cascade(server));
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test("may be on a server below a path", async () => {
    await using server = await startGitServer({ prefix: "/git/forge" });
    const app = await template(server);
    const run = await cascade(server, { "server-url": `${server.url}/` });
    expectSuccess(run);
    expect(await textOf(app)).toBe("1.1.0\n");
    expect(run.log).toContain(`${server.url}/org/app/commit/${await app.head()}`);
    expect(server.requests.every(({ path }) => path.startsWith("/git/forge/org/app.git/"))).toBe(true);
  });

  test("is on the server that the workflow runs on, unless told", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const env = { GITHUB_SERVER_URL: server.url, GITEA_ACTIONS: "true" };
    expectSuccess(await cascade(server, { "server-url": "" }, { env }));
    expect(await textOf(app)).toBe("1.1.0\n");
  });
});

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}

describe.concurrent("a template with a higher version", () => {
  test.each([
    ["overwrite", "updated", "1.1.0\n"],
    ["skip", "superseded", "2.0.0\n"],
    ["fail", "failed", "2.0.0\n"],
  ])("on-newer: %s", async (onNewer, state, content) => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: "2.0.0\n" });
    const run = await cascade(server, { "on-newer": onNewer });
    const report = reportOf(run);
    expect(report).toMatchObject({ state, from: "2.0.0" });
    expect(await textOf(app)).toBe(content);
    if (state === "failed") {
      expect(expectOneError(run)).toMatch(/higher version "2\.0\.0".*on-newer: overwrite/);
      expect(run.outputs.failed).toBe("org/app");
    } else expectSuccess(run);
    if (state !== "updated") expect(pushes(server)).toEqual([]);
    if (state === "superseded") {
      expect(run.outputs.superseded).toBe("org/app");
      expect(report.error).toContain("on-newer: skip");
    }
  });

  test("is overwritten without on-newer: a downgrade is one", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: "2.0.0\n" });
    expectSuccess(await cascade(server, { version: "1.0.0" }));
    expect(await textOf(app)).toBe("1.0.0\n");
  });

  test("is told by precedence, where build metadata does not count", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: "1.1.0+build.9\n" });
    expectSuccess(await cascade(server, { version: "1.1.0+build.2", "on-newer": "fail" }));
    expect(await textOf(app)).toBe("1.1.0+build.2\n");
    const run = await cascade(server, { version: "1.1.0-rc.1", "on-newer": "fail" });
    expect(expectOneError(run)).toContain('higher version "1.1.0+build.2"');
  });

  test("and on-newer, while the file holds no version: counts as lower, with a warning", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: "latest\n" });
    const run = await cascade(server, { "on-newer": "fail" });
    expectSuccess(run);
    expect(await textOf(app)).toBe("1.1.0\n");
    expect(messages(run, "warning")).toEqual([expect.stringContaining("cannot be compared")]);
  });
});

describe.concurrent("the version", () => {
  test("loses a leading v, with a notice", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const run = await cascade(server, { version: "v1.1.0" });
    expectSuccess(run);
    expect(messages(run, "notice")).toEqual(["the version v1.1.0 is written without its leading v: 1.1.0"]);
    expect(await textOf(app)).toBe("1.1.0\n");
    expect(reportOf(run).to).toBe("1.1.0");
  });

  test("keeps its build metadata", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    expectSuccess(await cascade(server, { version: "1.1.0-rc.1+build.7.sha.0abc" }));
    expect(await textOf(app)).toBe("1.1.0-rc.1+build.7.sha.0abc\n");
  });

  test("may be PEP 440's with version-scheme: any, and is ordered as such", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: "1.0.post1\n" });
    const any = { "version-scheme": "any", "on-newer": "fail" } as const;
    expectSuccess(await cascade(server, { ...any, version: "1!2.0rc1" }));
    expect(await textOf(app)).toBe("1!2.0rc1\n");
    expect(expectOneError(await cascade(server, { ...any, version: "1!2.0.dev3" }))).toContain(
      'higher version "1!2.0rc1"',
    );
    expectSuccess(await cascade(server, { ...any, version: "1!2.0" }));
    expect(await textOf(app)).toBe("1!2.0\n");
  });

  test("may be any word with version-scheme: any, v included", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const run = await cascade(server, { "version-scheme": "any", version: "v2026-11$(id)`x`" });
    expectSuccess(run);
    expect(await textOf(app)).toBe("v2026-11$(id)`x`\n");
    expect(messages(run, "notice")).toEqual([]);
  });
});

describe.concurrent("the commit", () => {
  test("has the message, author and co-authors asked for", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const run = await cascade(server, {
      "commit-message": "Runtime {version}\n\nFor {version} & $HOME.",
      "author-name": "Release Bot Ünïcode",
      "author-email": "bot@example.com",
      "co-author": "Ann Example <ann@example.com>\nBob <bob@example.com>",
    });
    expectSuccess(run);
    const bot = { name: "Release Bot Ünïcode", email: "bot@example.com" };
    expect((await app.log())[0]).toMatchObject({
      author: bot,
      committer: bot,
      message:
        "Runtime 1.1.0\n\nFor 1.1.0 & $HOME.\n\nCo-authored-by: Ann Example <ann@example.com>\nCo-authored-by: Bob <bob@example.com>\n",
    });
  });

  test("is not made by a dry run, which sends nothing to receive-pack", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await template(server, "org/done", { version: "1.1.0\n" });
    const head = await app.head();
    const run = await cascade(server, { templates: "org/app\norg/done", "dry-run": "true" });
    expectSuccess(run);
    expect(reportsOf(run)).toMatchObject([
      { state: "updated", from: "1.0.0", to: "1.1.0", commit: null, attempts: 0 },
      { state: "unchanged" },
    ]);
    expect(await app.head()).toBe(head);
    expect(pushes(server)).toEqual([]);
    expect(server.requests.length).toBeGreaterThan(0);
  });
});

describe.concurrent("the workflow", () => {
  test("missing: skipped, or failed with on-missing-workflow: fail", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { files: { [workflowPath]: "", other: "x" } });
    await app.commit({ [workflowPath]: null });
    const head = await app.head();
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "skipped", from: "1.0.0", commit: null, attempts: 0 });
    expect(reportOf(run).error).toContain('"publish-image.yml"');
    expect(run.outputs.skipped).toBe("org/app");

    const failing = await cascade(server, { "on-missing-workflow": "fail" });
    expect(expectOneError(failing)).toContain('there is no workflow "publish-image.yml" in .gitea/workflows');
    expect(reportOf(failing).state).toBe("failed");
    expect(await app.head()).toBe(head);
    expect(pushes(server)).toEqual([]);
  });

  test("is the one of the forge's own folder when there are two", async () => {
    await using server = await startGitServer();
    const unwired = workflow.replace(".runtime-version", "VERSION");
    await template(server, "org/app", {
      files: { [workflowPath]: unwired, ".github/workflows/publish-image.yml": workflow },
    });
    const env = { GITHUB_SERVER_URL: server.url, GITHUB_ACTIONS: "true" };
    const gitea = await cascade(server, {}, { env: { ...env, GITEA_ACTIONS: "true" } });
    expect(reportOf(gitea).state).toBe("unwired");
    expect(reportOf(await cascade(server, {}, { env })).state).toBe("updated");
  });

  test("that never reads the file: unwired, which fails unless on-unwired: warn", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", {
      files: { [workflowPath]: workflow.replace(".runtime-version", ".runtime-version-old") },
    });
    const run = await cascade(server);
    expect(expectOneError(run)).toMatch(
      /^org\/app: the workflow "publish-image\.yml" never reads "\.runtime-version".*on-unwired: warn$/,
    );
    expect(reportOf(run)).toMatchObject({ state: "unwired", commit: null, attempts: 0 });
    expect(run.outputs.failed).toBe("org/app");
    expect(pushes(server)).toEqual([]);

    const warned = await cascade(server, { "on-unwired": "warn" });
    expectSuccess(warned);
    expect(reportOf(warned)).toMatchObject({ state: "updated", error: null });
    expect(warned.outputs).toMatchObject({ updated: "org/app", failed: "" });
    expect(messages(warned, "warning")).toEqual([
      expect.stringMatching(/^org\/app: the workflow "publish-image\.yml" never reads/),
    ]);
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test("may read the file through an action or a workflow of its own repository", async () => {
    await using server = await startGitServer();
    const uses = (used: string) =>
      `on: push\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v4\n      - uses: ${used}\n`;
    const action = "runs:\n  using: composite\n  steps:\n    - run: cat .runtime-version\n      shell: sh\n";
    await template(server, "org/action", {
      files: { [workflowPath]: uses("./build"), "build/action.yml": action },
    });
    await template(server, "org/reusable", {
      files: {
        [workflowPath]: "on: push\njobs:\n  build:\n    uses: ./.gitea/workflows/reusable.yml\n",
        ".gitea/workflows/reusable.yml": uses("./.gitea/actions/read"),
        ".gitea/actions/read/action.yaml": action,
      },
    });
    await template(server, "org/elsewhere", {
      files: { [workflowPath]: uses("other/build@v1"), "build/action.yml": action },
    });
    const run = await cascade(server, { templates: "org/action\norg/reusable\norg/elsewhere" });
    expect(reportsOf(run).map(({ state }) => state)).toEqual(["updated", "updated", "unwired"]);
  });
});

describe.concurrent("a template that cannot hold the file", () => {
  test.each([
    ["a symbolic link", { ".runtime-version": { symlink: "Dockerfile" } }, ".runtime-version"],
    ["a symbolic link", { v: { symlink: "/etc" } }, "v/file"],
    ["a file", { v: "text\n" }, "v/file"],
    ["a submodule", { v: { submodule: "1".repeat(40) } }, "v/file"],
    ["a submodule", { v: { submodule: "1".repeat(40) } }, "v"],
    ["a folder", { "v/file": "text\n" }, "v"],
    ["a file", { "a/b": "text\n" }, "a/b/c/d"],
  ])("as there is %s in its way: %j at %s", async (kind, files, path) => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", {
      files: { [workflowPath]: workflow.replace(".runtime-version", path), ...files },
    });
    const head = await app.head();
    const run = await cascade(server, { path });
    const message = expectOneError(run);
    expect(message).toContain(` is ${kind}`);
    expect(message).toContain('or name another "path"');
    expect(reportOf(run).state).toBe("failed");
    expect(await app.head()).toBe(head);
    expect(pushes(server)).toEqual([]);
  });

  test("as it is empty: skipped, with a branch or without", async () => {
    await using server = await startGitServer();
    const app = await server.repository("org/app");
    const run = await cascade(server, { templates: "org/app\norg/app@main" });
    expectSuccess(run);
    expect(reportsOf(run)).toMatchObject([
      { state: "skipped", branch: null, from: null, commit: null },
      { state: "skipped", branch: "main" },
    ]);
    expect(reportsOf(run)[0]?.error).toContain("the repository is empty");
    expect(run.outputs.skipped).toBe("org/app\norg/app@main");
    expect(await app.branches()).toEqual([]);

    const failing = await cascade(server, { "on-missing-workflow": "fail" });
    expect(expectOneError(failing)).toContain("the repository is empty");
    expect(pushes(server)).toEqual([]);
  });

  test("as it does not exist", async () => {
    await using server = await startGitServer();
    const run = await cascade(server, { templates: "org/none" });
    expect(expectOneError(run)).toMatch(/^org\/none: .*not found.*check the name and its case/);
    expect(reportOf(run)).toMatchObject({ state: "failed", branch: null, from: null, attempts: 0 });
    expect(server.requests).toHaveLength(1);
  });

  test("as the branch does not exist, or is a tag", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await writeFile(join(app.path, "refs/tags/v1"), `${await app.head()}\n`);
    const run = await cascade(server, { templates: "org/app@v1\norg/app@none" });
    for (const { state, error, template } of reportsOf(run)) {
      expect(state).toBe("failed");
      expect(error, template).toContain("check the branch's name");
    }
    expect(await app.branches()).toEqual(["main"]);
    expect(pushes(server)).toEqual([]);
  });
});
