import { expect, test } from "vitest";
import { failureOf } from "../../src/git/command-failure.ts";
import type { GitFailure } from "../../src/git/git-error.ts";
import { pushFailure } from "../../src/git/push-report.ts";
import { remoteWords } from "../../src/git/words.ts";

const refused = (reason: string) =>
  `To https://git.example/o/r\n!\tabc:refs/heads/main\t[remote rejected] (${reason})\nDone\n`;

test.each<[refusal: string, words: string, failure: GitFailure]>([
  ["stale info", "", { kind: "race", reason: "the branch has moved" }],
  ["fetch first", "", { kind: "race", reason: "fetch first", mayHaveArrived: true }],
  ["cannot lock ref", "", { kind: "race", reason: "cannot lock ref", mayHaveArrived: true }],
  [
    "cannot lock ref",
    "'refs/heads/a' exists; cannot create 'refs/heads/a/b'",
    { kind: "unknown", reason: "the branch a is in the way of its name" },
  ],
  ["failed to update ref", "No space left", { kind: "unknown", reason: "failed to update ref" }],
  [
    "remote failed to report status",
    "",
    { kind: "unreachable", reason: "connection lost", mayHaveArrived: true },
  ],
  ["Internal Server Error", "", { kind: "busy", reason: "Internal Server Error" }],
  ["pre-receive hook declined", "", { kind: "declined", reason: "pre-receive hook declined" }],
  [
    "pre-receive hook declined",
    "Not allowed to push to protected branch main",
    { kind: "protected", reason: "protected branch" },
  ],
  [
    "pre-receive hook declined",
    "User permission denied for writing.",
    { kind: "forbidden", reason: "no write access" },
  ],
  [
    "pre-receive hook declined",
    "User 'bot' is not allowed to push to branch 'main' in 'o/r'.",
    { kind: "forbidden", reason: "no write access" },
  ],
  [
    "pre-receive hook declined",
    "branch main is protected from unverified commit 0123456789",
    { kind: "unsigned", reason: "signed commits only" },
  ],
  [
    "push declined due to repository rule violations",
    "- Changes must be made through a pull request. - Commits must have verified signatures.",
    { kind: "unsigned", reason: "signed commits only" },
  ],
  [
    "pre-receive hook declined",
    "branch main is protected from changing file a b",
    { kind: "protected-file", reason: "protected file" },
  ],
  [
    "pre-receive hook declined",
    "Internal Server Error (no message for end users)",
    { kind: "hook-failed", reason: "a hook of the server failed" },
  ],
  [
    "pre-receive hook declined",
    "Internal Server Connection Error",
    { kind: "hook-failed", reason: "a hook of the server failed" },
  ],
  [
    "pre-receive hook declined",
    "Internal Server Response Decoding Failed",
    { kind: "hook-failed", reason: "a hook of the server failed" },
  ],
  // Words alone mean nothing where no hook has refused the push.
  [
    "nothing known",
    "User permission denied for writing. protected from unverified commit",
    { kind: "unknown", reason: "nothing known" },
  ],
  ["push declined due to repository rule violations", "", { kind: "protected", reason: "protected branch" }],
  [
    "refusing to allow a bot to update a workflow",
    "",
    {
      kind: "forbidden",
      reason: "refusing to allow a bot to update a workflow",
    },
  ],
  // GitHub's words for each kind of token.
  ...[
    "a GitHub App to create or update workflow `.github/workflows/a.yml` without `workflows` permission",
    "an OAuth App to create or update workflow `.github/workflows/a.yml` without `workflow` scope",
    "a Personal Access Token to create or update workflow `.github/workflows/a.yml` without `workflow` scope",
  ].map((words): [string, string, GitFailure] => {
    const reason = `refusing to allow ${words}`;
    return [reason, "", { kind: "workflow-permission", reason }];
  }),
  [
    "protected branch hook declined",
    "GH006: Protected branch update failed for refs/heads/main. Changes must be made through the merge queue",
    { kind: "merge-queue", reason: "merge queue" },
  ],
  [
    "protected branch hook declined",
    "GH006: A pull request for this branch has been added to a merge queue. Branches that",
    { kind: "queued", reason: "its pull request is queued" },
  ],
  [
    "push declined due to repository rule violations",
    "GH013: - Changes must be made through a pull request. - Cannot change this locked branch",
    { kind: "locked", reason: "locked branch" },
  ],
  ["$1 of nothing known", "", { kind: "unknown", reason: "$1 of nothing known" }],
])("a push refused with %j, when the server says %j", (refusal, words, failure) => {
  expect(pushFailure(1, refused(refusal), `remote: ${words}\n`)).toEqual(failure);
});

test("a push of what the branch holds already lost a race", () => {
  expect(pushFailure(0, "=\tabc:refs/heads/main\t[up to date]\n", "")).toMatchObject({ kind: "race" });
});

test("a push that was never answered may have arrived only if it was sending", () => {
  const hungUp = "error: RPC failed; curl 56 Recv failure: Connection reset by peer\n";
  expect(pushFailure(1, "", hungUp)).toMatchObject({ kind: "unreachable", mayHaveArrived: true });
  const unknownHost = "fatal: unable to access 'https://h/': Could not resolve host: h\n";
  expect(pushFailure(128, "", unknownHost)).toMatchObject({ kind: "unreachable", mayHaveArrived: false });
});

test("a push that succeeded has no failure", () => {
  expect(pushFailure(0, " \tabc:refs/heads/main\t1..2\nDone\n", "")).toBeUndefined();
});

test.each([
  ["remote: \nremote: error:\nremote: error: Not allowed to push\nremote: error:\n", "Not allowed to push"],
  ["remote:         \nremote: Gitea: Not allowed to push        \n", "Not allowed to push"],
  ["remote: Forgejo: Not allowed to push\n", "Not allowed to push"],
  ["remote: error: GH006: No.\nremote: \nremote: - By a pull request.\n", "GH006: No. - By a pull request."],
  ["remote: an error: no prefix\nfatal: ours\n", "an error: no prefix"],
])("the server's own words in %j", (stderr, words) => {
  expect(remoteWords(stderr)).toBe(words);
});

test.each<[words: string, failure: GitFailure]>([
  ["This repo is archived. You can view", { kind: "archived", reason: "the repository is archived" }],
  ["This repository was archived so it is", { kind: "archived", reason: "the repository is archived" }],
  ["mirror repository is read-only", { kind: "mirror", reason: "the repository is a mirror" }],
  ["User permission denied", { kind: "forbidden", reason: "HTTP 403" }],
  ["", { kind: "forbidden", reason: "HTTP 403" }],
])("a 403 that says %j", (words, failure) => {
  const fatal = (status: number) =>
    `remote: ${words}\nfatal: unable to access 'https://h/archived/': The requested URL returned error: ${status}\n`;
  expect(failureOf(fatal(403))).toEqual(failure);
  expect(failureOf(fatal(503))).toEqual({ kind: "busy", reason: "HTTP 503" });
});
