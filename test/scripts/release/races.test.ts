import { expect, test } from "vitest";
import { faults } from "../../support/git-server/index.ts";
import { wrapGit } from "../../support/git-wrapper.ts";
import {
  git,
  onServer,
  type Project,
  prepare,
  refsOf,
  released,
  releaseRefs,
  run,
  startProject,
} from "./kit.ts";

const pushing = { service: "receive-pack", phase: "rpc" } as const;

/** The two requests of a push: git reads what the refs hold, then sends what they shall hold. */
const phases = ["refs", "rpc"] as const;

/** A project with 1.0.0, and with what 1.0.1 is to be released from. */
async function withNext(): Promise<{ project: Project; first: string; source: string }> {
  const project = await startProject();
  const { commit } = await released(project, "1.0.0");
  return { project, first: commit, source: await prepare(project.work, "1.0.1") };
}

test.each(["refs/heads/releases/v1", "refs/tags/v1.0.1", "refs/tags/v1"])(
  "a server that refuses %s sets nothing",
  async (ref) => {
    const { project } = await withNext();
    await using _ = project;
    await project.repository.hook("update", `[ "$1" != ${ref} ] || { echo "no $1 today" >&2; exit 1; }\n`);
    const refs = await refsOf(project);
    expect(await run(project, project.work, ["1.0.1"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `origin refused the push, so nothing of 1.0.1 was published: ${ref}: hook declined (no ${ref} today hook declined to update ${ref})\n`,
    });
    expect(await refsOf(project)).toEqual(refs);
  },
);

test("a server that cannot set all or none is not pushed to", async () => {
  const { project } = await withNext();
  await using _ = project;
  await onServer(project, "config", "receive.advertiseAtomic", "false");
  const refs = await refsOf(project);
  const refused = "the receiving end does not support --atomic push\n";
  expect(await run(project, project.work, ["1.0.1"])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `origin refused the push, so nothing of 1.0.1 was published: ${refused}`,
  });
  expect(await run(project, project.work, ["1.0.1", "--dry-run"])).toMatchObject({
    exitCode: 1,
    stderr: `origin would refuse the push of 1.0.1: ${refused}`,
  });
  expect(await refsOf(project)).toEqual(refs);
});

test.each(phases)(
  "somebody else who releases another version before the push's %s request wins",
  async (phase) => {
    const { project, source } = await withNext();
    await using _ = project;
    await using other = await project.clone();
    await git(other, "checkout", "--quiet", "-b", "other");
    await prepare(other, "1.1.0", "other");
    project.server.faults.add({
      match: { service: "receive-pack", phase },
      act: faults.before(async () => {
        expect(await run(project, other, ["1.1.0", "--branch", "other"])).toMatchObject({ exitCode: 0 });
      }),
    });
    expect(await run(project, project.work, ["1.0.1"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        "somebody else has set refs/heads/releases/v1, refs/tags/v1 of origin meanwhile, so nothing of 1.0.1 was published; " +
        "run it again to see whether it still follows\n",
    });
    const refs = await releaseRefs(project);
    expect(Object.keys(refs)).not.toContain("refs/tags/v1.0.1");
    expect(refs["refs/tags/v1"]).toBe(refs["refs/tags/v1.1.0"]);
    expect(refs["refs/heads/releases/v1"]).toBe(refs["refs/tags/v1.1.0"]);
    expect((await run(project, project.work, ["1.0.1"])).stderr).toContain(
      "where 1.1.0 is the highest release; ",
    );
    expect(await project.repository.head()).toBe(source);
  },
);

test.each(phases)(
  "a tag v1 that somebody moves before the push's %s request is not overwritten",
  async (phase) => {
    const { project, source } = await withNext();
    await using _ = project;
    project.server.faults.add({
      match: { service: "receive-pack", phase },
      act: faults.before(() => onServer(project, "update-ref", "refs/tags/v1", source)),
    });
    const before = await refsOf(project);
    const ran = await run(project, project.work, ["1.0.1"]);
    expect(ran.stderr).toContain(
      "somebody else has set refs/tags/v1 of origin meanwhile, so nothing of 1.0.1",
    );
    expect(await refsOf(project)).toEqual({ ...before, "refs/tags/v1": source });
  },
);

test("of two that release the same version from different sources at the same time, one wins", async () => {
  await using project = await startProject();
  await using other = await project.clone();
  await released(project, "1.0.0");
  for (const version of ["1.0.1", "1.0.2", "1.0.3", "1.0.4"]) {
    await prepare(project.work, version);
    await git(other, "fetch", "--quiet", "origin", "main");
    await git(other, "checkout", "--quiet", "--detach", "FETCH_HEAD");
    await git(other, "commit", "--quiet", "--allow-empty", "-m", "Other");
    await git(other, "push", "--quiet", "--force", "origin", "HEAD:refs/heads/other");
    const before = await releaseRefs(project);
    const both = await Promise.all([
      run(project, project.work, [version]),
      run(project, other, [version, "--branch", "other"]),
    ]);
    expect(both.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 1]);
    expect(both.map(({ stderr }) => stderr).join("")).toMatch(/^[^\n]*(meanwhile|already)[^\n]*\n$/);
    const winner = /commit +(\w+)/.exec(both.map(({ stdout }) => stdout).join(""))?.[1] ?? "none";
    expect(await releaseRefs(project)).toEqual({
      ...before,
      "refs/heads/releases/v1": winner,
      "refs/tags/v1": winner,
      [`refs/tags/v${version}`]: winner,
    });
    // The next release has to descend from this one's source.
    await git(project.work, "fetch", "--quiet", "origin", winner);
    await git(
      project.work,
      "reset",
      "--quiet",
      "--hard",
      await onServer(project, "show", `${winner}:SOURCE`),
    );
  }
});

