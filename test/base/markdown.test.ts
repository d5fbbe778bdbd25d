import { expect, test } from "vitest";
import { escapeMarkdown, markdownCode } from "../../src/base/markdown.ts";

test("data is only read, never rendered", () => {
  expect(escapeMarkdown("ghcr.io/org/app:1.2-rc.1@sha256:ab")).toBe("ghcr.io/org/app:1.2-rc.1&#64;sha256:ab");
  expect(escapeMarkdown("a | b\r\n\n# c")).toBe("a &#124; b &#35; c");
  const hostile = '<img src=x onerror="a"> [x](https://y) `*_~$&\\!{}^\'';
  expect(escapeMarkdown(hostile)).not.toMatch(/[<>"'`*_{}[\]()!|~$\\^]|:\/\/|&(?!#\d+;)/);
  expect(markdownCode("a`b")).toBe("<code>a&#96;b</code>");
});
