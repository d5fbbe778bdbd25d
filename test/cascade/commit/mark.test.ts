import { expect, test } from "vitest";
import { hasMark, marked, newMark } from "../../../src/cascade/commit/mark.ts";

const uuid = "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}";

test("a mark is a trailer of its own each time", () => {
  expect(newMark()).toMatch(new RegExp(`^Imgpub-Commit: ${uuid}$`));
  expect(newMark()).not.toBe(newMark());
});

test.each([
  ["a subject", "chore: pin\n", "chore: pin\n\nMARK\n"],
  ["a body", "chore: pin\n\nbecause\n", "chore: pin\n\nbecause\n\nMARK\n"],
  [
    "trailers",
    "chore: pin\n\nCo-authored-by: A <a@example.com>\n",
    "chore: pin\n\nCo-authored-by: A <a@example.com>\nMARK\n",
  ],
])("comes after %s", (_, message, expected) => {
  const mark = newMark();
  const text = marked(message, mark);
  expect(text).toBe(expected.replace("MARK", mark));
  expect(hasMark(text)).toBe(true);
  // What GitHub stores has no line end at its end.
  expect(hasMark(text.trimEnd())).toBe(true);
});

test.each([
  "chore: pin\n",
  "",
  `${newMark()} and more\n`,
  `${newMark()}\n\nSigned-off-by: B <b@example.com>\n`,
])("is not in %j", (message) => {
  expect(hasMark(message)).toBe(false);
});
