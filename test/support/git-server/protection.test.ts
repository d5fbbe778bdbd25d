import { expect, it } from "vitest";
import { type Clone, clone } from "./client.ts";
import { type Flavour, type Rule, startGitServer } from "./index.ts";

const declined = "pre-receive hook declined";

const words: [Flavour, reason: string, remote: string[]][] = [
  ["gitea", declined, ["", "error:", "error: Not allowed to push to protected branch main", "error:"]],
  ["gitea-1.24", declined, ["", "error:", "error: Not allowed to push to protected branch main", "error:"]],
  ["gitea-1.22", declined, ["", "Gitea: Not allowed to push to protected branch main"]],
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

it.each<[Flavour, Rule, RegExp]>([
  ["gitea-1.22", "write", /^remote: Gitea: User permission denied for writing\.$/m],
  ["gitea", "write", /^remote: error: User permission denied for writing\.$/m],
  [
    "forgejo",
    "write",
    /^remote: Forgejo: User 'bot' is not allowed to push to branch 'main' in 'org\/app'\.$/m,
  ],
  ["gitea-1.22", "signed", /^remote: Gitea: branch main is protected from unverified commit <sha>$/m],
  ["gitea-1.24", "signed", /^remote: error: branch main is protected from unverified commit <sha>$/m],
  ["gitea", "signed", /^remote: error: Internal Server Error \(no message for end users\)$/m],
  ["github", "signed", /^remote: error: Commits must have valid signatures\.$/m],
  [
    "github-ruleset",
    "signed",
    /^remote: - Commits must have verified signatures\.$[\s\S]*^remote: {3}<sha>$/m,
  ],
  ["gitea", "file", /^remote: error: branch main is protected from changing file \.runtime-version$/m],
  ["gitea-1.22", "broken", /^remote: Gitea: Internal Server Error \(no message for end users\)$/m],
])("refuses a push on %s by the rule %s", async (flavour, rule, words) => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await using local = await clone(server, "org/app");
  await repository.protect("main", flavour, rule);
  const sha = await local.commit("a", "2\n");
  expect((await push(local)).join("\n").replaceAll(sha, "<sha>")).toMatch(words);
});

it("takes no push to what is archived or a mirror, with the right token neither", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await using local = await clone(server, "org/app");
  await local.commit("a", "2\n");
  for (const [readOnly, words] of [
    ["archived", "remote: This repo is archived. You can view files and clone it, but cannot push"],
    ["mirror", "remote: mirror repository is read-only"],
  ] as const) {
    repository.readOnly = readOnly;
    const text = (await push(local)).join("\n");
    expect(text).toContain(words);
    expect(text).toContain("The requested URL returned error: 403");
  }
  expect((await local.git("fetch")).exitCode).toBe(0);
});

it.each([301, 307] as const)(
  "redirects from the earlier name, %i, before it asks who it is",
  async (status) => {
    await using server = await startGitServer({ prefix: "/git" });
    const repository = await server.repository("org/app", { files: { a: "1\n" } });
    await server.rename("org/app", "org/new", status);
    const answer = await fetch(`${server.urlOf("org/app")}/info/refs?service=git-upload-pack`, {
      redirect: "manual",
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("location")).toBe("/git/org/new/info/refs?service=git-upload-pack");
    await using local = await clone(server, "org/new");
    const sha = await local.commit("a", "2\n");
    expect((await push(local)).join("")).toBe("");
    expect(await repository.head()).toBe(sha);
  },
);

it("protects several branches, each in its own words, those with a slash too", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await repository.protect("main", "gitea");
  await repository.protect("release/it's", "github-ruleset");
  await using local = await clone(server, "org/app");
  await local.commit("a", "2\n");
  expect((await push(local)).join("\n")).toContain("remote: error: Not allowed");
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
