import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plainGit, temporaryFolder } from "../../support/git-server/index.ts";
import { git, named, onServer, prepare, refsOf, released, releaseRefs, run, startProject } from "./kit.ts";

test("the first release: what is printed, the commit and the refs", async () => {
  await using project = await startProject();
  const source = await prepare(project.work, "1.0.0");
  const ran = await run(project, project.work, ["1.0.0"]);
  const refs = await releaseRefs(project);
  const [commit = ""] = Object.values(refs);
  const tree = await onServer(project, "rev-parse", `${commit}^{tree}`);
  expect({ ...ran, stdout: named(ran.stdout, { source, commit, tree }) }).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `Release 1.0.0 from <source>
  commit    <commit>
  tree      <tree>, which is dist/ and a file SOURCE
  previous  none
  refs/heads/releases/v1  none → <commit>
  refs/tags/v1.0.0        none → <commit>
  refs/tags/v1            none → <commit>
Pushed to origin.
`,
  });
  expect(refs).toEqual({
    "refs/heads/releases/v1": commit,
    "refs/tags/v1": commit,
    "refs/tags/v1.0.0": commit,
  });
  expect(named(await onServer(project, "cat-file", "commit", commit), { source, tree })).toMatch(
    /^tree <tree>\nparent <source>\nauthor [^\n]+\ncommitter [^\n]+\n\nRelease 1\.0\.0\n\n### Added\n\n- What 1\.0\.0 has\.$/,
  );
  const people = "--format=%an %ae %ad %cn %ce %cd";
  expect(await onServer(project, "log", "-1", people, commit)).toBe(
    await onServer(project, "log", "-1", people, source),
  );
  expect(await git(project.work, "status", "--porcelain")).toBe("");
  expect(await git(project.work, "for-each-ref", "refs/tags", "refs/heads/releases")).toBe("");
});

test("a clone of v1 is dist/ byte for byte, with its modes, and the file SOURCE", async () => {
  await using project = await startProject();
  const { source } = await released(project, "1.0.0");
  await using copy = await project.clone("--branch=v1", "--depth=1");
  const entriesOf = (what: string) => onServer(project, "ls-tree", "-r", what);
  const blob = await git(copy, "rev-parse", "HEAD:SOURCE");
  expect((await entriesOf("v1")).split("\n").toSorted()).toEqual(
    [...(await entriesOf(`${source}:dist`)).split("\n"), `100644 blob ${blob}\tSOURCE`].toSorted(),
  );
  expect(await readFile(join(copy.path, "SOURCE"), "utf8")).toBe(`${source}\n`);
  expect(await readFile(join(copy.path, "greet/index.js"), "utf8")).toBe('console.log("1.0.0");\n');
});

test("the second release follows the first, and v1 moves", async () => {
  await using project = await startProject();
  const first = await released(project, "1.0.0");
  const source = await prepare(project.work, "1.1.0");
  const ran = await run(project, project.work, ["1.1.0"]);
  const refs = await releaseRefs(project);
  const commit = refs["refs/tags/v1.1.0"] ?? "";
  const tree = await onServer(project, "rev-parse", `${commit}^{tree}`);
  expect(named(ran.stdout, { source, commit, tree, first: first.commit })).toBe(`Release 1.1.0 from <source>
  commit    <commit>
  tree      <tree>, which is dist/ and a file SOURCE
  previous  <first>
  refs/heads/releases/v1  <first> → <commit>
  refs/tags/v1.1.0        none → <commit>
  refs/tags/v1            <first> → <commit>
Pushed to origin.
`);
  expect(refs).toEqual({
    "refs/heads/releases/v1": commit,
    "refs/tags/v1": commit,
    "refs/tags/v1.0.0": first.commit,
    "refs/tags/v1.1.0": commit,
  });
  expect(await onServer(project, "log", "-1", "--format=%P", commit)).toBe(`${first.commit} ${source}`);
});

test("the same version again changes nothing and says so, also after a later one", async () => {
  await using project = await startProject();
  const { source, commit } = await released(project, "1.0.0");
  const nothing = {
    exitCode: 0,
    stderr: "",
    stdout: `1.0.0 was released before, from ${source}: v1.0.0 of origin is at ${commit}. Nothing to do.\n`,
  };
  project.server.clearRequests();
  expect(await run(project, project.work, ["1.0.0"])).toEqual(nothing);
  expect(project.server.requests.filter(({ service }) => service === "receive-pack")).toEqual([]);

  await released(project, "1.0.1");
  const refs = await refsOf(project);
  await git(project.work, "checkout", "--quiet", source);
  expect(await run(project, project.work, ["1.0.0"])).toEqual(nothing);
  expect(await refsOf(project)).toEqual(refs);
});

test("a dry run prints the same plan, checks the same, and pushes nothing", async () => {
  await using project = await startProject();
  await prepare(project.work, "1.0.0");
  const refs = await refsOf(project);
  const dry = await run(project, project.work, ["1.0.0", "--dry-run"]);
  expect(await refsOf(project)).toEqual(refs);
  const wet = await run(project, project.work, ["1.0.0"]);
  expect(dry).toEqual({
    ...wet,
    stdout: wet.stdout.replace("Pushed to origin.", "Nothing was pushed to origin: this was a dry run."),
  });
  expect(dry.stdout).toContain("dry run");
});

