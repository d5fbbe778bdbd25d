import { describe, expect, test, vi } from "vitest";
import { loadYaml } from "../../src/yaml/load-yaml.ts";
import { YamlError, type YamlMap, type YamlNode, type YamlTree } from "../../src/yaml/tree.ts";
import { mostPerCharacter } from "../support/work.ts";
import { cases } from "./cases.ts";

/** Begun before the sources are imported. */
const work = await vi.hoisted(async () => (await import("../support/work.ts")).countWork());

const parse = await loadYaml();
const mapOf = ({ root }: YamlTree): YamlMap => {
  if (root?.kind !== "map") throw new Error("no map");
  return root;
};
const plain = (node: YamlNode): unknown => {
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
};
const refusalOf = (text: string, read = parse) => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof YamlError) return `${error.position.line}:${error.position.column} ${error.message}`;
    throw error;
  }
  return undefined;
};

test.each(cases)("%j", (text, value) => {
  if (value === "refused") expect(refusalOf(text)).toMatch(/^\d+:\d+ \S/);
  else if (value !== "any") {
    const { root } = parse(text);
    expect(root && plain(root)).toEqual(value);
  }
});

describe("what is wrong is named with its place", () => {
  test.each([
    ["a: [\n  b\n", /^3:1 what \[ began goes on with a comma or ends with \]$/],
    ["a: {b: c\nd: e}\n", /^2:2 what \{ began goes on with a comma or ends with \}$/],
    ["a: 'b\n\n", /^1:4 nothing closes this quote$/],
    ['a: b\nc: "d\\qe"\n', /^2:6 a backslash before this character means nothing$/],
    ['a: "\\u00"\n', /^1:5 \\u takes 4 hexadecimal digits$/],
    ["a: b\nc\nd: e\n", /^2:1 a key is expected here, with a colon in the same line$/],
    ["a: b: c\n", /^1:5 a value with a colon before it cannot stand here$/],
    ["a: - b\n", /^1:4 an item of a list cannot begin here$/],
    ["a: b\n\tc: d\n", /^2:1 a tab cannot indent a line; use spaces$/],
    ["a:\n- b\n c\n", undefined],
    ["- a\nb: c\n", /^2:1 a list goes on with -, not with a key$/],
    ["a: b\n- c\n", /^2:1 a map goes on with a key, not with an item of a list$/],
    ["a: @b\n", /^1:4 nothing can begin with @ here; use quotes$/],
    ["a: *b\n", /^1:4 no anchor &b comes before it$/],
    ["a: &b [*b]\n", /^1:8 the alias \*b stands in what it names$/],
    ["a: !x b\n", /^1:4 a tag, which may make another value of it, is not judged; leave it off$/],
    ["a: b\nc: d\na: e\n", /^3:1 the key "a" is there twice$/],
    ["a: [b, {c: d, c: e}]\n", /^1:15 the key "c" is there twice$/],
    [
      "on: {?push: a}\n",
      /^1:6 parsers do not agree on what a \? means here, so it is not judged; use quotes$/,
    ],
    ["on: [?push]\n", /^1:6 parsers do not agree/],
    ["on: &a?b\n", /^1:7 parsers do not agree on what a \? means/],
    ["on: [push?, ? a, '?b']\nc: ?d\n", undefined],
    ["a: b\u2028c\n", /^1:5 a character on which parsers do not agree, so it is not judged; remove it$/],
    ["a: \0\n", /^1:4 a character/],
    ["a: b\n\uFEFFc: d\n", /^2:1 a character/],
    ["%YAML 2.0\n---\n", /^1:1 this line says nothing that is known about the text$/],
    ["%YAML 1.1\n%YAML 1.1\n---\n", /^2:1 this is said twice of one document$/],
    ["é: b\n😀: [\n", /^3:1 the end of the text cannot stand here$/],
  ])("%j", (text, message) => {
    if (message) expect(refusalOf(text)).toMatch(message);
    else expect(refusalOf(text)).toBeUndefined();
  });
});

test("what more than the forges take is taken, as it has but one meaning", async () => {
  expect(plain(mapOf(parse('%YAML 1.2\n---\na: "\\/\\ud83d\\ude00"\n')))).toEqual({ a: "/😀" });
});

test("columns are counted in characters, and lines end in three ways", () => {
  const tree = parse("a: [😀, b]\r\nc: d\re: f\ng: h\n");
  const { entries } = mapOf(tree);
  const a = entries.get("a")?.value;
  expect(a?.kind === "list" && tree.positionOf(a.items[1]?.offset ?? 0)).toEqual({ line: 1, column: 8 });
  for (const [key, line] of [
    ["c", 2],
    ["e", 3],
    ["g", 4],
  ] as const)
    expect(tree.positionOf(entries.get(key)?.offset ?? 0)).toEqual({ line, column: 1 });
});

test("a value that is missing stands behind what asks for it", () => {
  const tree = parse("a:\nb: [x: , y]\nc:\n-\n- d\n");
  const column = (node: YamlNode | undefined) => node && tree.positionOf(node.offset).column;
  const { entries } = mapOf(tree);
  expect(column(entries.get("a")?.value)).toBe(3);
  const list = entries.get("c")?.value;
  expect(list?.kind === "list" && column(list.items[0])).toBe(2);
});

