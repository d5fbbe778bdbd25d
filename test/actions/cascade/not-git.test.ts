import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FaultAct, plainGit, startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { cascade, pushes, reportOf, template, textOf } from "./cascade.ts";

/** An answer that is not git's, whatever was asked. */
const page = (body: string, type = "text/html"): FaultAct => ({
  name: "web page",
  run: () => ({ status: 200, headers: { "content-type": type }, body: Buffer.from(body) }),
});

describe.concurrent("what answers is no git server", () => {
  const none = /^org\/app: git [\w-]+ failed: no git server answers here; check server-url$/;
  const git = "application/x-git-upload-pack-advertisement";

  test.each([
    ["nothing", page(""), none],
    ["a page of one line", page("<html>Please log in</html>"), none],
    ["a page of many lines", page("<html>\n<h1>Please log in</h1>\n</html>\n"), none],
    ["nothing in git's name", page("", git), /connection lost/],
    ["a page in git's name", page("<html>Please log in</html>", git), /bad line length character/],
  ])("but %s: failed, not skipped", async (_, act, sentence) => {
    await using server = await startGitServer();
    await template(server);
    server.faults.add({ match: { phase: "refs" }, times: Infinity, act });
    const run = await cascade(server);
    expect(expectOneError(run)).toMatch(sentence);
    expect(reportOf(run)).toMatchObject({ state: "failed", branch: null, attempts: 0 });
    expect(run.outputs.skipped).toBe("");
  });
});

describe.concurrent("a repository without a branch", () => {
  /** A server that speaks git's oldest protocol alone. */
  const old = {
    also: ({ headers }: { headers: Record<string, unknown> }) => delete headers["git-protocol"] && false,
  };

  test.each([
    ["org/app", 2, {}],
    ["org/app@main", 2, {}],
    ["org/app", 0, old],
    ["org/app@main", 0, old],
  ])("is empty: %s is skipped, protocol version %i", async (templates, _, options) => {
    await using server = await startGitServer(options);
    await server.repository("org/app");
    const run = await cascade(server, { templates });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "skipped", error: expect.stringContaining("is empty") });
    expect(pushes(server)).toEqual([]);
  });

  test.each([
    ["org/app", {}],
    ["org/app", old],
  ])("at its HEAD, which names none that there is, is not empty: %s", async (templates, options) => {
    await using server = await startGitServer(options);
    const app = await template(server);
    await plainGit(["symbolic-ref", "HEAD", "refs/heads/gone"], { cwd: app.path });
    const run = await cascade(server, { templates });
    expect(expectOneError(run)).toContain("the default branch does not exist, though others do");
    expect(await app.branches()).toEqual(["main"]);
    expect(pushes(server)).toEqual([]);
  });

  test("of that name is not empty", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const run = await cascade(server, { templates: "org/app@gone" });
    expect(expectOneError(run)).toContain("no such branch");
    expect(await app.branches()).toEqual(["main"]);
  });
});

describe.concurrent("a default branch with a name", () => {
  test.each([
    "a\u2028b",
    "a\u2029b",
    "a\u0085b",
    "a\u00a0b",
    "ca\u202efé",
    "we@ird",
    "feature/x/y",
    "-x",
    '"quoted"',
    "$(id)",
    "a'b;c",
    "😀",
  ])("such as %j gets the version, and no other branch comes into being", async (branch) => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { branch: "main" });
    await rename(app.path, Buffer.from(branch));
    const run = await cascade(server);
    expectSuccess(run);
    // What could deceive a reader is in no output, while the push goes to the branch itself.
    const told = branch.replace(/[\u0085\u202e]/, "\uFFFD");
    expect(reportOf(run)).toMatchObject({ state: "updated", branch: told });
    expect(await app.branches()).toEqual([branch]);
    expect(await textOf(app, ".runtime-version", branch)).toBe("1.1.0\n");
  });

  test("that is no UTF-8 fails, and nothing is pushed", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await rename(app.path, Buffer.from([0x63, 0x61, 0x66, 0xe9]));
    const run = await cascade(server);
    expect(expectOneError(run)).toContain("the branch's name is not UTF-8");
    expect(reportOf(run)).toMatchObject({ state: "failed", branch: null });
    expect(pushes(server)).toEqual([]);
    const names = execFileSync("git", ["for-each-ref", "--format=%(refname)"], { cwd: app.path });
    expect(names.toString("latin1")).toBe("refs/heads/café\n");
  });
});

/** Gives the only branch another name, of any bytes, and makes it the default branch. */
async function rename(repository: string, name: Buffer): Promise<void> {
  const { stdout } = await plainGit(["rev-parse", "refs/heads/main"], { cwd: repository });
  await plainGit(["update-ref", "-d", "refs/heads/main"], { cwd: repository });
  const ref = Buffer.concat([Buffer.from("refs/heads/"), name, Buffer.from("\n")]);
  await writeFile(join(repository, "packed-refs"), Buffer.concat([Buffer.from(`${stdout.trim()} `), ref]));
  await writeFile(join(repository, "HEAD"), Buffer.concat([Buffer.from("ref: "), ref]));
}
