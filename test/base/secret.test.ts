import { expect, test } from "vitest";
import { redact, secretForms } from "../../src/base/secret.ts";

const secret = "p@ss/word+with=signs~";

test.each([0, 1, 2, 3])("Base64 behind %i bytes shows nothing of the secret's own", (bytes) => {
  for (const form of ["base64", "base64url"] as const) {
    const shown = redact(Buffer.from(`${"x".repeat(bytes)}${secret}:more`).toString(form), [secret]);
    expect(shown).toContain("***");
    // What is left around the stars is made of at most two of the secret's bytes on either side.
    expect(shown.length).toBeLessThan(20);
  }
});

test("every form is replaced, the longest first", () => {
  const text = secretForms(secret).join(" ");
  expect(redact(text, [secret])).toMatch(/^\*{3}(?: \*{3})*$/);
  expect(redact("ab abc", ["ab", "abc"])).toBe("*** ***");
});

test("nothing is a form of no secret", () => {
  expect(secretForms("")).toEqual([]);
  expect(redact("text", [])).toBe("text");
});

test("a short secret has no forms that innocent text contains", () => {
  expect(secretForms("abc")).toEqual(["abc", "YWJj"]);
});
