import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import * as data from "@actions/expressions/data/index";
import { Evaluator } from "@actions/expressions/evaluator";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interpolate } from "../../../src/workflow/values/expression.ts";
import { choicesOf } from "../../../src/workflow/values/possible.ts";
import { anyText, mayBe } from "../../../src/workflow/values/some-text.ts";
import { OneOf, rest, textOf, Unknown, type Value } from "../../../src/workflow/values/value.ts";

// Expressions over three properties with a few values each, and over two that only a run can tell. GitHub's own
// evaluator says what an expression comes to under each assignment of them.

const texts = ["", "a", "A", "publish", "linux", "ab", "refs/tags/v1", "0", "1", "true"];
const single = fc.constantFrom<string | number | boolean | null>(...texts, 0, 1, true, false, null);
const known = ["x", "y", "z"] as const;
const open = ["o", "p"] as const;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const literal = single.map((value) => (typeof value === "string" ? quoted(value) : String(value)));
const use = fc.constantFrom(...known.map((name) => `inputs.${name}`));
const openUse = fc.constantFrom(...open.map((name) => `vars.${name}`));

/** Expressions that fail under no assignment, with `leaf` for what they are made of. */
const expressionOf = (leaf: fc.Arbitrary<string>) =>
  fc.letrec<{ expression: string }>((tie) => {
    const part = tie("expression");
    const list = fc.array(part, { minLength: 1, maxLength: 3 });
    return {
      expression: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc
          .tuple(part, fc.constantFrom("==", "!=", "<", "<=", ">", ">="), part)
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        fc.tuple(fc.constantFrom(" && ", " || "), list).map(([op, items]) => `(${items.join(op)})`),
        fc.tuple(part, part, part).map(([a, b, c]) => `(${a} && ${b} || ${c})`),
        part.map((a) => `!${a}`),
        fc
          .tuple(fc.constantFrom("contains", "startsWith", "endsWith", "JOIN"), part, part)
          .map(([f, a, b]) => `${f}(${a}, ${b})`),
        fc.tuple(part, part).map(([a, b]) => `format('{0}-{1}{{{0}', ${a}, ${b})`),
        part.map((a) => `fromJSON(toJSON(${a}))`),
        fc.tuple(part, part, part).map(([a, b, c]) => `case(${a} == ${b}, ${b}, ${c})`),
        part.map((a) => `fromJSON('{"a":"publish","b":["linux","x"],"1":2}')[${a}]`),
        part.map((a) => `fromJSON('["a",1,null]')[${a}]`),
        fc.constantFrom(
          `join(fromJSON('[{"n":"a"},{"n":1},{}]').*.n, '+')`,
          `fromJSON('{"b":["linux"]}').b[0]`,
        ),
        part.map((a) => `contains(fromJSON('["a","publish",1]'), ${a})`),
      ),
    };
  }).expression;

type Assignment = Readonly<Record<string, string | number | boolean | null>>;

const dataOf = (value: string | number | boolean | null) =>
  value === null
    ? new data.Null()
    : typeof value === "string"
      ? new data.StringData(value)
      : typeof value === "number"
        ? new data.NumberData(value)
        : new data.BooleanData(value);
const mapOf = (names: readonly string[], assignment: Assignment) =>
  new data.Dictionary(...names.map((key) => ({ key, value: dataOf(assignment[key] ?? null) })));

/** What GitHub's evaluator makes of an expression. */
function concrete(text: string, assignment: Assignment): ExpressionData {
  const parsed = new Parser(new Lexer(text).lex().tokens, ["inputs", "vars"], []).parse();
  const inputs = { key: "inputs", value: mapOf(known, assignment) };
  const vars = { key: "vars", value: mapOf(open, assignment) };
  return new Evaluator(parsed, new data.Dictionary(inputs, vars)).evaluate();
}

const plain = (value: ExpressionData): Value => {
  if (value instanceof data.Array) return value.values().map(plain);
  if (value instanceof data.Dictionary)
    return new Map(value.pairs().map((one) => [one.key, plain(one.value)]));
  if (value instanceof data.Null) return null;
  return (value as data.StringData).value;
};

const domain = fc.uniqueArray(single, {
  minLength: 1,
  maxLength: 3,
  selector: (one) => `${typeof one} ${one}`,
});
const domains = fc.record({ x: domain, y: domain, z: domain });
type Domains = Readonly<Record<(typeof known)[number], readonly (string | number | boolean | null)[]>>;

const assignments = ({ x, y, z }: Domains): Assignment[] =>
  x.flatMap((a) => y.flatMap((b) => z.map((c) => ({ x: a, y: b, z: c }))));

/** The set that is worked out. */
function found(text: string, given: Domains): readonly Value[] {
  const inputs = new Map(known.map((name) => [name, new OneOf(given[name])]));
  const vars = new Map([[rest, new Unknown("some text", { parts: anyText })]]);
  return choicesOf(
    interpolate(`\${{ ${text} }}`, (name) =>
      name === "inputs" ? inputs : name === "vars" ? vars : undefined,
    ),
  );
}

const key = (value: Value): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map ? { map: [...part] } : typeof part === "number" ? `number ${part}` : part,
  );

function isIn(value: Value, set: readonly Value[]): boolean {
  return set.some((one) => {
    if (!(one instanceof Unknown)) return key(one) === key(value);
    if (one.parts === undefined) return true;
    // What a run does not know of a variable is null, which is the empty text wherever it is written.
    const text = value === null ? "" : typeof value === "string" ? value : undefined;
    return text !== undefined && mayBe(one.parts, text) && !(one.isTrue && text === "");
  });
}

const runs = { numRuns: 2_000 };

