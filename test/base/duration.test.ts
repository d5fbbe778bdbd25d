import { expect, test } from "vitest";
import { formatAge, formatDuration } from "../../src/base/duration.ts";

test.each([
  [0, "0 ms"],
  [99.4, "99 ms"],
  [100, "0.1 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [720_000, "720 s"],
])("a duration of %d ms is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [999, "0 s"],
  [119_999, "119 s"],
  [120_000, "2 min"],
  [7_199_999, "119 min"],
  [7_200_000, "2 h"],
  [90_000_000, "25 h"],
])("an age of %d ms is %s", (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
