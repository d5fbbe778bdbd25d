import fc, { constantFrom, dictionary, jsonValue, property, string, uniqueArray } from "fast-check";
import { describe, expect, test } from "vitest";
import { mirrorsIn, setNothing, withMirrors } from "../../src/cache/daemon-config.ts";

const key = "registry-mirrors";
const own = "http://127.0.0.1:5055";
const added = (text: string) => withMirrors(text, [own, ...(mirrorsIn(text) ?? [])]);

/** Texts of an object as people and programs write them. */
const spelt = constantFrom<[unknown, string]>(
  [undefined, ""],
  [2, "\n"],
  [4, "\n"],
  ["\t", "\n"],
  [2, "\r\n"],
);
const write = (value: object, [indent, end]: [unknown, string]): string =>
  JSON.stringify(value, undefined, indent as number).replaceAll("\n", end || "\n") + end;
const others = dictionary(
  string({ unit: "grapheme", maxLength: 12 }).filter((name) => name !== key && name !== "__proto__"),
  jsonValue(),
  { maxKeys: 6 },
);

describe("whatever else is in the settings", () => {
  test("is the same when the key has come, and the text is as it was when it has gone again", () => {
    fc.assert(
      property(others, spelt, (settings, how) => {
        const text = write(settings, how);
        const wired = added(text);
        expect(JSON.parse(wired)).toEqual({ ...JSON.parse(text), [key]: [own] });
        expect(Object.keys(JSON.parse(wired)).filter((name) => name !== key)).toEqual(
          Object.keys(JSON.parse(text)),
        );
        expect(withMirrors(wired, undefined)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  test("stays byte for byte beside a list that changes, wherever that stands", () => {
    fc.assert(
      property(others, others, uniqueArray(string()), spelt, (before, after, mirrors, how) => {
        const all = { ...before, [key]: mirrors, ...after };
        const text = write(all, how);
        const changed = withMirrors(text, [own]);
        expect(JSON.parse(changed)).toEqual({ ...JSON.parse(text), [key]: [own] });
        const at = text.indexOf(`"${key}":`);
        // A value of the others may hold the same words.
        if (text.indexOf(`"${key}":`, at + 1) < 0) expect(changed.slice(0, at)).toBe(text.slice(0, at));
        const list = write(mirrors, how).trimEnd();
        if (how[0] === undefined && text.split(list).length === 2)
          expect(changed).toBe(text.replace(list, () => JSON.stringify([own])));
        const bare = withMirrors(text, undefined);
        const { [key]: _, ...rest } = JSON.parse(text);
        expect(JSON.parse(bare)).toEqual(rest);
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  ["", `{\n  "${key}": ["${own}"]\n}\n`],
  ["  \n", `{\n  "${key}": ["${own}"]\n}\n`],
  ["{}", `{"${key}": ["${own}"]}`],
  ["{ }\n", `{ "${key}": ["${own}"] }\n`],
  ["{\r\n}\r\n", `{\r\n  "${key}": ["${own}"]\r\n}\r\n`],
  ['{"a":1}', `{"${key}": ["${own}"], "a":1}`],
  [
    '{\n\t"a": "\\"}{",\n\t"b": {"c": [1, {}]}\n}',
    `{\n\t"${key}": ["${own}"],\n\t"a": "\\"}{",\n\t"b": {"c": [1, {}]}\n}`,
  ],
  [`{"a": 1.0e3,\r\n "${key}" : [ ]\r\n}`, `{"a": 1.0e3,\r\n "${key}" : ["${own}"]\r\n}`],
  [`{"a": {"${key}": ["x"]}}`, `{"${key}": ["${own}"], "a": {"${key}": ["x"]}}`],
])("%j becomes %j", (text, wired) => {
  expect(withMirrors(text, [own])).toBe(wired);
});

test("a name that is spelt with escapes is the same name", () => {
  const text = '{"registry\\u002dmirrors": ["http://a"], "b": "\\u007b"}';
  expect(mirrorsIn(text)).toEqual(["http://a"]);
  expect(withMirrors(text, [own])).toBe(`{"registry\\u002dmirrors": ["${own}"], "b": "\\u007b"}`);
  expect(withMirrors(text, undefined)).toBe('{"b": "\\u007b"}');
});

test("of a key that stands there twice the last one counts, and both go", () => {
  const text = `{"${key}": ["a"], "b": 1, "${key}": ["c"]}`;
  expect(mirrorsIn(text)).toEqual(["c"]);
  expect(withMirrors(text, [own])).toBe(`{"${key}": ["a"], "b": 1, "${key}": ["${own}"]}`);
  expect(withMirrors(text, undefined)).toBe('{"b": 1}');
});

test("the key goes from the beginning, the middle and the end, and alone", () => {
  expect(withMirrors(`{"${key}": [], "a": 1}`, undefined)).toBe('{"a": 1}');
  expect(withMirrors(`{"a": 1, "${key}": [], "b": 2}`, undefined)).toBe('{"a": 1, "b": 2}');
  expect(withMirrors(`{"a": 1, "${key}": []}`, undefined)).toBe('{"a": 1}');
  expect(withMirrors(`{ "${key}": [] }`, undefined)).toBe("{ }");
  expect(withMirrors('{"a": 1}', undefined)).toBe('{"a": 1}');
});

test("what was written where there were none sets nothing once it has gone", () => {
  expect(setNothing(withMirrors(withMirrors("", [own]), undefined))).toBe(true);
  expect(setNothing("{}\n")).toBe(false);
});

test.each([
  ["{", "the engine's settings are no JSON"],
  ["[1]", 'the engine\'s settings are "[1]"; expected an object'],
  ["null", 'the engine\'s settings are "null"; expected an object'],
  ['{"a": 1,}', "the engine's settings are no JSON (at position 8 (line 1 column 9)); expected an object"],
  ["// a\n{}", "the engine's settings are no JSON"],
])("%j is refused in a sentence", (text, sentence) => {
  expect(() => withMirrors(text, [own])).toThrow(sentence);
  expect(() => mirrorsIn(text)).toThrow(sentence);
});

test.each(['"a"', "[1]", "{}", "null"])("mirrors that are %s are refused", (value) => {
  expect(() => mirrorsIn(`{"${key}": ${value}}`)).toThrow(`"${key}" in the engine's settings is no list`);
});
