import { expect, test } from "vitest";
import { failureOf } from "../../src/git/command-failure.ts";
import type { GitFailureKind } from "../../src/git/git-error.ts";
import { pushFailure } from "../../src/git/push-report.ts";
import { remoteWords } from "../../src/git/words.ts";
import { clone } from "../support/git-server/client.ts";
import { type Flavour, type Rule, startGitServer } from "../support/git-server/index.ts";

const gitea: readonly Flavour[] = ["gitea-1.22", "gitea-1.24", "gitea"];
const forgejo: readonly Flavour[] = ["forgejo-14", "forgejo", "forgejo-16"];
const github: readonly Flavour[] = ["github", "github-ruleset"];

const push = ["push", "--porcelain", "origin", "HEAD:main"];

/** A push that the server refuses, as git tells it. */
async function refused(flavour: Flavour, rule: Rule) {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await using local = await clone(server, "org/app");
  await repository.protect("main", flavour, rule);
  await local.commit("a", "2\n");
  const { exitCode, stdout, stderr } = await local.git(...push);
  return { failure: pushFailure(exitCode, stdout, stderr), words: remoteWords(stderr) };
}

const cases: readonly (readonly [Rule, readonly Flavour[], GitFailureKind])[] = [
  ["push", [...gitea, ...forgejo, ...github], "protected"],
  ["write", [...gitea, ...forgejo], "forbidden"],
  ["signed", ["gitea-1.22", "gitea-1.24", ...forgejo, ...github], "unsigned"],
  // Gitea does not know its own refusal there.
  ["signed", ["gitea"], "hook-failed"],
  ["file", [...gitea, ...forgejo], "protected-file"],
  ["quota", forgejo, "declined"],
  ["queue", github, "merge-queue"],
  ["queued", github, "queued"],
  ["locked", github, "locked"],
  ["workflow", ["github"], "workflow-permission"],
  ["broken", [...gitea, ...forgejo], "hook-failed"],
];

test.each(cases.flatMap(([rule, flavours, kind]) => flavours.map((flavour) => ({ rule, flavour, kind }))))(
  "the rule $rule in the words of $flavour: $kind",
  async ({ rule, flavour, kind }) => {
    const { failure, words } = await refused(flavour, rule);
    expect(failure?.kind, words).toBe(kind);
    // The sentence alone.
    expect(words).not.toMatch(/^(?:error|Gitea|Forgejo):/);
    if (rule === "quota") expect(words).toBe("Quota exceeded");
  },
);

test.each(["gitea", "forgejo", "github"] as const)("archived in the words of %s", async (flavour) => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await using local = await clone(server, "org/app");
  await local.commit("a", "2\n");
  Object.assign(repository, { readOnly: "archived", flavour });
  const { exitCode, stdout, stderr } = await local.git(...push);
  expect(exitCode).not.toBe(0);
  expect(stdout).not.toContain("!\t");
  expect(failureOf(stderr)).toEqual({ kind: "archived", reason: "the repository is archived" });
  expect(remoteWords(stderr)).toMatch(/^This repo(?:sitory)? (?:is|was) archived\b/);
});

test("a mirror, of which GitHub keeps none for others", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n" } });
  await using local = await clone(server, "org/app");
  await local.commit("a", "2\n");
  repository.readOnly = "mirror";
  const { stderr } = await local.git(...push);
  expect(failureOf(stderr)).toEqual({ kind: "mirror", reason: "the repository is a mirror" });
});
