import fc from "fast-check";
import { expect, test } from "vitest";
import { contentOf, firstLine, versionIn } from "../../src/cascade/file-content.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the file holds the version and one newline", () => {
  expect(contentOf("1.2.3+b")).toEqual(bytes("1.2.3+b\n"));
});

test.each([
  ["1.2.3\n", "1.2.3"],
  ["\n  v1.2.3 \r\nmore\n", "v1.2.3"],
  ["\uFEFF1.0.0", "1.0.0"],
  ["", ""],
  [" \n", ""],
  ["a\u001b[31mb\u202ec", "ab\uFFFDc"],
  ["x".repeat(81), `${"x".repeat(79)}…`],
  ["x".repeat(80), "x".repeat(80)],
])("a file with %j says %j", (text, expected) => {
  expect(versionIn(bytes(text))).toBe(expected);
});

test("bytes that are no text are shown all the same, and no file is none", () => {
  expect(versionIn(Uint8Array.of(0xff, 0x00, 0x31))).toBe("\uFFFD\uFFFD1");
  expect(versionIn(undefined)).toBeUndefined();
  expect(firstLine(bytes(`1.0.0+${"a".repeat(150)}\n`))).toHaveLength(156);
});

test("whatever it holds, what is shown is one short line", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
      expect([...(versionIn(content) ?? "")].length).toBeLessThanOrEqual(80);
      expect(versionIn(content)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    }),
  );
});
