import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { formatReference, parseReference } from "../../src/image/reference.ts";
import { parseRefs } from "../../src/wait/refs.ts";
import { logTable, outputsOf, summaryOf } from "../../src/wait/report.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const image = parseReference("ghcr.io/org/app");

test("tags, digests and both are kept, and bare digests and short tags are the image's", () => {
  const texts = ["app:1", `quay.io/a/b@${digest}`, `quay.io/a/b:1@${digest}`, digest, "1.2.3"];
  expect(parseRefs(texts, image).map(formatReference)).toEqual([
    "docker.io/library/app:1",
    `quay.io/a/b@${digest}`,
    `quay.io/a/b:1@${digest}`,
    `ghcr.io/org/app@${digest}`,
    "ghcr.io/org/app:1.2.3",
  ]);
  expect(() => parseRefs(["1.2.3"], undefined)).toThrow(UserError);
});

test.each(["a b", "a".repeat(64), "ghcr.io/org/app", "sha256:1", "app:a b", `${digest}x`])(
  "%j is refused",
  (text) => {
    expect(() => parseRefs([text], image)).toThrow(UserError);
  },
);

test("outputs hold a line for each that has a digest, ports and tags apart", () => {
  const ready = { state: "ready", digest, seconds: 1.2, polls: 2 } as const;
  const results = [
    { ref: "localhost:5000/app:1", ...ready },
    { ref: `[::1]:5000/app:1@${digest}`, ...ready },
    { ref: "ghcr.io/a/b:late", state: "pending", seconds: 3, polls: 4, error: "a | b <c>" } as const,
  ];
  const outputs = outputsOf(results, 3.04);
  expect(outputs.refs).toBe(`localhost:5000/app@${digest}\n[::1]:5000/app@${digest}`);
  expect(outputs.elapsed).toBe("3.0");
  expect(JSON.parse(outputs.json)).toEqual(results);
  expect(logTable(results)[3]).toBe("pending  3.0      4      ghcr.io/a/b:late");
  const [first] = summaryOf(results)
    .split("\n")
    .filter((line) => /^\| [✅❌]/u.test(line));
  expect(first).toContain("ghcr.io/a/b:late");
  expect(first).not.toContain("<c>");
});
