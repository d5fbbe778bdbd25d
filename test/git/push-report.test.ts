import { expect, test } from "vitest";
import type { GitFailure } from "../../src/git/git-error.ts";
import { pushFailure } from "../../src/git/push-report.ts";

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
  ["push declined due to repository rule violations", "", { kind: "protected", reason: "protected branch" }],
  [
    "refusing to allow a bot to update a workflow",
    "",
    {
      kind: "forbidden",
      reason: "refusing to allow a bot to update a workflow",
    },
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
