import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { readTargets } from "../../../src/publish/inputs/targets-file.ts";

const read = (text: string) => readTargets(text, "/nowhere");

test("scalars stay texts, and lists may be lines or commas as in the inputs", async () => {
  expect(await read("- name: 007\n  tags: 1.10, 1.1\n  sources: |\n    a:1\n    b:1\n")).toEqual([
    { name: "007", sources: ["a:1", "b:1"], tags: ["1.10", "1.1"] },
  ]);
  expect(await read("targets: [{tags: [true, 1e3, null]}]")).toEqual([
    { sources: [], tags: ["true", "1e3", "null"] },
  ]);
});

test("a list that is given empty is empty, and one that is not given is none", async () => {
  const nothing = { sources: [], tags: [], annotations: [], platforms: [] };
  expect(await read("- tags: []\n  annotations: []\n  platforms: []\n")).toEqual([nothing]);
  expect(await read('- tags: ""\n  annotations: ""\n  platforms:\n')).toEqual([nothing]);
  expect(await read('[{"tags": [], "annotations": "", "platforms": []}]')).toEqual([nothing]);
});

test("anchors and aliases are understood", async () => {
  const [, second] = await read("- tags: &tags [a, b]\n- tags: *tags\n");
  expect(second?.tags).toEqual(["a", "b"]);
});

describe("what is wrong is named with its line and column", () => {
  test.each([
    ["- a: [\n", /line 2, column 1/],
    ["- name: a\n  name: b\n", /line 2, column 3: Map keys must be unique/],
    ["- name: [a]\n", /line 1, column 9: "name" is a list; expected a text/],
    ["- tags: {a: b}\n", /line 1, column 9: "tags" is a map of "a"; expected a list of texts, or lines/],
    ["- tags: [a, [b]]\n", /line 1, column 9: "tags" is a list; expected a list of texts, or lines/],
    [
      "- name: a\n  bogus: 1\n",
      /line 2, column \d+: the key "bogus" is unknown; expected one of name, image/,
    ],
    ["- a\n", /line 1, column 3: found the text "a"; expected a list of targets/],
    ["targets: 7\n", /line 1, column 10: found the text "7"; expected a list of targets/],
    ["targets: []\nother: x\n", /line 1, column 1: found a map of "targets", "other"/],
    ["targets: []\n", /line 1, column 10: the list is empty/],
    ["- tags: *gone\n", /line 1, column 9: no anchor &gone comes before it/],
    ["- &self [*self]\n", /line 1, column/],
  ])("%j", async (text, message) => {
    const error = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain("\n");
  });
});
