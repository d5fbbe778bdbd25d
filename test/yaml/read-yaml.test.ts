import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { readYaml } from "../../src/yaml/read-yaml.ts";

const read = (text: string) => readYaml(text, { place: "a.yml, ", accepted: "expected a list" });
const messageOf = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
};

test("scalars stay texts, in YAML and in JSON", async () => {
  expect((await read("a: 1.10\nb: [true, ~, 'x']\n")).value).toEqual({ a: "1.10", b: ["true", "~", "x"] });
  expect((await read('{\n\t"a": [\n\t\t"\\u0041\\/"\n\t]\n}\n')).value).toEqual({ a: ["A/"] });
});

test("what the forges take in a workflow is taken", async () => {
  expect((await read("- a: [\n    b\n  ]\n  c: 'd\n  e'\n")).value).toEqual([{ a: ["b"], c: "d e" }]);
  expect((await read("- &a { b: c }\n- { <<: *a, d: !e f }\n")).value).toEqual([
    { b: "c" },
    { b: "c", d: "f" },
  ]);
  expect((await read("# nothing\n")).value).toBeNull();
});

test("parts are pointed at, and what is missing by what would hold it", async () => {
  const { positionOf, refuse } = await read("# head\na:\n  - b: c\n  - d\n");
  expect(positionOf([])).toEqual({ line: 2, column: 1 });
  expect(positionOf(["a", 0, "b"])).toEqual({ line: 3, column: 8 });
  expect(positionOf(["a", 1])).toEqual({ line: 4, column: 5 });
  expect(positionOf(["a", 0, "x", 7])).toEqual({ line: 3, column: 5 });
  expect(() => refuse(["a", 1], "found d")).toThrow("a.yml, line 4, column 5: found d");
});

test("aliases are followed, and bounded", async () => {
  expect((await read("- &a [x]\n- *a\n")).value).toEqual([["x"], ["x"]]);
  const lines = Array.from({ length: 12 }, (_, at) =>
    at === 0 ? "- &n0 [x, x]" : `- &n${at} [${Array(10).fill(`*n${at - 1}`)}]`,
  );
  expect(await messageOf(read(lines.join("\n")))).toMatch(/^a\.yml, line 1, column 1: Excessive alias count/);
});

test("what is written is no matter of how much aliases add", async () => {
  const most = 10_000;
  const list = (item: string, count: number) => `[${`${item}, `.repeat(count)}]`;
  expect((await read(list("x", most + 5))).value).toHaveLength(most + 5);
  const aliased = (count: number) => `- &a x\n- ${list("y", 50)}\n- ${list("*a", count)}\n`;
  expect((await read(aliased(most))).value).toHaveLength(3);
  expect(await messageOf(read(aliased(most + 1)))).toMatch(/Excessive alias count/);
});

test("only the plain << merges", async () => {
  expect((await read("- '<<': { a: b }\n")).value).toEqual([{ "<<": { a: "b" } }]);
  expect((await read("- <<: { a: b }\n  <<: { c: d }\n")).value).toEqual([{ a: "b", c: "d" }]);
  expect(await messageOf(read("- '<<': a\n  '<<': b\n"))).toMatch(
    /^a\.yml, line 2, column 3: Map keys must be unique/,
  );
});

test.each([
  ["- a: [\n", /^a\.yml, line 2, column 1: .*; expected a list$/],
  ["- *gone\n", /^a\.yml, line 1, column 3: no anchor &gone comes before it$/],
  [
    "- a: [\n    b\n  ]\n---\n- c\n",
    /^a\.yml, line 4, column 1: nothing can come after the first document; expected/,
  ],
  ["- [a]: b\n", /^a\.yml, line 1, column 3: a key is a text; expected a list$/],
  ["- a: b\n  c: d\n  a: e\n", /^a\.yml, line 3, column 3: Map keys must be unique; expected a list$/],
  ["[".repeat(20_000), /^a\.yml, line 1, column \d+: .*; expected a list$/],
])("what is no YAML is refused with its place", async (text, message) => {
  expect(await messageOf(read(text))).toMatch(message);
});

test("an alias of the text << is a key, and not there twice", async () => {
  await expect(readYaml("- &x <<\n- *x : a\n  *x : b\n", { place: "", accepted: "a map" })).rejects.toThrow(
    "line 3, column 3: Map keys must be unique",
  );
});
