import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { commitMessage } from "../../../src/cascade/inputs/commit-message.ts";

const ada = { name: "Ada", email: "ada@example.com" };
const bob = { name: "Bob B.", email: "bob@example.com" };
const adas = "Co-authored-by: Ada <ada@example.com>";
const bobs = "Co-authored-by: Bob B. <bob@example.com>";

/** What git itself finds. */
const trailersOf = (message: string) =>
  execFileSync("git", ["interpret-trailers", "--parse"], { input: message, encoding: "utf8" }).trimEnd();

test("the version is put in everywhere, and nothing else is interpreted", () => {
  expect(commitMessage("pin {version} ({version})", "1.2.3", [])).toBe("pin 1.2.3 (1.2.3)\n");
  expect(commitMessage("$& {other} \\n {version}", "$&{version}", [])).toBe("$& {other} \\n $&{version}\n");
  expect(commitMessage("\r\n \r\na\r\n\rb \r\n\r\n", "1", [])).toBe("a\n\nb\n");
});

test.each([
  ["chore: pin", `chore: pin\n\n${adas}\n${bobs}\n`],
  ["chore: pin\n\nBody.", `chore: pin\n\nBody.\n\n${adas}\n${bobs}\n`],
  ["chore: pin\n\nRefs: #1", `chore: pin\n\nRefs: #1\n${adas}\n${bobs}\n`],
  ["chore: pin\n\nRefs: #1\n folded", `chore: pin\n\nRefs: #1\n folded\n${adas}\n${bobs}\n`],
  [`chore: pin\n\n${bobs}\n`, `chore: pin\n\n${bobs}\n${adas}\n`],
  ["chore: pin\n\nRefs: #1\nand prose", `chore: pin\n\nRefs: #1\nand prose\n\n${adas}\n${bobs}\n`],
  [
    "chore: pin\n\nprose\nSigned-off-by: X <x@y>",
    `chore: pin\n\nprose\nSigned-off-by: X <x@y>\n${adas}\n${bobs}\n`,
  ],
  [
    "chore: pin\n\n1\n2\n3\n4\nSigned-off-by: X <x@y>",
    `chore: pin\n\n1\n2\n3\n4\nSigned-off-by: X <x@y>\n\n${adas}\n${bobs}\n`,
  ],
])("co-authors become trailers of %j", (template, expected) => {
  const message = commitMessage(template, "1", [ada, bob, ada]);
  expect(message).toBe(expected);
  expect(trailersOf(message)).toContain(adas);
  expect(trailersOf(message)).toContain(bobs);
});

test("git finds every co-author, whatever the message", () => {
  const line = fc.constantFrom(
    "",
    "prose",
    "Key: value",
    "Key-2 : v",
    " folded",
    "feat: x",
    "Signed-off-by: X <x@y>",
  );
  const messages = fc.sample(fc.array(line, { maxLength: 6 }), { numRuns: 40, seed: 3 });
  for (const lines of messages) {
    const message = commitMessage(["subject", ...lines].join("\n"), "1", [ada, bob]);
    const found = trailersOf(message).split("\n");
    expect(found, message).toEqual(expect.arrayContaining([adas, bobs]));
    expect(message).toMatch(/[^\n]\n$/);
  }
});

test.each([
  ["", /the message is empty/],
  [" \n\t\n", /the message is empty/],
  ["a\u0000b", /contains a control character/],
  ["a\u001b[2J", /contains a control character/],
  ["a".repeat(20_001), /the message is longer than 20000 characters/],
])("the message %.20j is refused", (template, message) => {
  expect(() => commitMessage(template, "1", [])).toThrow(UserError);
  expect(() => commitMessage(template, "1", [])).toThrow(message);
});

describe("a push that starts nothing is refused", () => {
  test.each(["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]", "[Skip CI]"])(
    "with %s anywhere",
    (words) => {
      for (const text of [`chore: pin ${words}`, `chore: pin\n\nBody ${words} more.\n\nRefs: #1`])
        expect(() => commitMessage(text, "1", [ada])).toThrow(
          new UserError(
            `the message has "${words}", with which the push starts no workflow on any forge; expected a message without it`,
          ),
        );
    },
  );

  test.each(["skip-checks: true", "skip-checks:true", "Skip-Checks: true"])(
    "with the trailer %s",
    (trailer) => {
      for (const coAuthors of [[], [ada]])
        for (const text of [`chore: pin\n\n\n${trailer}`, `chore: pin\n\nRefs: #1\n${trailer}\n`])
          expect(() => commitMessage(text, "1", coAuthors)).toThrow(
            new UserError(
              `the message ends with the trailer "${trailer}", with which the push starts no workflow on GitHub; expected a message without it`,
            ),
          );
    },
  );

  test.each([
    "chore: pin (skip ci)",
    "chore: skip ci",
    "chore: [ skip ci ]",
    "chore: pin\n\nskip-checks: false",
    "chore: pin\n\nskip-checks: true\n\nThat is no trailer.",
    "chore: pin\n\nno skip-checks: true",
  ])("but not %j", (text) => {
    expect(commitMessage(text, "1", [])).toBe(`${text}\n`);
  });
});
