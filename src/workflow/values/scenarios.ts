import type { Expr } from "@actions/expressions/ast";
import { Binary, FunctionCall, Grouping, IndexAccess, Logical, Unary } from "@actions/expressions/ast";
import type { Contexts } from "./contexts.ts";
import { stepsTo } from "./evaluate.ts";
import { choicesOf, type Possible } from "./possible.ts";
import { isMap, OneOf, type Value, type ValueMap } from "./value.ts";

/** More ways to choose are not told apart: each use of a value is then chosen by itself. */
const mostScenarios = 128;

/** A property that has one of several values. */
interface Choice {
  readonly steps: readonly string[];
  readonly values: Possible;
}

/**
 * The contexts in which every property that some expressions use, and that has one of several values, has a single one:
 * one scenario for each way to choose. What is used twice is then the same twice.
 */
export function scenariosOf(expressions: readonly Expr[], contexts: Contexts): readonly Contexts[] {
  const choices = choicesIn(expressions, contexts);
  let scenarios: readonly Contexts[] = [contexts];
  for (const choice of choices) {
    if (scenarios.length * choice.values.length > mostScenarios) continue;
    scenarios = scenarios.flatMap((scenario) =>
      choice.values.map((value) => withValue(scenario, choice.steps, value)),
    );
  }
  return scenarios;
}

function choicesIn(expressions: readonly Expr[], contexts: Contexts): readonly Choice[] {
  const found = new Map<string, Choice>();
  for (const expression of expressions.flatMap(partsWithin)) {
    const choice = expression instanceof IndexAccess ? choiceAt(expression, contexts) : undefined;
    if (choice) found.set(choice.steps.join("."), choice);
  }
  return [...found.values()];
}

function choiceAt(expression: IndexAccess, contexts: Contexts): Choice | undefined {
  const steps = stepsTo(expression)?.map((step) => step.toLowerCase());
  const [context = "", ...names] = steps ?? [];
  let value = contexts(context);
  for (const [at, name] of names.entries()) {
    if (!isMap(value)) return undefined;
    value = valueAt(value, name);
    if (value instanceof OneOf)
      return { steps: [context, ...names.slice(0, at + 1)], values: choicesOf(value) };
  }
  return undefined;
}

const valueAt = (map: ValueMap, name: string): Value | undefined =>
  map.get(name) ?? [...map].find(([key]) => key.toLowerCase() === name)?.[1];

/** The contexts with another value at the end of some steps, in lower case. */
function withValue(contexts: Contexts, [context = "", ...names]: readonly string[], value: Value): Contexts {
  const changed = replaced(contexts(context), names, value);
  return (name) => (name === context ? changed : contexts(name));
}

function replaced(within: Value | undefined, [name, ...names]: readonly string[], value: Value): Value {
  if (name === undefined || !isMap(within)) return value;
  const entries = [...within].map(
    ([key, part]) => [key, key.toLowerCase() === name ? replaced(part, names, value) : part] as const,
  );
  return new Map(entries);
}

/** An expression and all that it is made of. */
function partsWithin(expression: Expr): readonly Expr[] {
  const found: Expr[] = [expression];
  // The list grows while it is gone through.
  for (const one of found) found.push(...innerOf(one));
  return found;
}

function innerOf(expression: Expr): readonly Expr[] {
  if (expression instanceof Grouping) return [expression.group];
  if (expression instanceof Unary) return [expression.expr];
  if (expression instanceof Binary) return [expression.left, expression.right];
  if (expression instanceof Logical || expression instanceof FunctionCall) return expression.args;
  return expression instanceof IndexAccess ? [expression.expr, expression.index] : [];
}
