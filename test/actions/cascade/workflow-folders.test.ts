import { describe, expect, test } from "vitest";
import { startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { cascade, reportOf, reportsOf, template, workflow } from "./cascade.ts";
import { startForgeServer, withoutApi } from "./forges.ts";

const unwired = "on: push\njobs: {a: {steps: [{run: make}]}}\n";
const folders = {
  gitea: ".gitea/workflows/publish-image.yml",
  forgejo: ".forgejo/workflows/publish-image.yml",
  github: ".github/workflows/publish-image.yml",
} as const;
const all = Object.keys(folders) as (keyof typeof folders)[];

/** The workflow in each of these folders; only the one in `wired` reads the file. */
const filesIn = (there: readonly (keyof typeof folders)[], wired: keyof typeof folders) =>
  Object.fromEntries(there.map((kind) => [folders[kind], kind === wired ? workflow : unwired]));

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
    expect(s.forge.log.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /version"]);
  });

  test.each(all)("with one folder alone, .%s, it is not asked", async (kind) => {
    await using s = await startForgeServer({ product: "forgejo" });
    await s.app.commit({ [folders.gitea]: null, ...filesIn([kind], kind) });
    const run = await cascade(s.server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(s.forge.log).toEqual([]);
  });

  test("which does not tell, it counts as Gitea", async () => {
    await using server = await startGitServer({ also: withoutApi });
    await template(server, "org/app", { files: filesIn(all, "gitea") });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });
});

test("on the job's own Forgejo nobody is asked", async () => {
  await using s = await startForgeServer({ product: "forgejo" }, { files: filesIn(all, "forgejo") });
  const env = { FORGEJO_ACTIONS: "true", GITEA_ACTIONS: "true", GITHUB_SERVER_URL: s.server.url };
  const run = await cascade(s.server, {}, { env });
  expectSuccess(run);
  expect(reportOf(run).state).toBe("updated");
  expect(s.forge.log).toEqual([]);
});
