import { expect, test } from "vitest";
import { withoutCredentials } from "../../../scripts/release/git.ts";
import { outcomeOf } from "../../../scripts/release/outcome.ts";
import { parseRefs } from "../../../scripts/release/remote-refs.ts";

const updates = [
  { ref: "refs/heads/releases/v1", from: "old", to: "new", moves: false },
  { ref: "refs/tags/v1.0.1", from: undefined, to: "new", moves: false },
  { ref: "refs/tags/v1", from: "old", to: "new", moves: true },
];

const outcome = (branch: string, version: string | undefined, major: string) =>
  outcomeOf(
    "1.0.1",
    updates,
    "origin",
    { by: "origin", why: "no answer" },
    parseRefs(
      [
        "ref: refs/heads/main\tHEAD",
        `${branch}\trefs/heads/releases/v1`,
        ...(version ? [`${version}\trefs/tags/v1.0.1`] : []),
        `${major}\trefs/tags/v1`,
      ].join("\n"),
    ),
  );

test.each([
  ["all is set", "new", "new", "new", undefined],
  [
    "nothing is set",
    "old",
    undefined,
    "old",
    "origin refused the push, so nothing of 1.0.1 was published: no answer",
  ],
  [
    "another release was faster",
    "other",
    undefined,
    "other",
    "somebody else has set refs/heads/releases/v1, refs/tags/v1 of origin meanwhile, so nothing of 1.0.1 was published; " +
      "run it again to see whether it still follows",
  ],
  [
    "the server does not keep its word",
    "new",
    "new",
    "old",
    "origin has set refs/heads/releases/v1, refs/tags/v1.0.1 and nothing else of 1.0.1, " +
      "although all or none was asked for: no answer; run it again, which sets what is missing",
  ],
])("a push failed and %s", (_, branch, version, major, message) => {
  expect(outcome(branch, version, major)).toBe(message);
});

test.each([
  [
    "fatal: unable to access 'https://user:pass@host/x.git/': 403",
    "fatal: unable to access 'https://host/x.git/': 403",
  ],
  ["https://token@host:8443/x and ssh://git@host/x", "https://host:8443/x and ssh://host/x"],
  ["git@host:org/x.git", "git@host:org/x.git"],
  ["https://host/a@b", "https://host/a@b"],
])("%s is shown without user and password", (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});
