import { expect, it } from "vitest";
import { type Clone, clone } from "./client.ts";
import { type Flavour, startGitServer } from "./index.ts";

const declined = "pre-receive hook declined";

const words: [Flavour, reason: string, remote: string[]][] = [
  ["gitea", declined, ["", "Gitea: Not allowed to push to protected branch main"]],
  ["forgejo", declined, ["", "Forgejo: Not allowed to push to protected branch main"]],
  [
    "github",
    "protected branch hook declined",
    [
      "error: GH006: Protected branch update failed for refs/heads/main.",
      "",
      "- Changes must be made through a pull request.",
    ],
  ],
  [
    "github-ruleset",
    "push declined due to repository rule violations",
    [
      "error: GH013: Repository rule violations found for refs/heads/main.",
      "Review all repository rules at https://github.com/org/app/rules?ref=refs%2Fheads%2Fmain",
      "",
      "- Changes must be made through a pull request.",
      "",
    ],
  ],
];

it.each(words)("refuses a push in the words of %s", async (flavour, reason, remote) => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await using local = await clone(server, "org/app");
  const head = await repository.head();
  await repository.protect("main", flavour);
  await local.commit("a", "2\n");
  expect(await push(local)).toEqual([
    ...remote.map((line) => `remote: ${line}`.trimEnd()),
    `To ${server.urlOf("org/app")}`,
    ` ! [remote rejected] HEAD -> main (${reason})`,
    `error: failed to push some refs to '${server.urlOf("org/app")}'`,
    "",
  ]);
  expect(await repository.head()).toBe(head);
  expect((await local.git("push", "--quiet", "origin", "HEAD:other")).exitCode).toBe(0);
  expect(await repository.branches()).toEqual(["main", "other"]);
  await repository.unprotect("main");
  expect(await push(local)).toEqual([""]);
});

it("protects several branches, each in its own words, those with a slash too", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await repository.protect("main", "gitea");
  await repository.protect("release/it's", "github-ruleset");
  await using local = await clone(server, "org/app");
  await local.commit("a", "2\n");
  expect((await push(local)).join("\n")).toContain("remote: Gitea: Not allowed");
  const text = (await push(local, "refs/heads/release/it's")).join("\n");
  expect(text).toContain("rules?ref=refs%2Fheads%2Frelease%2Fit's");
  expect(text).toContain("HEAD -> release/it's (push declined due to repository rule violations)");
});

it("runs any hook, with git's own words for its refusal", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await repository.hook("update", 'echo "no $1" >&2\nexit 1');
  await using local = await clone(server, "org/app");
  await local.commit("a", "2\n");
  expect((await push(local)).slice(0, 3)).toEqual([
    "remote: no refs/heads/main",
    "remote: error: hook declined to update refs/heads/main",
    `To ${server.urlOf("org/app")}`,
  ]);
});

it("locks a ref until it is unlocked", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  const lock = await repository.lockRef("main");
  await using local = await clone(server, "org/app");
  const sha = await local.commit("a", "2\n");
  const text = (await push(local)).join("\n");
  expect(text).toMatch(/^remote: error: cannot lock ref 'refs\/heads\/main': Unable to create '/);
  expect(text).toContain(" ! [remote rejected] HEAD -> main (failed to update ref)");
  await lock.unlock();
  expect(await push(local)).toEqual([""]);
  expect(await repository.head()).toBe(sha);
});

/** The lines git writes to stderr, without the blanks it pads them with. */
async function push(local: Clone, branch = "main"): Promise<string[]> {
  const { stderr } = await local.git("push", "--quiet", "origin", `HEAD:${branch}`);
  return stderr.split("\n").map((line) => line.trimEnd());
}
