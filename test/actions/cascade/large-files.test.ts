import { describe, expect, test } from "vitest";
import { startGitServer } from "../../support/git-server/index.ts";
import { endlessSecond, expectOneError, expectSuccess } from "../step.ts";
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

const mebibyte = 1024 * 1024;

/** Lines that end a text of exactly so many bytes. */
const filled = (text: string, bytes: number) => text + "#".repeat(bytes - text.length);

describe.concurrent("a version's file", () => {
  test.each(["overwrite", "skip", "fail"])("over 1 MiB: failed, also with on-newer: %s", async (onNewer) => {
    await using server = await startGitServer();
    const version = filled("9.0.0\n", mebibyte + 1);
    const app = await template(server, "org/app", { version });
    const run = await cascade(server, { "on-newer": onNewer });
    expect(expectOneError(run)).toBe(
      'org/app: ".runtime-version" is larger than 1 MiB, so it cannot be a file with a version; replace it, or name another "path"',
    );
    expect(reportOf(run)).toMatchObject({ state: "failed", from: null, attempts: 0, commit: null });
    expect(pushes(server)).toEqual([]);
    expect(await textOf(app)).toBe(version);
  });

  test("of 1 MiB: read", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { version: filled("9.0.0\n", mebibyte) });
    const run = await cascade(server, { "on-newer": "skip" });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "superseded", error: expect.stringContaining('"9.0.0') });
  });
});

describe.concurrent("a workflow", () => {
  const files = { [workflowPath]: filled(workflow, mebibyte + 1) };

  test("over 1 MiB: unwired, as nobody looked", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { files });
    const run = await cascade(server);
    expect(expectOneError(run)).toMatch(
      /^org\/app: the workflow "publish-image\.yml" is larger than 1 MiB, so it does not count as reading "\.runtime-version"/,
    );
    expect(reportOf(run)).toMatchObject({ state: "unwired", from: "1.0.0" });
    expect(pushes(server)).toEqual([]);
  });

  test("over 1 MiB with on-unwired: warn: updated, with a warning", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { files });
    const run = await cascade(server, { "on-unwired": "warn" });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(messages(run, "warning")).toEqual([expect.stringContaining("is larger than 1 MiB")]);
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test("of 1 MiB: read", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { files: { [workflowPath]: filled(workflow, mebibyte) } });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });
});

describe.concurrent("actions whose text takes a parser minutes", () => {
  const bomb = "a: b\n]".repeat(150_000);
  const used = [1, 2, 3];
  const files = {
    [workflowPath]: `on: push\njobs:\n a:\n  steps:\n${used.map((n) => `   - uses: ./a${n}\n`).join("")}`,
    ...Object.fromEntries(used.map((n) => [`a${n}/action.yml`, `${bomb}${n}`])),
  };

  test("hold up no other template", async () => {
    await using server = await startGitServer();
    await template(server, "org/evil", { files });
    await template(server);
    const run = await cascade(server, { templates: "org/evil\norg/app" });
    expect(expectOneError(run)).toMatch(/^1 of 2 templates failed: org\/evil: the workflow .* never reads/);
    expect(reportsOf(run).map(({ state }) => state)).toEqual(["unwired", "updated"]);
  });

  test("nor SIGTERM", async () => {
    await using server = await startGitServer();
    await template(server, "org/evil", { files });
    await template(server);
    // Which never comes to an end by itself.
    server.faults.add({
      match: { repository: "org/app" },
      times: Infinity,
      act: { name: "hang", run: () => "hang" },
    });
    const run = await cascade(
      server,
      { templates: "org/evil\norg/app" },
      {
        ...endlessSecond,
        onSpawn: (child) => {
          // The actions' texts have been fetched when the last transfer of that template has ended.
          const timer = setInterval(() => {
            const fetched = server.requests.filter(
              ({ repository, phase, ended }) =>
                repository === "org/evil" && phase === "rpc" && ended < Infinity,
            );
            if (fetched.length < 4) return;
            clearInterval(timer);
            // By then they are being read.
            setTimeout(() => child.kill("SIGTERM"), 500);
          }, 10);
          child.once("exit", () => clearInterval(timer));
        },
      },
    );
    expect(run.exitCode).not.toBe(0);
    expect(reportsOf(run).map(({ error }) => error)[1]).toContain("the run was cancelled");
  });
});
