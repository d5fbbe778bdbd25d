import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { requireBeat, requireJudgeable } from "../../src/lane/refusals.ts";

const head = "1".repeat(40);
const repository = { owner: "org", name: "app" };
const trustedEvents = ["push", "schedule"];

test.each([
  [
    "an event that is not trusted",
    "pull_request",
    "t",
    /^input "mode": .* was started by "pull_request"; expected one of the trusted events: push/,
  ],
  [
    "an event that is not known, token or not",
    "",
    undefined,
    /^input "mode": .* was started by an unknown event; expected one of the trusted events:/,
  ],
  ["no token", "schedule", undefined, /^input "token": is required for mode: beat/],
])("no heartbeat is left with %s", (_, event, token, sentence) => {
  expect(() => requireBeat({ trustedEvents, token }, { event })).toThrow(sentence);
  expect(() => requireBeat({ trustedEvents, token }, { event })).toThrow(UserError);
});

test("a heartbeat is left with the token in a run of a trusted event", () => {
  expect(requireBeat({ trustedEvents, token: "t" }, { event: "push" })).toBe("t");
});

test.each([
  ["check", true, undefined],
  ["check", false, /^input "repository": org\/app is not the repository of the pull request/],
  ["static", true, /^input "mode": "static" reads the workspace/],
  ["static", false, /^input "mode": "static" reads the workspace/],
] as const)("with mode %s, and the workflow's own repository %s", (mode, isOwn, sentence) => {
  const judge = (at: string | undefined) => () => requireJudgeable({ mode, repository, isOwn }, { head: at });
  expect(judge(undefined)).not.toThrow();
  if (sentence === undefined) expect(judge(head)).not.toThrow();
  else expect(judge(head)).toThrow(sentence);
});