test("a prerelease sets its tag alone, and the release after it has no trace of it", async () => {
  await using project = await startProject();
  const first = await released(project, "1.0.0");
  const candidate = await released(project, "2.0.0-rc.1");
  const second = await released(project, "2.0.0-rc.2");
  await git(project.work, "checkout", "--quiet", first.source);
  const minor = await released(project, "1.1.0-beta.1", project.work, "1.x");
  await git(project.work, "checkout", "--quiet", "main");
  expect(await releaseRefs(project)).toEqual({
    "refs/heads/releases/v1": first.commit,
    "refs/tags/v1": first.commit,
    "refs/tags/v1.0.0": first.commit,
    "refs/tags/v1.1.0-beta.1": minor.commit,
    "refs/tags/v2.0.0-rc.1": candidate.commit,
    "refs/tags/v2.0.0-rc.2": second.commit,
  });
  const parents = (commit: string) => onServer(project, "log", "-1", "--format=%P", commit);
  expect(await parents(second.commit)).toBe(second.source);
  expect(await parents(minor.commit)).toBe(`${first.commit} ${minor.source}`);
  const final = await released(project, "2.0.0");
  expect(await parents(final.commit)).toBe(final.source);
  expect(await releaseRefs(project)).toMatchObject({
    "refs/heads/releases/v1": first.commit,
    "refs/heads/releases/v2": final.commit,
    "refs/tags/v2": final.commit,
    "refs/tags/v1": first.commit,
  });
});

test("an older major version gets a patch from a branch of its own, and the newer one stays", async () => {
  await using project = await startProject();
  const old = await released(project, "1.0.0");
  const next = await released(project, "2.0.0");
  await git(project.work, "checkout", "--quiet", old.source);
  const source = await prepare(project.work, "1.0.1", "1.x");
  expect(await run(project, project.work, ["1.0.1"])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `${source} is checked out, and the branch main of origin is at ${next.source}; accepted is the head of the branch: pull or push, or name another branch with --branch\n`,
  });
  expect(await run(project, project.work, ["1.0.1", "--branch", "1.x"])).toMatchObject({ exitCode: 0 });
  const refs = await releaseRefs(project);
  const patch = refs["refs/tags/v1.0.1"] ?? "";
  expect(refs).toEqual({
    "refs/heads/releases/v1": patch,
    "refs/heads/releases/v2": next.commit,
    "refs/tags/v1": patch,
    "refs/tags/v1.0.0": old.commit,
    "refs/tags/v1.0.1": patch,
    "refs/tags/v2": next.commit,
    "refs/tags/v2.0.0": next.commit,
  });
  expect(await onServer(project, "log", "-1", "--format=%P", patch)).toBe(`${old.commit} ${source}`);
});

test("a shallow clone of one commit will do, and gets the history", async () => {
  await using project = await startProject();
  const first = await released(project, "1.0.0");
  const source = await prepare(project.work, "1.1.0");
  await using shallow = await project.clone("--depth=1");
  const dry = await run(project, project.work, ["1.1.0", "--dry-run"]);
  const ran = await run(project, shallow, ["1.1.0"]);
  expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
  const commit = (await refsOf(project))["refs/tags/v1.1.0"] ?? "";
  expect(await onServer(project, "log", "-1", "--format=%P", commit)).toBe(`${first.commit} ${source}`);
  // The very commit that a full clone makes.
  expect(dry.stdout).toContain(`  commit    ${commit}\n`);
  expect(await git(shallow, "rev-parse", "--is-shallow-repository")).toBe("false");
  expect(await onServer(project, "fsck", "--connectivity-only")).not.toMatch(/missing|broken/);

  await prepare(project.work, "1.1.1");
  await run(project, project.work, ["1.1.1"]);
  await using again = await project.clone("--depth=1", "--branch=main");
  expect((await run(project, again, ["1.1.1"])).stdout).toContain("Nothing to do.");
  expect(await git(project.work, "rev-parse", "--is-shallow-repository")).toBe("false");
});

test("a remote may be a folder, and of another name", async () => {
  await using project = await startProject();
  await using folder = await temporaryFolder();
  await plainGit(["clone", "--quiet", "--bare", project.repository.path, folder.path]);
  await git(project.work, "remote", "add", "mirror", folder.path);
  const source = await prepare(project.work, "0.1.0");
  await git(project.work, "push", "--quiet", "mirror", "main");
  const ran = await run(project, project.work, ["0.1.0", "--remote", "mirror"]);
  expect(ran.stdout).toMatch(/refs\/tags\/v0 .*\nPushed to mirror\.\n$/);
  const { stdout } = await plainGit(["log", "-1", "--format=%P", "releases/v0"], { cwd: folder.path });
  expect(stdout.trim()).toBe(source);
  expect(await releaseRefs(project)).toEqual({});
});
