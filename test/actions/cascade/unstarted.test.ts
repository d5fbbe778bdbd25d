import { describe, expect, test } from "vitest";
import { startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { cascade, messages, pushes, reportOf, template, textOf, workflow, workflowPath } from "./cascade.ts";
import { startForgeServer } from "./forges.ts";

const on = (events: string) => workflow.replace("on: push", `on: ${events}`);

describe.concurrent("a workflow that the push does not start", () => {
  test.each([
    ["push: {tags: ['v*']}", 'its filter "tags" leaves out all branches'],
    ["push: {paths: ['src/**']}", 'its filter "paths" leaves out the file ".runtime-version"'],
    ["push: {paths: ['**', '!.*']}", 'its filter "paths" leaves out the file ".runtime-version"'],
    ["push: {paths-ignore: ['.*']}", 'its filter "paths-ignore" leaves out the file ".runtime-version"'],
    ["push: {branches: [master]}", 'its filter "branches" leaves out the branch "main"'],
    ["push: {branches-ignore: ['ma*']}", 'its filter "branches-ignore" leaves out the branch "main"'],
  ])("%s", async (events, said) => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { files: { [workflowPath]: on(`{${events}}`) } });
    const head = await app.head();
    for (const inputs of [{}, { version: "1.0.0" }]) {
      const run = await cascade(server, inputs);
      expect(expectOneError(run)).toBe(
        `org/app: the workflow "publish-image.yml" does not start on this push, since ${said}, so nothing would rebuild the template; let the push start it, or go on anyway with on-unwired: warn`,
      );
      expect(reportOf(run)).toMatchObject({ state: "unstarted", from: "1.0.0", commit: null, attempts: 0 });
      expect(run.outputs).toMatchObject({ failed: "org/app", updated: "", unchanged: "" });
      expect(run.summary).toContain("| unstarted |");
    }
    expect(await app.head()).toBe(head);
    expect(pushes(server)).toEqual([]);

    const warned = await cascade(server, { "on-unwired": "warn" });
    expectSuccess(warned);
    expect(reportOf(warned)).toMatchObject({ state: "updated", error: null });
    expect(messages(warned, "warning")).toEqual([
      `org/app: the workflow "publish-image.yml" does not start on this push, since ${said}, so nothing rebuilds the template; let the push start it`,
    ]);
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test.each(["workflow_dispatch", "{pull_request: , schedule: [{cron: 0 0 * * *}]}"])(
    "%s",
    async (events) => {
      await using server = await startGitServer();
      await template(server, "org/app", { files: { [workflowPath]: on(events) } });
      const run = await cascade(server);
      expect(expectOneError(run)).toContain('"publish-image.yml" does not start on a push, so nothing would');
      expect(reportOf(run).state).toBe("unstarted");
    },
  );
});

describe.concurrent("a workflow that the push starts", () => {
  test.each([
    "push: {branches: [main], tags: ['v*']}",
    "push: {branches: ['release/**', 'm*']}",
    "push: {branches: ['**', '!release/**']}",
    "push: {branches-ignore: [master]}",
    "push: {paths: ['**', '!docs/**']}",
    "push: {paths: ['*-version']}",
    "push: {paths-ignore: ['**.md', 'docs/**']}",
  ])("%s", async (events) => {
    await using server = await startGitServer();
    await template(server, "org/app", { files: { [workflowPath]: on(`{${events}}`) } });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(messages(run, "warning")).toEqual([]);
  });

  test("by the branch that is asked for, and the path", async () => {
    await using server = await startGitServer();
    const events = "{push: {branches: ['release/*'], paths: ['docker/**']}}";
    const reading = on(events).replace(".runtime-version", "docker/VERSION");
    const app = await template(server, "org/app", { files: { [workflowPath]: reading } });
    await app.commit({ x: "y\n" }, { branch: "release/1.x" });
    const inputs = { path: "docker/VERSION" };
    expect(reportOf(await cascade(server, inputs)).state).toBe("unstarted");
    const run = await cascade(server, { ...inputs, templates: "org/app@release/1.x" });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });

  test("when another one calls it: a warning, as that is not known", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { files: { [workflowPath]: on("workflow_call") } });
    const run = await cascade(server);
    expectSuccess(run);
    expect(messages(run, "warning")).toEqual([
      'org/app: the workflow "publish-image.yml" starts when another one calls it or has run, so it is not known whether the push rebuilds the template',
    ]);
  });
});

