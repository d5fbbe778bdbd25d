import { describe, expect, test } from "vitest";
import { startGitServer, withoutApi } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { cascade, pushes, reportOf, reportsOf, template, workflow } from "./cascade.ts";
import { startForgeServer } from "./forges.ts";

const unwired = "on: push\njobs: {a: {steps: [{run: make}]}}\n";
const folders = {
  gitea: ".gitea/workflows/publish-image.yml",
  forgejo: ".forgejo/workflows/publish-image.yml",
  github: ".github/workflows/publish-image.yml",
} as const;
type Folder = keyof typeof folders;
const all = Object.keys(folders) as Folder[];

/** The workflow in each of these folders; only the one in `wired` reads the file. */
const filesIn = (there: readonly Folder[], wired: Folder) =>
  Object.fromEntries(there.map((kind) => [folders[kind], kind === wired ? workflow : unwired]));

/** The workflow in this folder alone. */
const onlyIn = (kind: Folder) => ({
  ...Object.fromEntries(all.map((one) => [folders[one], null])),
  ...filesIn([kind], kind),
});

describe.concurrent("on a server of unknown kind", () => {
  test.each(all)("which is %s, its own folder wins over the others", async (product) => {
    await using s = await startForgeServer({ product }, { files: filesIn(all, product) });
    const run = await cascade(s.server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });

  test("which is Forgejo, a workflow in .gitea is not looked at where .forgejo has one", async () => {
    await using s = await startForgeServer(
      { product: "forgejo" },
      { files: filesIn(["gitea", "forgejo"], "gitea") },
    );
    const run = await cascade(s.server);
    expect(expectOneError(run)).toContain("never reads");
    expect(reportOf(run).state).toBe("unwired");
  });

  test("with several folders in several templates, it is asked once", async () => {
    await using s = await startForgeServer({ product: "forgejo" }, { files: filesIn(all, "forgejo") });
    for (const name of ["org/b", "org/c"]) await template(s.server, name, { files: filesIn(all, "forgejo") });
    const run = await cascade(s.server, { templates: "org/app\norg/b\norg/c" });
    expectSuccess(run);
    expect(reportsOf(run).map(({ state }) => state)).toEqual(["updated", "updated", "updated"]);
    expect(s.forge.asked("GET", "/version")).toHaveLength(1);
  });

  test.each(["gitea", "github"] as const)(
    "with one folder alone, .%s, it is not asked before there is something to push",
    async (kind) => {
      await using s = await startForgeServer({ product: "forgejo" });
      await s.app.commit({ ...onlyIn(kind), ".runtime-version": "1.1.0\n" });
      expect(reportOf(await cascade(s.server)).state).toBe("unchanged");
      expect(s.forge.log).toEqual([]);
      expect(reportOf(await cascade(s.server, { version: "1.2.0" })).state).toBe("updated");
    },
  );

  test("with .forgejo alone it is asked, as only Forgejo reads that", async () => {
    await using s = await startForgeServer({ product: "forgejo" });
    await s.app.commit(onlyIn("forgejo"));
    const run = await cascade(s.server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(s.forge.log.map(({ path }) => path)).toEqual(["/version", "/repos/org/app"]);
  });

  test("which does not tell, it counts as Gitea", async () => {
    await using server = await startGitServer({ also: withoutApi });
    await template(server, "org/app", { files: filesIn(all, "gitea") });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });
});

// `ListWorkflows` in modules/actions/workflows.go of Gitea 1.22 to 1.26 and of Forgejo takes the first folder that there is,
// whatever it holds; GitHub knows its own alone.
describe.concurrent("a workflow in a folder that is not read is none", () => {
  const none = 'there is no workflow "publish-image.yml"';
  test.each<[Folder, Folder, Record<string, string>, string]>([
    [
      "gitea",
      "forgejo",
      {},
      `${none} that the server reads, as it does not look where "${folders.forgejo}" is`,
    ],
    [
      "gitea",
      "github",
      { ".gitea/workflows/ci.yml": unwired },
      `${none} in .gitea/workflows, and the server reads no other folder, so that "${folders.github}" is none`,
    ],
    [
      "gitea",
      "github",
      { ".gitea/workflows/README.md": "none yet\n" },
      `${none} in .gitea/workflows, and the server reads no other folder`,
    ],
    [
      "forgejo",
      "gitea",
      { ".forgejo/workflows/README.md": "none yet\n" },
      `${none} in .forgejo/workflows, and the server reads no other folder`,
    ],
    ["forgejo", "github", { ".gitea/workflows/ci.yml": unwired }, `${none} in .gitea/workflows, and`],
    [
      "github",
      "gitea",
      { ".github/workflows/ci.yml": unwired },
      `${none} in .github/workflows, and the server reads no other folder`,
    ],
    ["github", "gitea", {}, `${none} that the server reads, as it does not look where "${folders.gitea}" is`],
    ["github", "forgejo", {}, `${none} that the server reads, as it does not look where`],
  ])("on %s, the one in .%s beside %j", async (product, folder, files, said) => {
    await using s = await startForgeServer({ product });
    await s.app.commit({ ...onlyIn(folder), ...files });
    // The job's own server tells by its variables; Gitea's and GitHub's are the same but for one.
    const own = { GITHUB_SERVER_URL: s.server.url, GITHUB_ACTIONS: "true" };
    const of = {
      gitea: { ...own, GITEA_ACTIONS: "true" },
      forgejo: { ...own, GITEA_ACTIONS: "true", FORGEJO_ACTIONS: "true" },
      github: own,
    };
    const told = await cascade(s.server, {}, { env: of[product] });
    for (const run of [told, await cascade(s.server)]) {
      expectSuccess(run);
      expect(reportOf(run)).toMatchObject({ state: "skipped", commit: null });
      expect(reportOf(run).error).toContain(said);
    }
    const failing = await cascade(s.server, { "on-missing-workflow": "fail" }, { env: of[product] });
    expect(expectOneError(failing)).toContain(said);
    expect(pushes(s.server)).toEqual([]);
  });
});

describe.concurrent("a workflow that is in no folder", () => {
  const own = { GITHUB_ACTIONS: "true", GITEA_ACTIONS: undefined, FORGEJO_ACTIONS: undefined };
  const of = {
    gitea: { ...own, GITEA_ACTIONS: "true" },
    forgejo: { ...own, GITEA_ACTIONS: "true", FORGEJO_ACTIONS: "true" },
    github: own,
  };
  const none = 'there is no workflow "publish-image.yml"';
  const nowhere = Object.fromEntries(all.map((one) => [folders[one], null]));
  test.each([
    ["gitea", ".gitea/workflows or .github/workflows", folders.forgejo],
    ["forgejo", ".forgejo/workflows, .gitea/workflows or .github/workflows", undefined],
    ["github", ".github/workflows", folders.gitea],
  ] as const)("is told with those that %s reads: %s", async (product, read, unread) => {
    await using s = await startForgeServer({ product });
    await s.app.commit(nowhere);
    const env = { ...of[product], GITHUB_SERVER_URL: s.server.url };
    expect(reportOf(await cascade(s.server, {}, { env })).error).toBe(
      `${none} in ${read}; add it, or name another in the input "workflow"`,
    );
    const unknown = ".gitea/workflows, .forgejo/workflows or .github/workflows";
    expect(reportOf(await cascade(s.server)).error).toContain(`${none} in ${unknown}; add it`);
    // The server tells what it is as soon as it matters whether the template is archived.
    expect(expectOneError(await cascade(s.server, { "on-missing-workflow": "fail" }))).toContain(
      `${none} in ${read}; add it`,
    );
    if (unread === undefined) return;
    const other = unread.replace(/yml$/, "yaml");
    await s.app.commit({ [other]: workflow });
    expect(reportOf(await cascade(s.server, {}, { env })).error).toBe(
      `${none} that the server reads, as it does not look where "${other}" is; move it`,
    );
  });
});

test("on the job's own Forgejo nobody is asked what it is", async () => {
  await using s = await startForgeServer({ product: "forgejo" }, { files: filesIn(all, "forgejo") });
  const env = { FORGEJO_ACTIONS: "true", GITEA_ACTIONS: "true", GITHUB_SERVER_URL: s.server.url };
  const run = await cascade(s.server, {}, { env });
  expectSuccess(run);
  expect(reportOf(run).state).toBe("updated");
  expect(s.forge.log.map(({ path }) => path)).toEqual(["/repos/org/app"]);
});
