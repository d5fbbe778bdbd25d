import { chmod, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess, workspace } from "../step.ts";
import { type CascadeInputs, cascade, folder, reportsOf, template, textOf } from "./cascade.ts";

let server: GitServer;
beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe.concurrent("said in one sentence, before any request", () => {
  test.each<[string, CascadeInputs, RegExp]>([
    ["no version", { version: " " }, /^input "version": is required/],
    ["a version that is not semver", { version: "1.2" }, /^input "version": "1\.2" .*"version-scheme: any"$/],
    [
      "a version with two v",
      { version: "vv1.2.3" },
      /^input "version": "vv1\.2\.3" is not a semantic version/,
    ],
    [
      "a version of two words",
      { version: "1 2", "version-scheme": "any" },
      /^input "version": "1 2" is not one/,
    ],
    ["a version of two lines", { version: "1.0.0\n2.0.0" }, /^input "version": /],
    [
      "a scheme",
      { "version-scheme": "calver" },
      /^input "version-scheme": "calver" is unknown; .*semver, any$/,
    ],
    ["no templates", { templates: "" }, /^input "templates": no templates are given/],
    ["only comments", { templates: "# none" }, /^input "templates": the list is empty/],
    [
      "both",
      { templates: "org/app", "templates-file": "a.txt" },
      /^input "templates": is given together with/,
    ],
    [
      "a template without owner",
      { templates: "app" },
      /^input "templates": the template "app" .*owner\/repo/,
    ],
    [
      "a template with three parts",
      { templates: "a/b/c" },
      /^input "templates": the template "a\/b\/c" needs exactly one slash before the branch, and has 2/,
    ],
    ["a template that is a URL", { templates: "https://u:pa55@host/a/b" }, /given as a URL/],
    ["a template that leaves", { templates: "../b" }, /^input "templates": the template "\.\.\/b"/],
    ["a template that is an option", { templates: "-u/b@--upload-pack=x" }, /the branch "--upload-pack=x"/],
    ["a template with .git", { templates: "a/b.git" }, /ends with \.git/],
    ["a template with an empty branch", { templates: "a/b@" }, /the branch "" is empty/],
    ["a template with an impossible branch", { templates: "a/b@x..y" }, /the branch "x\.\.y" holds/],
    [
      "a message that skips the build",
      { "commit-message": "chore: pin {version} [skip ci]" },
      /^input "commit-message": the message has "\[skip ci\]", with which the push starts no workflow on any forge; expected a message without it$/,
    ],
    [
      "a message with a trailer that skips the build",
      { "commit-message": "chore: pin {version}\n\n\nskip-checks: true" },
      /^input "commit-message": the message ends with the trailer "skip-checks: true", with which the push starts no workflow on GitHub/,
    ],
    [
      "a word for other content",
      { "on-other-content": "keep" },
      /^input "on-other-content": "keep" is unknown; .*fail, replace$/,
    ],
    ["no token", { token: "" }, /^input "token": is required/],
    ["a token of two words", { token: "pa55 word" }, /^input "token": contains white space/],
    ["an absolute path", { path: "/etc/passwd" }, /^input "path": the path "\/etc\/passwd" is absolute/],
    ["a path that leaves", { path: "a/../../b" }, /^input "path": .*may leave the repository/],
    ["a path into .git", { path: ".git/config" }, /^input "path": .*git's own folder/],
    ["a path of a folder", { path: "a/" }, /^input "path": .*names a folder/],
    ["a path with backslashes", { path: "a\\b" }, /^input "path": .*contains a backslash/],
    [
      "a server that is not http",
      { "server-url": "ssh://git.example.com" },
      /^input "server-url": .*http or https/,
    ],
    ["a server without scheme", { "server-url": "git.example.com" }, /^input "server-url": .*http or https/],
    [
      "a server with credentials",
      { "server-url": "https://user:pa55@git.example.com" },
      /^input "server-url": the URL contains credentials, which belong in the input "token"/,
    ],
    ["a server with a query", { "server-url": "https://git.example.com/?pa55" }, /has a query or a fragment/],
    ["a workflow with folders", { workflow: ".github/workflows/a.yml" }, /^input "workflow": .*is a path/],
    ["a workflow that is no YAML", { workflow: "a.sh" }, /^input "workflow": .*not the name of a YAML file/],
    ["no attempts", { attempts: "0" }, /^input "attempts": "0" is out of range; expected .* 1 to 20$/],
    ["attempts that are no number", { attempts: "many" }, /^input "attempts": "many" is not a whole number/],
    ["no concurrency", { concurrency: "0" }, /^input "concurrency": "0" is out of range/],
    ["on-newer", { "on-newer": "keep" }, /^input "on-newer": "keep" is unknown; .*overwrite, skip, fail$/],
    ["on-protected", { "on-protected": "force" }, /^input "on-protected": "force" .*fail, pull-request$/],
    ["on-unwired", { "on-unwired": "skip" }, /^input "on-unwired": "skip" is unknown; .*fail, warn$/],
    [
      "on-missing-workflow",
      { "on-missing-workflow": "x" },
      /^input "on-missing-workflow": "x" .*skip, fail$/,
    ],
    ["dry-run", { "dry-run": "yes" }, /^input "dry-run": "yes" is not a boolean/],
    ["follow without a unit", { follow: "20" }, /^input "follow": "20" has no unit/],
    [
      "an author without a mail address",
      { "author-name": "Bot" },
      /"author-name": is given without "author-email"/,
    ],
    ["a mail address without an author", { "author-email": "b@x.y" }, /"author-email": is given without/],
    [
      "no mail address",
      { "author-name": "Bot", "author-email": "b" },
      /^input "author-email": "b" is not a mail/,
    ],
    ["an author of two lines", { "author-name": "a\nb", "author-email": "b@x.y" }, /^input "author-name": /],
    ["no co-author", { "co-author": "Ann" }, /^input "co-author": /],
  ])("%s", async (name, inputs, expected) => {
    const run = await cascade(server, inputs);
    const message = expectOneError(run);
    expect(message, name).toMatch(expected);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, "")).not.toContain("pa55");
    expect(run.outputs).toEqual({});
  });

  test("neither server-url nor a server that the workflow runs on", async () => {
    const run = await cascade(server, { "server-url": "" }, { env: { GITHUB_SERVER_URL: undefined } });
    expect(expectOneError(run)).toMatch(/^input "server-url": no server is given/);
  });

  test.each([
    ["list.yml", "templates:\n  - org/app\n  - org\n", /list\.yml, line 3, column 5: .*"org"/],
    ["list.yaml", "templates:\n  - a: [\n", /list\.yaml, line \d+, column \d+: /],
    ["list.json", '["org/app", 7]', /list\.json, line 1, column 13: /],
    ["list.json", '["org/app",', /list\.json, line 1, column \d+: /],
    ["list.txt", "org/app\n\n  org/app@\n", /list\.txt, line 3, column 3: /],
    [
      "list.yml",
      "repositories: [org/app]\n",
      /list\.yml, line 1, column \d+: the key "repositories" is unknown/,
    ],
    ["list.txt", "# none\n", /list\.txt: the list is empty/],
  ])("a file that cannot be read as a list: %s %j", async (name, text, expected) => {
    const { path, dispose } = await workspace({ [name]: text });
    const run = await cascade(server, { "templates-file": name }, { cwd: path });
    await dispose();
    expect(expectOneError(run)).toMatch(expected);
    expect(run.annotations[0]?.message).toMatch(/^input "templates-file": /);
  });

  test.each([
    ["none.txt", "cannot be read (ENOENT"],
    ["../outside.txt", "is outside the workspace"],
    ["link.txt", "is outside the workspace"],
    ["directory", "is not a file"],
  ])("a file that is none, or is elsewhere: %s", async (name, expected) => {
    await using made = await folder();
    await mkdir(join(made.path, "work/directory"), { recursive: true });
    await writeFile(join(made.path, "outside.txt"), "org/app\n");
    await symlink("../outside.txt", join(made.path, "work/link.txt"));
    const run = await cascade(server, { "templates-file": name }, { cwd: join(made.path, "work") });
    expect(expectOneError(run)).toContain(expected);
  });

  test("no git, or an old one", async () => {
    await using made = await folder();
    const without = await cascade(server, {}, { env: { PATH: made.path, RUNNER_TEMP: made.path } });
    expect(expectOneError(without)).toBe(
      "git was not found on the PATH; install git 2.31 or newer on the runner",
    );
    expect(await readdir(made.path)).toEqual([]);
    await writeFile(join(made.path, "git"), "#!/bin/sh\necho git version 2.25.1\n");
    await chmod(join(made.path, "git"), 0o755);
    const old = await cascade(server, {}, { env: { PATH: `${made.path}:${process.env.PATH}` } });
    expect(expectOneError(old)).toBe(
      'git on the PATH is "git version 2.25.1"; install git 2.31 or newer on the runner',
    );
  });
});