test("two that release the same source at the same time both succeed", async () => {
  await using project = await startProject();
  await using other = await project.clone();
  await prepare(project.work, "1.0.0");
  await git(other, "pull", "--quiet");
  const both = await Promise.all([run(project, project.work, ["1.0.0"]), run(project, other, ["1.0.0"])]);
  expect(both).toMatchObject([
    { exitCode: 0, stderr: "" },
    { exitCode: 0, stderr: "" },
  ]);
  expect(new Set(Object.values(await releaseRefs(project))).size).toBe(1);
});

test("an answer that is lost is found out about", async () => {
  const { project } = await withNext();
  await using _ = project;
  // curl repeats a request by itself, once.
  const fault = project.server.faults.add({ match: pushing, act: faults.resetAfterHandling(), times: 2 });
  const ran = await run(project, project.work, ["1.0.1"]);
  expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
  expect(fault.hits).toBeGreaterThan(0);
  const refs = await refsOf(project);
  expect(refs["refs/tags/v1"]).toBe(refs["refs/tags/v1.0.1"]);
});

test("a server that is gone after the push leaves it open whether it arrived", async () => {
  const { project } = await withNext();
  await using _ = project;
  project.server.faults.add({
    match: pushing,
    act: faults.before(() => {
      project.server.faults.add({ act: faults.status(503), times: Infinity });
      throw new Error("gone");
    }),
  });
  const ran = await run(project, project.work, ["1.0.1"]);
  expect(ran.exitCode).toBe(1);
  expect(ran.stderr).toMatch(
    /^the push to origin failed, and whether 1\.0\.1 was published cannot be read: .*; run it again, which completes what is missing\n$/,
  );
  project.server.faults.clear();
  expect(await run(project, project.work, ["1.0.1"])).toMatchObject({ exitCode: 0 });
});

const commands = await (async () => {
  const { project } = await withNext();
  await using _ = project;
  await using shallow = await project.clone("--depth=1");
  await using wrapper = await wrapGit();
  await run(project, shallow, ["1.0.1"], { PATH: wrapper.path });
  return await wrapper.commands();
})();

test("a release has commands to be killed at, one of them a fetch and one a push", () => {
  expect(commands.filter((command) => command.startsWith("fetch "))).toHaveLength(1);
  expect(commands.filter((command) => command.startsWith("push "))).toHaveLength(1);
});

test.each(["before", "after"] as const)(
  "killed %s any of its git commands, it is completed by the next run",
  async (moment) => {
    for (const [at, command] of commands.entries()) {
      const { project, first, source } = await withNext();
      await using _ = project;
      await using shallow = await project.clone("--depth=1");
      await using wrapper = await wrapGit({ at: at + 1, moment });
      const before = await releaseRefs(project);
      const killed = await run(project, shallow, ["1.0.1"], { PATH: wrapper.path });
      expect(killed, command).toEqual({ exitCode: null, stdout: "", stderr: "" });
      await project.server.settled();
      const between = await releaseRefs(project);
      const pushed = moment === "after" && command.startsWith("push ");
      if (!pushed) expect(between, command).toEqual(before);

      const again = await run(project, shallow, ["1.0.1"]);
      expect(again, command).toMatchObject({ exitCode: 0, stderr: "" });
      expect(again.stdout.includes("Nothing to do."), command).toBe(pushed);
      const refs = await releaseRefs(project);
      const commit = refs["refs/tags/v1.0.1"] ?? "";
      if (pushed) expect(between).toEqual(refs);
      expect(refs, command).toEqual({
        ...before,
        "refs/heads/releases/v1": commit,
        "refs/tags/v1": commit,
        "refs/tags/v1.0.1": commit,
      });
      expect(await onServer(project, "log", "-1", "--format=%P", commit)).toBe(`${first} ${source}`);
    }
  },
);
