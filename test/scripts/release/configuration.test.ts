import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Git } from "../../../scripts/release/git.ts";
import { isolatedEnvironment, plainGit, temporaryFolder } from "../../support/git-server/index.ts";
import { git, onServer, prepare, released, releaseRefs, run, startProject, write } from "./kit.ts";

const releaseOf = (commit: string) => ({
  "refs/heads/releases/v1": commit,
  "refs/tags/v1": commit,
  "refs/tags/v1.0.0": commit,
});

test.each([
  ["push.followTags", "true"],
  ["push.recurseSubmodules", "only"],
])("%s=%s changes nothing of what is pushed", async (name, value) => {
  await using project = await startProject();
  await prepare(project.work, "1.0.0");
  const people = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.test"];
  await git(project.work, ...people, "tag", "--annotate", "-m", "Mine", "mine");
  await git(project.work, "config", name, value);
  expect(await run(project, project.work, ["1.0.0"])).toMatchObject({ exitCode: 0, stderr: "" });
  const refs = await releaseRefs(project);
  expect(refs).toEqual(releaseOf(refs["refs/tags/v1"] ?? ""));
});

test("variables that a hook of another repository has leave the work tree what it is", async () => {
  await using project = await startProject();
  await using folder = await temporaryFolder();
  await plainGit(["clone", "--quiet", "--bare", project.repository.path, folder.path]);
  const source = await prepare(project.work, "1.0.0");
  const env = {
    GIT_DIR: folder.path,
    GIT_WORK_TREE: folder.path,
    GIT_INDEX_FILE: join(folder.path, "index"),
  };
  expect(await run(project, project.work, ["1.0.0"], env)).toMatchObject({ exitCode: 0, stderr: "" });
  const { "refs/tags/v1": commit = "" } = await releaseRefs(project);
  expect(await onServer(project, "show", `${commit}:SOURCE`)).toBe(source);
});

test("a signed source gives the same people and times, although git is told to show signatures", async () => {
  await using project = await startProject();
  await prepare(project.work, "1.0.0");
  const raw = await git(project.work, "cat-file", "commit", "HEAD");
  const [header = "", ...message] = raw.split("\n\n");
  const signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n none\n -----END PGP SIGNATURE-----";
  await write(project.work, ".git/signed", `${header}\n${signature}\n\n${message.join("\n\n")}\n`);
  const signed = await git(project.work, "hash-object", "-t", "commit", "-w", ".git/signed");
  await git(project.work, "reset", "--quiet", "--hard", signed);
  await git(project.work, "push", "--quiet", "--force", "origin", "HEAD:main");
  await write(project.work, ".git/gpg", "#!/bin/sh\necho said by gpg >&2\n");
  await chmod(join(project.work.path, ".git/gpg"), 0o755);
  await git(project.work, "config", "gpg.program", join(project.work.path, ".git/gpg"));
  await git(project.work, "config", "log.showSignature", "true");
  expect(await git(project.work, "log", "-1", "--format=%an")).toContain("said by gpg");
  expect(await run(project, project.work, ["1.0.0"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await onServer(project, "log", "-1", "--format=%an", "v1.0.0")).toBe("Zoë Author");
});

test("what is fetched leaves no ref behind, whatever the remote is configured to fetch", async () => {
  await using project = await startProject();
  await released(project, "1.0.0");
  await prepare(project.work, "1.0.1");
  await using shallow = await project.clone("--depth=1", "--no-tags");
  await git(shallow, "config", "remote.origin.tagOpt", "--tags");
  await git(shallow, "config", "--add", "remote.origin.fetch", "+refs/tags/*:refs/kept/*");
  const refs = await git(shallow, "for-each-ref");
  expect(await run(project, shallow, ["1.0.1", "--dry-run"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await git(shallow, "rev-parse", "--is-shallow-repository")).toBe("false");
  expect(await git(shallow, "for-each-ref")).toBe(refs);
  expect(existsSync(join(shallow.path, ".git/FETCH_HEAD"))).toBe(false);
});

test("a command that fails is named, whatever settings stand before it", async () => {
  await using folder = await temporaryFolder();
  const failing = new Git({ folder: folder.path, env: isolatedEnvironment() });
  await expect(failing.read(["-c", "a.b=c", "-c", "d.e=f", "rev-list", "--all"])).rejects.toThrow(
    /^git rev-list failed: not a git repository/,
  );
});