test("and the server was asked nothing by any of them", () => {
  expect(server.requests).toEqual([]);
});

describe.concurrent("templates-file", () => {
  test.each([
    ["list.txt", "# ours\norg/one\n\n  org/two@next \norg/one\n"],
    ["list.yml", "# ours\ntemplates:\n  - org/one\n  - repository: org/two\n    branch: next\n"],
    ["list.yaml", "- org/one\n- org/two@next\n"],
    ["marked.txt", "\uFEFForg/one\r\norg/two@next\r\n"],
    ["marked.json", '\uFEFF["org/one", "org/two@next"]'],
    ["marked.yml", "\uFEFF- org/one\r\n- org/two@next\r\n"],
    // As Windows PowerShell's `>` writes.
    ["utf16.txt", Buffer.from("\uFEFForg/one\r\norg/two@next\r\n", "utf16le")],
    ["lists/list.json", '{"templates": ["org/one", {"repository": "org/two", "branch": "next"}]}'],
  ])("%s", async (name, text) => {
    await using own = await startGitServer();
    const one = await template(own, "org/one");
    const two = await template(own, "org/two");
    await two.commit({ other: "x" }, { branch: "next" });
    const { path, dispose } = await workspace({ [name]: text });
    const run = await cascade(own, { "templates-file": name }, { cwd: path });
    await dispose();
    expectSuccess(run);
    expect(reportsOf(run)).toMatchObject([
      { template: "org/one", branch: "main", state: "updated" },
      { template: "org/two@next", branch: "next", state: "updated" },
    ]);
    expect(await textOf(one)).toBe("1.1.0\n");
    expect([await textOf(two), await textOf(two, ".runtime-version", "next")]).toEqual([
      "1.0.0\n",
      "1.1.0\n",
    ]);
  });
});
