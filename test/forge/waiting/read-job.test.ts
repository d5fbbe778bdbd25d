import { expect, test } from "vitest";
import { idIn, labelsIn, repositoryIn, timeIn } from "../../../src/forge/waiting/read-job.ts";

test.each([
  [
    ["a", "b"],
    ["a", "b"],
  ],
  [[], []],
  [null, []],
  [undefined, []],
  [["a", 1], undefined],
  ["a", undefined],
  [{}, undefined],
])("labels %j", (value, expected) => {
  expect(labelsIn(value)).toEqual(expected);
});

test.each([
  ["2026-03-04T05:06:07Z", "2026-03-04T05:06:07.000Z"],
  ["2026-03-04T05:06:07+02:00", "2026-03-04T03:06:07.000Z"],
  // Go's zero, and Unix's, are no times.
  ["0001-01-01T00:00:00Z", undefined],
  ["1970-01-01T00:00:00Z", undefined],
  ["soon", undefined],
  [7, undefined],
  [null, undefined],
])("time %j", (value, expected) => {
  expect(timeIn(value)?.toISOString()).toBe(expected);
});

test.each([
  [1, 1],
  [0, undefined],
  [-2, undefined],
  [1.5, undefined],
  [2 ** 60, undefined],
  ["1", undefined],
])("id %j", (value, expected) => {
  expect(idIn(value)).toBe(expected);
});

test.each([
  ["https://x.y/git/api/v1/repos/acme/app/actions/jobs/7", { owner: "acme", name: "app" }],
  ["https://x.y/api/v1/repos/acme/a%20b/actions/runs/7", { owner: "acme", name: "a b" }],
  ["https://x.y/api/v1/repos/acme/%zz/actions/runs/7", undefined],
  ["https://x.y/acme/app", undefined],
  [7, undefined],
])("repository of %j", (url, expected) => {
  expect(repositoryIn(url)).toEqual(expected);
});
