import { expect, test } from "vitest";
import { counted, joined } from "../../src/base/words.ts";

test("things are counted in the right number", () => {
  expect([0, 1, 2].map((count) => counted(count, "tag"))).toEqual(["0 tags", "1 tag", "2 tags"]);
  expect([1, 2].map((count) => counted(count, "retry", "retries"))).toEqual(["1 retry", "2 retries"]);
});

test("clauses are one sentence, and what is left out of it is counted", () => {
  expect(joined(["a", "b"])).toBe("a; b");
  expect(joined(["a", "b", "c"], 2)).toBe("a; b; and 1 more");
  expect(joined(["x".repeat(3_000), "b"])).toBe(`${"x".repeat(1_999)}…; b`);
});
