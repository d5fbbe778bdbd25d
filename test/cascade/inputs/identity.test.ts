import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { defaultIdentity, parseCoAuthors, parseIdentity } from "../../../src/cascade/inputs/identity.ts";

const ada = { name: "Ada", email: "ada@example.com" };
const bob = { name: "Bob B.", email: "bob@example.com" };

test("the author is both or neither", () => {
  expect(parseIdentity(undefined, undefined)).toBe(defaultIdentity);
  expect(defaultIdentity).toEqual({ name: "imgpub", email: "noreply@imgpub.invalid" });
  expect(parseIdentity("Ada L", "1+ada[bot]@example.com")).toEqual({
    name: "Ada L",
    email: "1+ada[bot]@example.com",
  });
  expect(() => parseIdentity("Ada", undefined)).toThrow(
    'input "author-name": is given without "author-email"; give both or neither',
  );
  expect(() => parseIdentity(undefined, "a@b")).toThrow(
    'input "author-email": is given without "author-name"',
  );
});

test.each([
  ["A <b", "a@b", /^input "author-name": the name "A <b" contains/],
  ["A\nB", "a@b", /^input "author-name": the name/],
  ["..", "a@b", /^input "author-name": .*has no letter/],
  ["A", "a", /^input "author-email": "a" is not a mail address/],
  ["A", "a@b>", /^input "author-email"/],
  ["A", "a@b\n", /^input "author-email"/],
  ["A", "a b@c", /^input "author-email"/],
])("the author %j <%j> is refused", (name, email, message) => {
  expect(() => parseIdentity(name, email)).toThrow(UserError);
  expect(() => parseIdentity(name, email)).toThrow(message);
});

test("co-authors are lines of name and mail", () => {
  expect(parseCoAuthors(["Ada <ada@example.com>", " Bob B.<bob@example.com> "])).toEqual([ada, bob]);
  for (const line of [
    "Ada",
    "ada@example.com",
    "<a@b>",
    "A <b>",
    "A <a@b> c",
    "A <<a@b>>",
    "A\n<a@b>",
    "A <a@b>\nX: y",
  ])
    expect(() => parseCoAuthors([line]), line).toThrow(UserError);
});