test("a variable that is not set is null, which counts as false and is not the empty text", () => {
  const given = { x: [""], y: [""], z: [""] };
  expect(found("vars.o && 'x'", given)).toEqual(["", null, "x"]);
  expect(new Set(found("(vars.o && 'x') == '0'", given))).toEqual(new Set([true, false]));
});

test("over known values the set is what GitHub's evaluator gives, no more and no less", () => {
  fc.assert(
    fc.property(expressionOf(fc.oneof(literal, use, use)), domains, (text, given) => {
      const expected = new Set(assignments(given).map((one) => key(plain(concrete(text, one)))));
      // Lists and maps are the same to `==` where they are one and the same, which is left open.
      const isOfLists = /fromJSON\('\{.*?"b"|\(fromJSON\(toJSON/.test(text) && /[=<>]/.test(text);
      const set = found(text, given).map(key);
      if (isOfLists) for (const one of expected) expect(set).toContain(one);
      else expect([...set].sort()).toEqual([...expected].sort());
    }),
    runs,
  );
});

test("over what only a run can tell, whatever GitHub's evaluator gives is in the set", () => {
  const variable = fc.constantFrom<string | null>(...texts, null, "ax", "publish-", "-a");
  const leaf = fc.oneof(literal, use, openUse, openUse);
  fc.assert(
    fc.property(expressionOf(leaf), domains, variable, variable, (text, given, o, p) => {
      const set = found(text, given);
      for (const one of assignments(given)) {
        const value = plain(concrete(text, { ...one, o, p }));
        expect(
          isIn(value, set),
          `${text} with ${JSON.stringify({ ...one, o, p })} gives ${key(value)}, of ${set.map(key)}`,
        ).toBe(true);
      }
    }),
    runs,
  );
});

/** Texts of each form that a variable may have so as to tell any two values of these expressions apart. */
const samples = [
  "",
  "a",
  "A",
  "ab",
  "xa",
  "publish",
  "x-publish",
  "linux",
  "zz",
  "a-",
  "-a",
  "1",
  "refs/tags/v1",
];

test("a variable that is used once: each value of the set is given by some text", () => {
  const once = fc.oneof(
    fc.tuple(fc.constantFrom("==", "!="), literal).map(([op, b]) => `vars.o ${op} ${b}`),
    fc
      .tuple(fc.constantFrom("startsWith", "endsWith", "contains"), fc.constantFrom(...texts))
      .map(([f, b]) => `${f}(vars.o, ${quoted(b)})`),
    fc
      .tuple(fc.constantFrom("startsWith", "endsWith", "contains"), fc.constantFrom(...texts))
      .map(([f, b]) => `${f}(${quoted(b)}, vars.o)`),
    fc
      .tuple(
        fc.constantFrom("startsWith", "endsWith", "contains", "format"),
        fc.constantFrom("a", "publish", "-", "x-"),
      )
      .map(([f, b]) =>
        f === "format"
          ? `format('a-{0}', vars.o) == ${quoted(`a-${b}`)}`
          : `${f}(format('a{0}b', vars.o), ${quoted(b)})`,
      ),
    fc.tuple(literal).map(([b]) => `format('pub-{0}', vars.o) == ${b}`),
  );
  const decided = fc.oneof(
    once,
    once.map((a) => `!(${a})`),
    fc.tuple(once, literal, literal).map(([a, b, c]) => `(${a}) && ${b} || ${c}`),
    literal.map((a) => `vars.o && ${a}`),
  );
  fc.assert(
    fc.property(decided, (text) => {
      const given = { x: [null], y: [null], z: [null] };
      const reached = new Set(
        [...samples, ...texts, "-", "x-", "xab", "abx", null].map((o) => key(plain(concrete(text, { o })))),
      );
      for (const value of found(text, given)) expect([...reached], text).toContain(key(value));
    }),
    runs,
  );
});

describe("what is known of a text that only a run can tell", () => {
  const values = (text: string) => {
    const vars = new Map([[rest, new Unknown("some text", { parts: anyText })]]);
    const github = new Map([[rest, new Unknown("some text", { parts: anyText })]]);
    return choicesOf(interpolate(text, (name) => ({ vars, github })[name]));
  };
  test.each<[string, readonly (readonly string[] | string)[]]>([
    ["runs-on=${{ github.run_id }}/spot", [["runs-on=", "/spot"]]],
    ["${{ format('runs-on={0}/{1}', github.run_id, vars.X) }}", [["runs-on=", "/", ""]]],
    ["${{ vars.A }}${{ vars.B }}", [["", ""]]],
    ["${{ vars.A || 'publish' }}", [["", ""], "publish"]],
    ["${{ vars.A == 'x' && 'publish' || 'linux' }}", ["publish", "linux"]],
    ["${{ startsWith(format('x-{0}', vars.A), 'y') && 'publish' || 'linux' }}", ["linux"]],
    ['${{ join(fromJSON(\'["a","b"]\'), vars.S) }}', [["a", "b"]]],
    ["${{ 'it''s ''so''' }}", ["it's 'so'"]],
  ])("%s", (text, expected) => {
    expect(values(text).map((value) => (value instanceof Unknown ? value.parts : value))).toEqual(expected);
  });

  test("is what it depends on", () => {
    const [value] = values("x-${{ format('{0}{1}', vars.LANE, github.sha) }}");
    expect(value instanceof Unknown && value.from).toEqual(["vars.LANE", "github.sha"]);
  });
});

test("values in the way of texts", () => {
  expect([null, 1.1, 0.1 + 0.2, -0, true].map(textOf)).toEqual(["", "1.1", "0.3", "0", "true"]);
});
