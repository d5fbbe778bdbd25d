import { describe, expect, test } from "vitest";
import { bounded, cleaned, linesOf, oneLine, quoted } from "../../src/base/text.ts";

describe("text from outside", () => {
  test.each([
    ["colours", "a \u001b[1;31mred\u001b[0m b", "a red b"],
    ["a cleared screen, by its 8-bit introducer", "a\u009b2Jb", "ab"],
    ["a title", "a\u001b]0;title\u0007b", "ab"],
    ["a link", "\u001b]8;;https://example.com\u001b\\text\u001b]8;;\u001b\\", "text"],
    ["a device control string", "a\u001bPq#0\u001b\\b", "ab"],
    ["a reset, and another character set", "a\u001bc\u001b(Bb", "ab"],
    ["a control string without an end", "a\u001b]0;title", "a0;title"],
    ["a sequence within one", "a\u001b\u001b[31m[31mb", "a\uFFFD[31mb"],
  ])("holds no escape sequence: %s", (_, text, shown) => {
    expect(cleaned(text)).toBe(shown);
    expect(linesOf(text)).toEqual([shown]);
    expect(bounded(text, 100)).toBe(shown);
  });

  test.each([..."\u0000\u0007\u0008\u007f\u0085\u061c\u200e\u200f\u202a\u202e\u2066\u2069"])(
    "holds no control character such as %j",
    (character) => {
      for (const shown of [cleaned(`a${character}b`), bounded(`a${character}b`, 9)])
        expect(shown).toBe("a\uFFFDb");
    },
  );

  test("keeps its line ends and tabs, or is one line", () => {
    expect(cleaned("a\tb\r\nc")).toBe("a\tb\r\nc");
    expect(linesOf("a\r\nb\rc\u2028d")).toEqual(["a", "b", "c", "d"]);
    expect(bounded("a\nb", 9)).toBe("a\uFFFDb");
  });

  test("is bounded, without half a character at its end", () => {
    expect(bounded("x".repeat(300_000), 80)).toBe(`${"x".repeat(79)}…`);
    expect(bounded("😀".repeat(80), 80)).toBe("😀".repeat(80));
    expect(linesOf("x".repeat(3_000_000))).toEqual([`${"x".repeat(15_999)}…`]);
    expect(linesOf("x😀".repeat(9), 6)).toEqual(["x😀x…"]);
    expect(quoted("a\u001b[31mb")).toBe('"a\uFFFDb"');
    expect(quoted('a "b"')).toBe('"a \\"b\\""');
  });

  test("is one line of words, where a server said it", () => {
    expect(oneLine(" because\n\u0007 of   \u001b[1mthis\u001b[0m\u202e\n")).toBe("because of this");
  });

  // Each could start a sequence, so none may be looked at to the end.
  test.each(["\u009d", "\u001b]", "\u001b[", "\u001b[1", "\u001b]x", "\u001b  "])(
    "takes no longer with many of %j",
    (start) => {
      expect(cleaned(start.repeat(1_000_000)).length).toBeLessThanOrEqual(3_000_000);
    },
  );
});
