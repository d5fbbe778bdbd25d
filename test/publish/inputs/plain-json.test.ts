import { describe, expect, test } from "vitest";
import { plainJson } from "../../../src/publish/inputs/plain-json.ts";
import { readYaml } from "../../../src/yaml/read-yaml.ts";

const options = { place: "", accepted: "" };
const yaml = async (text: string) => (await readYaml(text, options)).value;

/** Numbers in [0, 1) that are the same in each run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A JSON text of lists, maps and texts, with any blanks between them. */
function anyJson(random: () => number, levels: number): string {
  const below = (count: number) => Math.floor(random() * count);
  const blank = () => [" ", "", "\n", "\t", "\r\n", "  \n\t ", "\r"][below(7)] ?? "";
  const pieces = [
    "a",
    " ",
    ": ",
    "#",
    " #",
    "\\n",
    "\\t",
    "\\/",
    '\\"',
    "\\\\",
    "\\b",
    "'",
    "- ",
    "---",
    ",",
    "]",
    "}",
  ];
  const text = () => `"${Array.from({ length: below(6) }, () => pieces[below(pieces.length)]).join("")}"`;
  const wide = below(4);
  const kind = levels === 0 ? 0 : below(3);
  if (kind === 0) return text();
  const parts = Array.from({ length: wide }, (_, at) => {
    const value = anyJson(random, levels - 1);
    return kind === 1
      ? value
      : `${text().slice(0, -1)}${at}"${random() < 0.1 ? blank() : ""}:${blank()}${value}`;
  });
  const inside = parts.join(`${blank()},${blank()}`);
  return kind === 1 ? `[${blank()}${inside}${blank()}]` : `{${blank()}${inside}${blank()}}`;
}

test("is what YAML reads", async () => {
  const random = numbers(7);
  let read = 0;
  for (let round = 0; round < 3_000; round++) {
    const text = anyJson(random, 4);
    const value = plainJson(text);
    if (value === undefined) continue;
    read++;
    expect(value, text).toEqual(JSON.parse(text));
    expect(await yaml(text), text).toEqual(value);
  }
  expect(read).toBeGreaterThan(1_000);
});

describe("is left to YAML", () => {
  test.each([
    ["a key that comes twice", '[{"name": "a", "name": "b"}]'],
    ["a key that comes twice by an escape", '[{"name": "a", "n\\u0061me": "b"}]'],
    ["a key that comes twice further down", '{"targets": [{"tags": ["1"]}, {"tags": "1", "tags": "2"}]}'],
    ["a number, which keeps its zeros", '[{"tags": [1.10]}]'],
    ["true", '[{"name": true}]'],
    ["null", '[{"name": null}]'],
    ["an escaped character", '[{"name": "\\ud83d\\ude00"}]'],
    ["what is not ASCII", '[{"name": "a\u2028b"}]'],
    ["a byte order mark", '\ufeff[{"name": "a"}]'],
    ["a text alone", '"a"'],
    ["a colon that is far from its key", '[{"name"\n: "a"}]'],
    ["a comment", '[{"name": "a"}] # c'],
    ["a comma at the end", '[{"name": "a"},]'],
    ["what ends early", '[{"name": "a"}'],
    ["what is nested deeper than targets", '[[[[["a"]]]]]'],
    ["what is nested very deep", `${"[".repeat(200_000)}${"]".repeat(200_000)}`],
    ["YAML", "- name: a"],
  ])("%s", (_, text) => {
    expect(plainJson(text)).toBeUndefined();
  });
});

test("counts no colon in a text as a key", () => {
  expect(plainJson('{"targets": [{"tags": ["a:1", "b\\":\\\\"], "name": ":"}]}')).toEqual({
    targets: [{ tags: ["a:1", 'b":\\'], name: ":" }],
  });
});

test.each(['\t[{"a":"b"}]', '[{"a":"b"}]\n\t\n', `[{"a":"${"x\\n".repeat(1 << 20)}"}]`])(
  "leaves to YAML what only that may refuse, and what is very long",
  (text) => expect(plainJson(text)).toBeUndefined(),
);
