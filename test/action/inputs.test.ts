import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  duration,
  flag,
  inputsOf,
  integer,
  lines,
  list,
  oneOf,
  type Parser,
  required,
  text,
  withDefault,
} from "../../src/action/inputs.ts";
import { UserError } from "../../src/base/errors.ts";

const wait = {
  refs: required(list()),
  image: text(),
  timeout: duration(),
  deep: flag(),
  shard: text(),
  "insecure-registries": list(),
};
const env = { INPUT_REFS: "a:1, b:2\n\nc:3", INPUT_TIMEOUT: "10m", INPUT_DEEP: "true" };

describe("inputsOf", () => {
  test("reads the variables a runner sets, dashes kept", () => {
    const inputs = inputsOf<"wait-digests">({ ...env, "INPUT_INSECURE-REGISTRIES": "r.lan:5000" })(wait);
    expect(inputs).toEqual({
      refs: ["a:1", "b:2", "c:3"],
      image: undefined,
      timeout: 600_000,
      deep: true,
      shard: undefined,
      "insecure-registries": ["r.lan:5000"],
    });
    expect(Object.isFrozen(inputs)).toBe(true);
  });

  test.each([
    [
      { INPUT_TIMEOUT: "10" },
      'input "timeout": "10" has no unit; expected a duration such as 90s, 10m or 1h30m',
    ],
    [{ INPUT_DEEP: "yes" }, 'input "deep": "yes" is not a boolean; expected true or false'],
    [{ INPUT_REFS: " , \n" }, 'input "refs": is required, and nothing was given'],
    [{ INPUT_REFS: undefined }, 'input "refs": is required, and nothing was given'],
  ])("names the input that cannot be read: %o", (change, message) => {
    expect(() => inputsOf<"wait-digests">({ ...env, ...change })(wait)).toThrow(new UserError(message));
  });
});

/** The message with which `parse` refuses `raw`. */
function refusal(parse: Parser<unknown>, raw: string): string {
  try {
    parse(raw);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error(`"${raw}" was accepted`);
}

describe("parsers", () => {
  test("text is trimmed, and nothing is undefined", () => {
    expect(text()(" a b\t\n")).toBe("a b");
    expect(text()(" \n")).toBeUndefined();
    expect(required(text())(" a ")).toBe("a");
  });

  test("an empty text gives the fallback, any other is parsed", () => {
    expect(withDefault(duration(), "3ms")(" ")).toBe(3);
    expect(withDefault(duration(), "3ms")("2ms")).toBe(2);
    expect(refusal(withDefault(duration(), "3ms"), "2")).toContain("has no unit");
  });

  test("a list of nothing is empty, or has the fallback where it must not be", () => {
    for (const nothing of ["", " ", "\n"]) {
      expect(list()(nothing)).toEqual([]);
      expect(lines()(nothing)).toEqual([]);
      expect(withDefault(list(), "a,b")(nothing)).toEqual(["a", "b"]);
    }
    // More likely a mistake, such as `${{ a }},${{ b }}` of which neither holds anything.
    for (const parse of [required(list()), withDefault(list(), "a,b")])
      expect(refusal(parse, " , ,\n")).toBe("is required, and nothing was given");
    expect(list()(" , ,\n")).toEqual([]);
    expect(withDefault(list(), "a,b")("c")).toEqual(["c"]);
  });

  test("flags are the booleans of YAML 1.2's core schema", () => {
    for (const yes of ["true", "True", " TRUE\n"]) expect(flag()(yes)).toBe(true);
    for (const no of ["false", "False", "FALSE"]) expect(flag()(no)).toBe(false);
    for (const other of ["", "yes", "0", "tRUE", "true false"])
      expect(refusal(flag(), other)).toBe(`"${other}" is not a boolean; expected true or false`);
  });

  test("lines and lists keep no blanks, and lines keep commas", () => {
    expect(lines()("\r\n a,b \r\n\n \nc")).toEqual(["a,b", "c"]);
    expect(list()("\r\n a,b ,,\r\n\n ,\nc")).toEqual(["a", "b", "c"]);
    const word = fc.stringMatching(/^[!-+\--~]([ -+\--~]*[!-+\--~])?$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.constantFrom(",", "\n", "\r\n", " , ", "\n\n"))), (words) => {
        const raw = words.map(([one, separator]) => one + separator).join("");
        expect(list()(raw)).toEqual(words.map(([one]) => one));
      }),
    );
  });

  test("enumerations know their values exactly", () => {
    const parse = oneOf("overwrite", "skip", "fail");
    expect(parse(" skip ")).toBe("skip");
    for (const other of ["", "Skip", "skip,fail"])
      expect(refusal(parse, other)).toBe(`"${other}" is unknown; expected one of overwrite, skip, fail`);
  });

  test("integers keep to their range", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (value, a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const parse = integer({ min, max });
        if (value >= min && value <= max) expect(parse(` ${value} `)).toBe(value);
        else expect(refusal(parse, `${value}`)).toContain(`expected a whole number from ${min} to ${max}`);
      }),
    );
    for (const other of ["", "1.5", "1e3", "0x10", "four", "9".repeat(40), "1 2", "Infinity"])
      expect(refusal(integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), other)).toContain(
        "is not a whole number",
      );
  });

  test("durations add up their units", () => {
    const part = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
    fc.assert(
      fc.property(part, part, part, part, (h, m, s, ms) => {
        const units = { h, m, s, ms };
        const raw = Object.entries(units)
          .map(([unit, n]) => (n === undefined ? "" : `${n}${unit}`))
          .join("");
        const total = (h ?? 0) * 3_600_000 + (m ?? 0) * 60_000 + (s ?? 0) * 1_000 + (ms ?? 0);
        if (total > 0) expect(duration()(` ${raw}\n`)).toBe(total);
        else expect(refusal(duration(), raw)).toMatch(/^".*" is (zero|not a duration); expected /);
      }),
    );
  });

  test.each([
    ["", "is not a duration"],
    ["10", "has no unit"],
    ["-10", "has no unit"],
    ["1.5", "has no unit"],
    ["-10m", "is not a duration"],
    ["10 m", "is not a duration"],
    ["30m1h", "is not a duration"],
    ["1d", "is not a duration"],
    ["0", "has no unit"],
    ["0s", "is zero"],
    ["597h", "is too long"],
    [`${"9".repeat(50)}s`, "is too long"],
    ["9".repeat(400), "has no unit"],
    [`${"9".repeat(400)}h`, "is too long"],
  ])("durations refuse %j", (raw, what) => {
    expect(refusal(duration(), raw)).toContain(`${what}; expected a duration`);
  });

  test("a refusal is one line and short, whatever was found", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (raw) => {
        for (const parse of [flag(), oneOf("a"), integer({ min: 0, max: 1 }), duration()]) {
          try {
            parse(raw);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
            expect((error as UserError).message).toMatch(/^".*" .*; expected [^\n\r]+$/u);
            expect((error as UserError).message.length).toBeLessThan(500);
          }
        }
      }),
    );
  });
});
