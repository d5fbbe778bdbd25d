import type { Expr } from "@actions/expressions/ast";
import type { Contexts } from "./contexts.ts";
import { evaluate, Work } from "./evaluate.ts";
import { type Single, truthOf } from "./operators.ts";
import { parseExpression } from "./parse.ts";
import {
  choicesOf,
  distinctValues,
  oneOf,
  type Possible,
  partsOf,
  product,
  someText,
  sourcesOf,
} from "./possible.ts";
import { scenariosOf } from "./scenarios.ts";
import { concatenated } from "./some-text.ts";
import { hasExpression, Unknown, type Value } from "./value.ts";

/** An expression in a text, `${{` and `}}` included. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly inner: string;
}

/** The expressions in a text, in one look at it; undefined where one does not end. */
function expressionsIn(text: string): Found[] | undefined {
  const found: Found[] = [];
  for (let start = text.indexOf("${{"); start >= 0; ) {
    const end = endOf(text, start + 3);
    if (end === undefined) return undefined;
    found.push({ start, end: end + 2, inner: text.slice(start + 3, end) });
    start = text.indexOf("${{", end + 2);
  }
  return found;
}

/** Where the next `}}` stands that is in no quotes; a doubled quote ends a text and begins one, which comes to the same. */
function endOf(text: string, from: number): number | undefined {
  const mark = /'|\}\}/g;
  mark.lastIndex = from;
  for (let one = mark.exec(text); one; one = mark.exec(text)) {
    if (one[0] === "}}") return one.index;
    const close = text.indexOf("'", mark.lastIndex);
    if (close < 0) return undefined;
    mark.lastIndex = close + 1;
  }
  return undefined;
}

/** A text whose expressions were read. */
interface Read {
  /** As it is written. */
  readonly text: string;
  /** Its literal parts: before, between and behind the expressions. */
  readonly literals: readonly string[];
  readonly expressions: readonly Expr[];
  /** Whether nothing but white space stands beside a single expression. */
  readonly isAlone: boolean;
}

/** Reads the expressions of a text; undefined where one does not end, or is none. */
function readText(text: string): Read | undefined {
  const trimmed = text.trim();
  const found = expressionsIn(trimmed);
  const expressions = found?.map(({ inner }) => parseExpression(inner.trim()));
  if (!found || !expressions?.every((one) => one !== undefined)) return undefined;
  const [only] = found;
  const isAlone = found.length === 1 && only?.start === 0 && only.end === trimmed.length;
  const [lead = ""] = /^\s*/.exec(text) ?? [];
  const whole = lead + trimmed + text.slice(lead.length + trimmed.length);
  const ends = [0, ...found.map(({ end }) => end + lead.length)];
  const starts = [...found.map(({ start }) => start + lead.length), whole.length];
  return { text, literals: ends.map((end, at) => whole.slice(end, starts[at])), expressions, isAlone };
}

/** Of so many steps, for each character: enough for all that people write. */
const workOf = (texts: readonly string[]) =>
  new Work(texts.reduce((sum, { length }) => sum + 100 * length, 5_000));

/**
 * Puts the values of expressions into a text. One that is nothing but an expression keeps the kind of its value, such
 * as a list. A text that may come to several values gives one of several, and never lacks one.
 */
export function interpolate(text: string, contexts: Contexts): Value {
  return hasExpression(text)
    ? oneOf(interpolateAll([text], contexts).flatMap((values) => [...values.values()].flat()))
    : text;
}

/**
 * The values that some texts may come to, in each scenario: where one value decides about several texts, it is the same
 * for all of them.
 */
export function interpolateAll(
  texts: readonly string[],
  contexts: Contexts,
): readonly ReadonlyMap<string, Possible>[] {
  const reads = [...new Set(texts)].map((text) => ({
    text,
    read: hasExpression(text) ? readText(text) : undefined,
  }));
  const expressions = reads.flatMap(({ read }) => read?.expressions ?? []);
  if (expressions.length === 0) return [new Map(reads.map(({ text }) => [text, [unread(text)]]))];
  const work = workOf(texts);
  return scenariosOf(expressions, contexts).map(
    (scenario) =>
      new Map(reads.map(({ text, read }) => [text, read ? filledIn(read, scenario, work) : [unread(text)]])),
  );
}

/** Whether a text that is nothing but an expression may count as true; what cannot be read may. */
export function mayBeTrue(text: string, contexts: Contexts): boolean {
  const values = interpolateAll([text], contexts).flatMap((scenario) => [...scenario.values()].flat());
  return values.flatMap(choicesOf).some((value) => truthOf(value as Single) !== false);
}

const unread = (text: string): Value =>
  hasExpression(text) ? new Unknown(text, { from: [text.trim()] }) : text;

/**
 * The values that a text may come to. White space beside a single expression, such as the last line end of a block, makes
 * a text of its value for runners; what takes no white space may have it as it is.
 */
function filledIn(read: Read, contexts: Contexts, work: Work): Possible {
  const { text, literals, expressions, isAlone } = read;
  const values = expressions.map((expression) => evaluate(expression, contexts, work).flatMap(choicesOf));
  const alone = isAlone ? (values[0] ?? []).map((value) => asWritten(value, text)) : [];
  if (isAlone && literals.every((literal) => literal === "")) return alone;
  return distinctValues([...alone, ...asTexts(read, values)]);
}

/** The texts that come of the values of its expressions. */
function asTexts({ text, literals }: Read, values: readonly Possible[]): Possible {
  const choices = product(values) ?? [values.map((some) => new Unknown(text, { from: sourcesOf(some) }))];
  const filled = choices.map((choice) => {
    const pieces = choice.map((value, at) => [partsOf(value as Single), [literals[at + 1] ?? ""]]);
    return someText(concatenated([[literals[0] ?? ""], ...pieces.flat()]), sourcesOf(choice));
  });
  return distinctValues(filled.map((value) => asWritten(value, text)));
}

/** An unknown value by the text that people find in the workflow. */
function asWritten(value: Value, text: string): Value {
  if (Array.isArray(value)) return (value as Possible).map((item) => asWritten(item, text));
  if (!(value instanceof Unknown)) return value;
  const written = text.trim();
  return new Unknown(written, { ...value, from: value.from.length > 0 ? value.from : [written] });
}

const used = /\bmatrix\b(?:\s*\.\s*([a-z_][\w-]*)|\s*\[\s*'((?:[^']|'')*)'\s*\])?/gi;

/**
 * The rows of the matrix that a text with expressions may use, in lower case; undefined for one that may use all. What
 * only looks like a use counts.
 */
export function usedRows(text: string): string[] | undefined {
  if (!hasExpression(text)) return [];
  const rows = [...text.matchAll(used)].map(([, plain, quoted]) => plain ?? quoted?.replaceAll("''", "'"));
  return rows.every((row) => row !== undefined) ? rows.map((row) => row.toLowerCase()) : undefined;
}