test("an alias is the part that it names", () => {
  const { entries } = mapOf(parse("a: &x [b]\nc: *x\nd: { <<: &y { e: *x } }\nf: *y\n"));
  expect(entries.get("c")?.value).toBe(entries.get("a")?.value);
  const d = entries.get("d")?.value;
  expect(d?.kind === "map" && d.entries.get("e")?.value).toBe(entries.get("a")?.value);
});

test("pairs are all that is written, in the order of the text", async () => {
  const read = await loadYaml({ duplicates: "first", tags: "ignore" });
  const { entries, pairs } = mapOf(
    read("b: !x 1\na: &y { c: d }\n<<: *y\n'<<': e\n[f]: g\nb: 2\n*z : 3\n".replace("*z ", "*y ")),
  );
  expect(pairs.map(({ key }) => plain(key))).toEqual(["b", "a", "<<", "<<", ["f"], "b", { c: "d" }]);
  expect([...entries].map(([key, { value }]) => [key, plain(value)])).toEqual([
    ["b", "1"],
    ["a", { c: "d" }],
    ["<<", "e"],
    ["c", "d"],
  ]);
});

test("what comes after the first document is not read, or must not be there", async () => {
  const only = await loadYaml({ documents: "only" });
  expect(refusalOf("a: b\n---\nc: d\n")).toBeUndefined();
  expect(refusalOf("a: b\n---\nc: d\n", only)).toMatch(/^2:1 nothing can come after the first document$/);
  expect(refusalOf("[a]\n]\n", only)).toMatch(/^2:1 /);
  expect(refusalOf("---\na: b\n...\n", only)).toBeUndefined();
});

test("what a reader skips is an empty list, unless an alias can lead to it", async () => {
  const read = await loadYaml({ skips: (depth, key) => depth === 2 && key === "s" });
  const text = "a: { s: [&x x, { b: &y [c] }], t: *x }\nd: &z { s: [e] }\nf: { s: *z }\ns: [*y]\n";
  expect(plain(mapOf(read(text)))).toEqual({
    a: { s: [], t: "x" },
    d: { s: ["e"] },
    f: { s: { s: ["e"] } },
    s: [["c"]],
  });
  expect(refusalOf("a: { s: [*x] }\n", read)).toMatch(/no anchor/);
});

test("an alias goes as deep as the deepest part of what it names", () => {
  const deep = (depth: number, inner = "x") => "[".repeat(depth) + inner + "]".repeat(depth);
  // The anchors inside are less deep than what comes before them, or end before what comes after them.
  for (const named of [
    `[${deep(299)}, &b x, &c [y]]`,
    `[&b x, &c [y], ${deep(299)}]`,
    `[&b [x, ${deep(298)}], &c [y]]`,
  ]) {
    const text = (depth: number) => `- &a ${named}\n- ${deep(depth, "*a")}\n`;
    expect(refusalOf(text(199))).toBeUndefined();
    expect(refusalOf(text(200))).toMatch(/^2:\d+ this is nested more than 500 times$/);
  }
});

describe("what would keep a runner busy takes no more work than the text is long", () => {
  const most = 1_048_576;
  const nested = /nested more than 500 times/;
  test.each([
    ["brackets", "[".repeat(most), nested],
    ["items", "- ".repeat(most / 2), nested],
    ["braces", "{a: ".repeat(most / 4), nested],
    ["keys", "? ".repeat(most / 2), nested],
    ["indented keys", Array.from({ length: 1_400 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"), nested],
    [
      "aliases in aliases",
      `- &a0 [x]\n${Array.from({ length: 30_000 }, (_, at) => `- &a${at + 1} [*a${at}]`).join("\n")}`,
      nested,
    ],
    ["a long list", `[${"a,".repeat(most / 2)}]`, undefined],
    ["a long map", Array.from({ length: 80_000 }, (_, at) => `k${at}: 1`).join("\n"), undefined],
    ["lists as keys", `[${`[${"a,".repeat(500)}]: x,`.repeat(1_000)}]`, undefined],
    ["wide characters in keys", `${`[${"😀,".repeat(340)}]: x\n`.repeat(1_000)}`, undefined],
    ["comments", "#\n".repeat(most / 2), undefined],
    ["comments far apart", `#${"\n".repeat(510)}`.repeat(most / 511), undefined],
    ["blanks", `a: b${" ".repeat(most)}c`, undefined],
    ["blanks in quotes", `a: "${" \n".repeat(most / 2)}`, /nothing closes/],
    ["escapes", `a: "${"\\\n".repeat(most / 2)}"`, undefined],
    ["a block", `a: >\n${" a\n\n".repeat(most / 4)}`, undefined],
    ["anchors", `[${"&a a,".repeat(most / 5)}]`, undefined],
    ["documents", "---\n".repeat(most / 4), undefined],
  ])("%s", async (_, text, message) => {
    let refusal: string | undefined;
    const done = await work.in("/src/", () => {
      refusal = refusalOf(text);
    });
    expect(done).toBeLessThan(mostPerCharacter * text.length);
    if (message) expect(refusal).toMatch(message);
    else expect(refusal).toBeUndefined();
  });
});
