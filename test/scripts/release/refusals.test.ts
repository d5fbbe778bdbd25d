import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { plainGit, temporaryFolder } from "../../support/git-server/index.ts";
import {
  changelogWith,
  commit,
  git,
  onServer,
  type Project,
  prepare,
  refsOf,
  released,
  run,
  startProject,
  write,
} from "./kit.ts";

/** Runs the script, which has to fail with one line and to leave the server as it was. */
async function refusal(
  project: Project,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const refs = await refsOf(project);
  const objects = await onServer(project, "count-objects", "-v");
  const { exitCode, stdout, stderr } = await run(project, project.work, args, env);
  expect({ exitCode, stdout, refs: await refsOf(project) }).toEqual({ exitCode: 1, stdout: "", refs });
  expect(await onServer(project, "count-objects", "-v")).toBe(objects);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  return stderr.trimEnd();
}

describe("before anything is released", () => {
  let project: Project;
  let source: string;
  beforeAll(async () => {
    project = await startProject();
    source = await prepare(project.work, "1.0.0");
  });
  beforeEach(async () => {
    await git(project.work, "reset", "--quiet", "--hard", source);
    await git(project.work, "push", "--quiet", "--force", "origin", "HEAD:main");
    await git(project.work, "clean", "--quiet", "-d", "--force");
  });
  afterAll(() => project[Symbol.asyncDispose]());

  const forms = "accepted is one such as 1.2.3, or 1.2.3-rc.1 for a prerelease";
  const usage = "accepted are a version, --dry-run, --remote <name> and --branch <name>";
  test.each([
    [[], `there is no version; ${forms}`],
    ...["v1.0.0", "1.0", "1.0.0-rc", "1.0.0-rc.01", "1.0.0+1", "01.0.0", " 1.0.0", "latest", ""].map(
      (text): [string[], string] => [[text], `"${text}" is not the version of a release; ${forms}`],
    ),
    [["1.0.0", "1.0.1"], `there is more than one version: 1.0.0 and 1.0.1; ${usage}`],
    [["1.0.0", "--force"], `Unknown option '--force'; ${usage}`],
  ] satisfies [string[], string][])("arguments %j", async (args, message) => {
    expect(await refusal(project, args)).toBe(message);
  });

  test.each(["src/greet.ts", "new file", "dist/left-over.js", "staged"])(
    "a work tree with %s in it",
    async (path) => {
      await write(project.work, path, "something else\n");
      if (path === "staged") await git(project.work, "add", "staged");
      expect(await refusal(project, ["1.0.0"])).toBe(
        `the work tree holds what is not committed: ${path}; accepted is a clean one: commit it, or take it away`,
      );
    },
  );

  test("a removed file, among many", async () => {
    await rm(join(project.work.path, "dist/LICENSE"));
    for (const name of ["e1", "e2", "e3", "e\n4"]) await write(project.work, name, "");
    expect(await refusal(project, ["1.0.0"])).toContain(
      "not committed: dist/LICENSE, e\uFFFD4, e1 and 2 more;",
    );
  });

  test.each(["assume-unchanged", "skip-worktree"])("a file that is changed and marked %s", async (mark) => {
    await git(project.work, "update-index", `--${mark}`, "dist/greet/index.js");
    await write(project.work, "dist/greet/index.js", "something else\n");
    const message = await refusal(project, ["1.0.0"]);
    await git(project.work, "update-index", `--no-${mark}`, "dist/greet/index.js");
    expect(message).toContain("the work tree holds what is not committed: dist/greet/index.js; ");
  });

  test("a file of dist/ that git takes for unchanged by a filter", async () => {
    await write(project.work, ".git/info/attributes", "dist/greet/* text eol=lf\n");
    await write(project.work, "dist/greet/index.js", 'console.log("1.0.0");\r\n');
    const message = await refusal(project, ["1.0.0"]);
    await rm(join(project.work.path, ".git/info/attributes"));
    expect(message).toBe(
      "the work tree holds other bytes than the commit: dist/greet/index.js; " +
        "accepted are the same: git has a filter for them, or converts their line ends",
    );
  });

  test("a folder below the work tree's own", async () => {
    const ran = await run(project, { path: join(project.work.path, "dist/greet") }, ["1.0.0"]);
    expect(ran).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        'this is the folder "dist/greet/" of the work tree; accepted is the folder of the work tree itself\n',
    });
  });

  test.each([
    ["pushurl", ["remote.origin.pushurl"], "origin"],
    ["pushInsteadOf", ["url.URL.pushInsteadOf"], "origin"],
    ["a pushInsteadOf for an address", ["url.URL.pushInsteadOf"], "ADDRESS"],
    ["two addresses", ["--add", "remote.origin.url"], "origin"],
  ])("a remote that is pushed to elsewhere by %s", async (_, [...setting], told) => {
    await using folder = await temporaryFolder();
    await plainGit(["clone", "--quiet", "--bare", project.repository.path, folder.path]);
    const address = await git(project.work, "remote", "get-url", "origin");
    const remote = told.replace("ADDRESS", address);
    const inUrl = setting.at(-1)?.startsWith("url.");
    const settings = setting.map((one) => one.replace("URL", folder.path));
    await git(project.work, "config", ...settings, inUrl ? address : folder.path);
    const message = await refusal(project, ["1.0.0", "--remote", remote]);
    await git(project.work, "config", "--unset-all", settings.at(-1) ?? "", inUrl ? "." : folder.path);
    const both = setting.length > 1 ? `${address} and ` : "";
    expect(message).toBe(
      `${remote} is read from ${address} and pushed to ${both}${folder.path}; ` +
        "accepted is a remote that has one address: mend pushurl, pushInsteadOf or url of git's configuration",
    );
    expect((await plainGit(["tag"], { cwd: folder.path })).stdout).toBe("");
  });

  test.each(["no config today", "fatal: error: not on a Friday"])(
    "a hook of the work tree that says %j",
    async (words) => {
      await using _ = await hook(`echo "${words}" >&2; exit 1`);
      const refused = `${words}\n`.trimEnd();
      expect(await refusal(project, ["1.0.0"])).toBe(
        `the hook pre-push of this work tree refused the push, so nothing of 1.0.0 was published: ${refused}`,
      );
      expect(await refusal(project, ["1.0.0", "--dry-run"])).toBe(
        `the hook pre-push of this work tree would refuse the push of 1.0.0: ${refused}`,
      );
    },
  );

  /** A hook `pre-push` of the work tree. */
  async function hook(script: string): Promise<AsyncDisposable> {
    const file = join(project.work.path, ".git/hooks/pre-push");
    await write(project.work, ".git/hooks/pre-push", `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return { [Symbol.asyncDispose]: () => rm(file) };
  }

  test("a stale dist/", async () => {
    const stale = [
      "dist/greet/index.js differs",
      "dist/b is missing",
      "dist/c is left over",
      "dist/d differs",
    ];
    expect(await refusal(project, ["1.0.0", "--dry-run"], { IMGPUB_STALE: stale.join("\n") })).toBe(
      "dist/ is not what the source builds: dist/greet/index.js differs, dist/b is missing, dist/c is left over and 1 more; " +
        "run `npm run build`, commit what it writes, and push",
    );
  });

  test("a commit that was not pushed", async () => {
    await git(project.work, "commit", "--quiet", "--allow-empty", "-m", "Local");
    const local = await git(project.work, "rev-parse", "HEAD");
    expect(await refusal(project, ["1.0.0"])).toBe(
      `${local} is checked out, and the branch main of origin is at ${source}; ` +
        "accepted is the head of the branch: pull or push, or name another branch with --branch",
    );
  });

  test("a commit that the branch has left behind", async () => {
    const newer = await commit(project.work, { "src/greet.ts": "hello();\n" });
    await git(project.work, "checkout", "--quiet", source);
    expect(await refusal(project, ["1.0.0"])).toContain(
      `${source} is checked out, and the branch main of origin is at ${newer}; `,
    );
    await git(project.work, "checkout", "--quiet", "main");
  });

  test("a branch that is not there", async () => {
    expect(await refusal(project, ["1.0.0", "--branch", "next"])).toBe(
      `origin has no branch next; accepted is one whose head is ${source}, which is checked out`,
    );
  });

  test("a remote that is not there, and no password of its address", async () => {
    expect(await refusal(project, ["1.0.0", "--remote", "upstream"])).toBe(
      "git ls-remote failed: 'upstream' does not appear to be a git repository",
    );
    const url = project.server.urlOf("org/none").replace("//", "//somebody:a-password@");
    const message = await refusal(project, ["1.0.0", "--remote", url]);
    expect(message).toContain("git ls-remote failed: ");
    expect(message).not.toMatch(/a-password|somebody/);
  });

  test("a token that the server does not take", async () => {
    const message = await refusal(project, ["1.0.0"], {
      GIT_CONFIG_VALUE_0: "Authorization: Basic bm9uZTpub25l",
    });
    expect(message).toMatch(/^git ls-remote failed: .*(Authentication failed|could not read Username)/);
  });

  const heading = 'accepted is one under "## [1.0.0] - " and a date such as 2026-01-31';
  test.each([
    [
      "no entry",
      changelogWith("1.0.1"),
      `CHANGELOG.md has no entry for 1.0.0, and ${heading}: move there what stands under "## [Unreleased]"`,
    ],
    [
      "an entry without a date",
      changelogWith("1.0.0").replace(" - 2026-01-31", ""),
      `CHANGELOG.md has the heading "## [1.0.0]", and ${heading}`,
    ],
    [
      "an entry with no date that is one",
      changelogWith("1.0.0").replace("01-31", "02-30"),
      `CHANGELOG.md has the heading "## [1.0.0] - 2026-02-30", and ${heading}`,
    ],
    [
      "an entry with headings alone",
      "# Changelog\n\n## [1.0.0] - 2026-01-31\n\n### Added\n\n## [0.1.0] - 2026-01-01\n\n- It.\n",
      `CHANGELOG.md says nothing of 1.0.0 under its heading; ${heading} that tells of changes`,
    ],
    [
      "an entry with a comment alone",
      "# Changelog\n\n## [1.0.0] - 2026-01-31\n\n### Added\n\n<!-- What is\nadded. -->\n",
      `CHANGELOG.md says nothing of 1.0.0 under its heading; ${heading} that tells of changes`,
    ],
    [
      "a link for another version alone",
      `${changelogWith("1.0.0")}\n[0.1.0]: https://example.com/0.1.0\n`,
      'CHANGELOG.md has a link for 0.1.0 and none for 1.0.0; accepted is a line that begins with "[1.0.0]: "',
    ],
  ])("a changelog with %s", async (_, changelog, message) => {
    await commit(project.work, { "CHANGELOG.md": changelog });
    expect(await refusal(project, ["1.0.0"])).toBe(message);
  });

  test("no changelog", async () => {
    await git(project.work, "rm", "--quiet", "CHANGELOG.md");
    const bare = await commit(project.work, {});
    expect(await refusal(project, ["1.0.0"])).toBe(
      `${bare} has no CHANGELOG.md; accepted is one with an entry for 1.0.0`,
    );
  });

  test("no dist/, or one with a file SOURCE", async () => {
    const odd = await commit(project.work, { "dist/SOURCE": "mine\n" });
    expect(await refusal(project, ["1.0.0"])).toBe(
      "dist/ has a file SOURCE; accepted is none, as the release adds its own",
    );
    await git(project.work, "rm", "--quiet", "-r", "dist");
    const none = await commit(project.work, {});
    expect(none).not.toBe(odd);
    expect(await refusal(project, ["1.0.0"])).toBe(
      `the commit ${none} has no folder dist/, which a release is made of`,
    );
  });

  test("a version that cannot be the first", async () => {
    await commit(project.work, { "CHANGELOG.md": changelogWith("1.2.3") });
    expect(await refusal(project, ["1.2.3"])).toBe(
      "1.2.3 does not come next on origin, where nothing was released yet; " +
        "accepted are 0.0.1, 0.1.0, 1.0.0, and prereleases of them",
    );
  });

  test("no repository at all", async () => {
    const ran = await run(project, { path: project.server.root }, ["1.0.0"]);
    expect(ran).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(/^git rev-parse failed: not a git repository[^\n]*\n$/),
    });
  });
});