test.each([
  ["gitea", "updated"],
  ["forgejo", "updated"],
  ["github", "unstarted"],
] as const)("where forges differ, %s is asked which it is: %s", async (product, state) => {
  await using s = await startForgeServer({ product });
  const events = "{push: {paths: ['**'], paths-ignore: ['docs/**']}}";
  await s.app.commit({ [workflowPath]: null, ".github/workflows/publish-image.yml": on(events) });
  const run = await cascade(s.server);
  expect(reportOf(run).state).toBe(state);
  expect(s.forge.log.length).toBeGreaterThan(0);
});

const workflowOn = (product: string) =>
  `.${product === "github" ? "github" : "gitea"}/workflows/publish-image.yml`;

// What no forge runs, and what GitHub refuses as "Unexpected value".
test.each([
  [
    "gitea",
    workflow.replace("  build:", "\tbuild:"),
    "does not start on a push, since it is no valid YAML: ",
  ],
  ["github", `${workflow}  x: [\n`, "does not start on a push, since it is no valid YAML: "],
  ["gitea", workflow.replace("on: push\n", ""), 'does not start on a push, since it has no key "on"'],
  ["forgejo", "on: push\nenv: {F: .runtime-version}\n", "does not start on a push, since it has no jobs"],
  ["github", `on: push\n${workflow}`, 'does not start on a push, since it has the key "on" twice'],
  ["github", on("{push: {branch: [dev]}}"), 'since no forge knows its filter "branch"'],
  ["github", on("{push: main}"), 'since "push" is neither a map nor empty'],
  ["github", on("{push: , branches: [dev]}"), 'since "branches" stands beside "push" and not under it'],
] as const)("nothing builds on %s: %s", async (product, text, said) => {
  await using s = await startForgeServer({ product });
  await s.app.commit({ [workflowOn(product)]: text });
  const run = await cascade(s.server);
  expect(expectOneError(run)).toContain(
    `the workflow "publish-image.yml" ${said.startsWith("since") ? "does not start on this push, " : ""}${said}`,
  );
  expect(reportOf(run).state).toBe("unstarted");
});

// `ParseRawOn` of act's jobparser, of which Gitea 1.22 and 1.23 have different ones.
describe.concurrent("the version of Gitea tells", () => {
  const inputs = on("{push: , workflow_dispatch: {inputs: {x: {type: string}}}}");
  const list = on("{push: [main]}");

  test.each([
    ["1.22.6", inputs, '"inputs" under "workflow_dispatch" is a map'],
    ["1.22.6", list, '"push" is a list'],
  ])("%s starts nothing", async (version, text, said) => {
    await using s = await startForgeServer({ product: "gitea", version });
    await s.app.commit({ [workflowPath]: text });
    const run = await cascade(s.server);
    expect(reportOf(run).state).toBe("unstarted");
    expect(expectOneError(run)).toContain(`does not start on this push, since ${said}`);
  });

  test.each([
    ["1.23.8", inputs, []],
    ["1.26.3", on("{push: {branches: [main, ~]}}"), []],
    ["1.26.3", on("{push: {branches: ['[m-n-o]ain']}}"), []],
    [
      "1.26.3",
      list,
      [
        'org/app: the workflow "publish-image.yml" starts on every push, since "push" is a list, which filters nothing: filters stand under keys such as "branches"',
      ],
    ],
  ])("%s starts what is on %s", async (version, text, warnings) => {
    await using s = await startForgeServer({ product: "gitea", version });
    await s.app.commit({ [workflowPath]: text });
    const run = await cascade(s.server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(messages(run, "warning")).toEqual(warnings);
    expect(s.forge.log.filter(({ path }) => path === "/version").length).toBeLessThanOrEqual(1);
  });

  test("and one that does not tell gets a warning", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { files: { [workflowPath]: inputs } });
    const run = await cascade(server);
    expectSuccess(run);
    expect(messages(run, "warning")).toEqual([
      'org/app: the workflow "publish-image.yml" may not start on this push: Gitea before 1.23 starts nothing where "inputs" under "workflow_dispatch" is a map',
    ]);
  });
});

test.each([
  "run: |\n          cat <<EOF\n          Don't panic\n          EOF\n          echo hi # see .runtime-version",
  "shell: pwsh\n        run: |\n          <# reads .runtime-version #>\n          echo hi",
  "uses: actions/github-script@v7\n        with:\n          script: |\n            // reads .runtime-version\n            go()",
])("a comment does not read the file: %j", async (step) => {
  await using server = await startGitServer();
  const text = workflow.replace(/- run: .*/, `- ${step}`);
  await template(server, "org/app", { files: { [workflowPath]: text } });
  const run = await cascade(server);
  expect(reportOf(run).state).toBe("unwired");
});