const notReleased = (version: string, commit: string) =>
  `the tag v${version} of origin is at ${commit}, which is no release, as no file SOURCE there names its last parent; ` +
  "accepted is a release: find out who set the tag, and delete it";

describe("after a release", () => {
  test("the same version from another source", async () => {
    await using project = await startProject();
    const first = await released(project, "1.0.0");
    const source = await commit(project.work, { "src/greet.ts": "hello();\n" });
    expect(await refusal(project, ["1.0.0"])).toBe(
      `1.0.0 was released on origin already, from ${first.source}, and ${source} is checked out; ` +
        "a version is released once: accepted is the next one",
    );
  });

  test("a tag of the version that is no release of it", async () => {
    await using project = await startProject();
    const source = await prepare(project.work, "1.0.0");
    await git(project.work, "push", "--quiet", "origin", `${source}:refs/tags/v1.0.0`);
    expect(await refusal(project, ["1.0.0"])).toBe(notReleased("1.0.0", source));
  });

  test.each([
    ["1.0.3", "1.0.4"],
    ["9.9.9", "2.0.0"],
    ["1.0.1-rc.7", "1.0.1-rc.1"],
  ])("a tag v%s in the way of %s that is no release", async (stray, version) => {
    await using project = await startProject();
    const { source } = await released(project, "1.0.0");
    await prepare(project.work, version);
    await git(project.work, "push", "--quiet", "origin", `${source}:refs/tags/v${stray}`);
    expect(await refusal(project, [version])).toBe(notReleased(stray, source));
  });

  test("a tag that is no release and in nobody's way does not matter", async () => {
    await using project = await startProject();
    const { source } = await released(project, "1.0.0");
    await released(project, "1.0.1");
    for (const stray of ["v0.5.0", "v9.9.9", "v2.0.0-rc"])
      await git(project.work, "push", "--quiet", "origin", `${source}:refs/tags/${stray}`);
    await released(project, "1.0.2");
  });

  /** A project with 1.0.0 and 2.0.0, whose sources are on main. */
  async function twoLines() {
    const project = await startProject();
    const [old, next] = [await released(project, "1.0.0"), await released(project, "2.0.0")];
    return { project, old, next };
  }

  test("the code of a newer major line, in a shallow clone too", async () => {
    const { project, next } = await twoLines();
    await using _ = project;
    const source = await prepare(project.work, "1.0.1");
    const message =
      `${source} descends from ${next.source}, which v2.0.0 of origin was released from; ` +
      "accepted for 1.0.1 is a commit with the code of v1, on a branch that left before: name it with --branch";
    expect(await refusal(project, ["1.0.1"])).toBe(message);
    await using shallow = await project.clone("--depth=1");
    expect((await run(project, shallow, ["1.0.1"])).stderr).toBe(`${message}\n`);
  });

  test("the code of a prerelease of a newer major line", async () => {
    await using project = await startProject();
    await released(project, "1.0.0");
    const candidate = await released(project, "2.0.0-rc.1");
    const source = await prepare(project.work, "1.0.1");
    expect(await refusal(project, ["1.0.1"])).toContain(
      `${source} descends from ${candidate.source}, which v2.0.0-rc.1 of origin was released from; `,
    );
  });

  test("the code of an older major line", async () => {
    const { project, old, next } = await twoLines();
    await using _ = project;
    await git(project.work, "checkout", "--quiet", old.source);
    const source = await prepare(project.work, "2.0.1", "1.x");
    expect(await refusal(project, ["2.0.1", "--branch", "1.x"])).toBe(
      `${source} does not descend from ${next.source}, which v2.0.0 of origin was released from; ` +
        "accepted for 2.0.1 is a commit that does; CONTRIBUTING.md tells what to do after a squash or a rebase",
    );
  });

  test("other bytes than those of the commit that it names", async () => {
    const project = await startProject();
    await using _ = project;
    const source = await prepare(project.work, "1.0.0");
    await write(project.work, "dist/greet/index.js", "evil()\n");
    await git(project.work, "commit", "--quiet", "--all", "--message", "Other bytes");
    const other = await git(project.work, "rev-parse", "HEAD");
    await git(project.work, "reset", "--quiet", "--hard", source);
    await git(project.work, "replace", source, other);
    await git(project.work, "reset", "--quiet", "--hard");
    expect(await refusal(project, ["1.0.0"])).toContain("the work tree holds what is not committed");
  });

  test("a branch that has nothing to do with the releases", async () => {
    await using project = await startProject();
    const first = await released(project, "1.0.0");
    await git(project.work, "checkout", "--quiet", "--orphan", "other");
    const source = await prepare(project.work, "1.0.1", "other");
    expect(await refusal(project, ["1.0.1", "--branch", "other"])).toContain(
      `${source} does not descend from ${first.source}, which v1.0.0 of origin was released from; `,
    );
  });

  test("a version that does not follow what the remote has, whatever tags are here", async () => {
    await using project = await startProject();
    await released(project, "1.0.0");
    await commit(project.work, { "CHANGELOG.md": changelogWith("1.0.3") });
    await git(project.work, "tag", "v1.0.2");
    expect(await refusal(project, ["1.0.3"])).toBe(
      "1.0.3 does not come next on origin, where 1.0.0 is the highest release; " +
        "accepted are 1.0.1, 1.1.0, 2.0.0, and prereleases of them",
    );
  });

  test.each([
    ["the tag v1", "refs/tags/v1"],
    ["the branch releases/v1", "refs/heads/releases/v1"],
  ])("%s, moved by somebody else to what is no release", async (what, ref) => {
    await using project = await startProject();
    await released(project, "1.0.0");
    const source = await prepare(project.work, "1.0.1");
    await git(project.work, "push", "--quiet", "--force", "origin", `${source}:${ref}`);
    expect(await refusal(project, ["1.0.1"])).toBe(
      `${what} of origin is at ${source}, which is no release of v1; accepted is the commit of one: ` +
        "find out who moved it, and put it back or delete it",
    );
  });

  test("v1 put back to an earlier release moves on with the next", async () => {
    await using project = await startProject();
    const first = await released(project, "1.0.0");
    await released(project, "1.0.1");
    await onServer(project, "update-ref", "refs/tags/v1", first.commit);
    const { commit: newest } = await released(project, "1.0.2");
    expect((await refsOf(project))["refs/tags/v1"]).toBe(newest);
  });

  test("v1 and releases/v1 that are gone come back with the same version again", async () => {
    await using project = await startProject();
    const { commit: newest } = await released(project, "1.0.0");
    const refs = await refsOf(project);
    await onServer(project, "update-ref", "-d", "refs/tags/v1");
    await onServer(project, "update-ref", "-d", "refs/heads/releases/v1");
    const ran = await run(project, project.work, ["1.0.0"]);
    expect(ran.stdout).toContain(`refs/tags/v1            none → ${newest}\nPushed to origin.\n`);
    expect(await refsOf(project)).toEqual(refs);
  });

  test("annotated tags of the same commits are as good", async () => {
    await using project = await startProject();
    const first = await released(project, "1.0.0");
    for (const tag of ["v1", "v1.0.0"]) {
      const env = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.test"];
      await onServer(project, ...env, "tag", "--force", "--annotate", "-m", tag, tag, first.commit);
    }
    expect((await run(project, project.work, ["1.0.0"])).stdout).toContain("Nothing to do.");
    const { commit: next } = await released(project, "1.0.1");
    expect(await refsOf(project)).toMatchObject({ "refs/tags/v1": next, "refs/heads/releases/v1": next });
    expect(await onServer(project, "log", "-1", "--format=%P", next)).toContain(first.commit);
  });
});
