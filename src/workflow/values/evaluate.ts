import {
  type Binary,
  ContextAccess,
  type Expr,
  type ExprVisitor,
  type FunctionCall,
  type Grouping,
  IndexAccess,
  Literal,
  type Logical,
  Star,
  type Unary,
} from "@actions/expressions/ast";
import { Kind } from "@actions/expressions/data/expressiondata";
import { TokenType } from "@actions/expressions/lexer";
import type { Contexts } from "./contexts.ts";
import { call } from "./functions.ts";
import {
  areEqual,
  asFalse,
  asTrue,
  isOrdered,
  isPrimitive,
  type Order,
  placeOf,
  type Single,
  type Truth,
  truthOf,
} from "./operators.ts";
import { anything, choicesOf, distinctValues, isSomeText, type Possible, product } from "./possible.ts";
import { mayBe } from "./some-text.ts";
import { isMap, rest, textOf, Unknown, type Value, type ValueMap } from "./value.ts";

/** More pairs of values are not gone through. */
const mostPairs = 512;

/** Steps of work that an expression may take in all. */
export class Work {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  /** Whether there is work left, of which some is done now. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }
}

/** What a list has become by `*`: what is asked of it is asked of each of its items. */
class Filtered extends Array<Value> {}

const filtered = (items: Possible): Filtered => Object.assign(new Filtered(), items);

/** All values that an expression may have: a set that lacks none. */
export function evaluate(expression: Expr, contexts: Contexts, work: Work): Possible {
  return expression.accept(new Evaluation(contexts, work));
}

class Evaluation implements ExprVisitor<Possible> {
  readonly #contexts: Contexts;
  readonly #work: Work;

  constructor(contexts: Contexts, work: Work) {
    this.#contexts = contexts;
    this.#work = work;
  }

  visitLiteral(literal: Literal): Possible {
    return [literalOf(literal)];
  }

  visitGrouping({ group }: Grouping): Possible {
    return this.#valuesOf(group);
  }

  visitUnary({ expr }: Unary): Possible {
    return truths(this.#singles(expr).map((value) => not(truthOf(value))));
  }

  visitBinary({ left, operator, right }: Binary): Possible {
    const [ones, others] = [this.#singles(left), this.#singles(right)];
    const pairs = product([ones, others], mostPairs);
    if (pairs === undefined || !this.#work.spend(pairs.length)) return [true, false];
    return truths(pairs.map(([one = null, other = null]) => compared(one, operator.type, other)));
  }

  /** `&&` and `||` give the value that decides, and go on only where none has. */
  visitLogical({ operator, args }: Logical): Possible {
    const decides = operator.type === TokenType.OR;
    const found: Value[] = [];
    let open: readonly Single[] = [];
    for (const [at, arg] of args.entries()) {
      const values = this.#singles(arg);
      if (at === args.length - 1) return distinctValues([...found, ...values]);
      open = values.filter((value) => truthOf(value) !== decides);
      const deciding = values.filter((value) => truthOf(value) !== !decides);
      found.push(...deciding.flatMap(decides ? asTrue : asFalse));
      if (open.length === 0) break;
    }
    return distinctValues(found);
  }

  visitContextAccess(access: ContextAccess): Possible {
    const value = this.#contexts(access.name.lexeme.toLowerCase());
    return choicesOf(value === undefined ? new Unknown("anything") : value).map((one) => named(one, access));
  }

  visitIndexAccess(access: IndexAccess): Possible {
    const bases = this.#singles(access.expr);
    if (access.index instanceof Star) return distinctValues(bases.map((base) => starOf(base)));
    const pairs = product([bases, this.#singles(access.index)], mostPairs);
    if (pairs === undefined || !this.#work.spend(pairs.length)) return anything;
    const found = pairs.flatMap(([base = null, key = null]) => partsAt(base, key));
    return distinctValues(found.flatMap(choicesOf).map((one) => named(one, access)));
  }

  visitFunctionCall({ functionName, args }: FunctionCall): Possible {
    const choices = product(
      args.map((arg) => this.#singles(arg)),
      mostPairs,
    );
    if (choices === undefined || !this.#work.spend(choices.length)) return anything;
    return distinctValues(choices.flatMap((choice) => call(functionName.lexeme, choice)));
  }

  #valuesOf(expression: Expr): Possible {
    return this.#work.spend(1) ? expression.accept(this) : anything;
  }

  #singles(expression: Expr): readonly Single[] {
    return this.#valuesOf(expression).flatMap(choicesOf) as readonly Single[];
  }
}

function literalOf({ literal, token }: Literal): Value {
  // The lexer takes only the first of the doubled quotes for one (`consumeString`), runners all of them.
  if (token.type === TokenType.STRING) return token.lexeme.slice(1, -1).replaceAll("''", "'");
  if (literal.kind === Kind.String) return literal.coerceString();
  if (literal.kind === Kind.Null) return null;
  return literal.kind === Kind.Boolean ? literal.number() === 1 : literal.number();
}

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

function truths(found: readonly Truth[]): Possible {
  const all = new Set(found.flatMap((truth) => (truth === undefined ? [true, false] : [truth])));
  return [...all];
}

function compared(one: Single, operator: TokenType, other: Single): Truth {
  if (operator === TokenType.EQUAL_EQUAL) return areEqual(one, other);
  if (operator === TokenType.BANG_EQUAL) return not(areEqual(one, other));
  const order = orders.get(operator);
  return order === undefined ? undefined : isOrdered(one, order, other);
}

const orders: ReadonlyMap<TokenType, Order> = new Map([
  [TokenType.LESS, "<"],
  [TokenType.LESS_EQUAL, "<="],
  [TokenType.GREATER, ">"],
  [TokenType.GREATER_EQUAL, ">="],
]);

/** What stands at a key or place of a value; null where there is nothing. */
function partsAt(base: Single, key: Single): Possible {
  if (base instanceof Unknown)
    return isSomeText(base) ? [null] : [new Unknown(base.text, { from: base.from })];
  if (base instanceof Filtered) return [filteredBy(base, key)];
  if (isMap(base)) return mapPartsAt(base, key);
  if (isPrimitive(base)) return [null];
  const items = base as Possible;
  if (key instanceof Unknown) return [...items, null];
  const place = placeOf(key);
  return [place === undefined ? null : (items[place] ?? null)];
}

/** Names of properties are compared without regard to case, as GitHub does. */
function mapPartsAt(map: ValueMap, key: Single): Possible {
  if (isPrimitive(key)) return [propertyOf(map, textOf(key))];
  if (!(key instanceof Unknown)) return [null];
  const folded = key.parts?.map((part) => part.toLowerCase());
  const found = [...map].filter(([name]) => name === rest || !folded || mayBe(folded, name.toLowerCase()));
  return [...found.map(([, value]) => value), null];
}

function propertyOf(map: ValueMap, key: string): Value {
  const exact = map.get(key);
  if (exact !== undefined) return exact;
  const wanted = key.toLowerCase();
  for (const [name, found] of map) if (name.toLowerCase() === wanted) return found;
  return map.get(rest) ?? null;
}

/** What each item of a filtered list has at a key; items without it are left out. */
function filteredBy(list: Filtered, key: Single): Value {
  if (key instanceof Unknown) return new Unknown("items", { from: key.from });
  const found: Value[] = [];
  for (const item of list) {
    // An item of which only a run can tell leaves open how many there are.
    if (item instanceof Unknown || (isMap(item) && item.has(rest)))
      return new Unknown("items", { from: item instanceof Unknown ? item.from : [] });
    if (isMap(item)) {
      const value = isPrimitive(key) ? ownOf(item, textOf(key)) : undefined;
      if (value !== undefined) found.push(value);
    } else if (Array.isArray(item)) {
      const value = (item as Possible)[placeOf(key) ?? -1];
      if (value !== undefined) found.push(value);
    }
  }
  return filtered(found);
}

const ownOf = (map: ValueMap, key: string): Value | undefined =>
  [...map].find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

function starOf(base: Single): Value {
  if (base instanceof Filtered) return starOfItems(base);
  if (base instanceof Unknown)
    return isSomeText(base) ? filtered([]) : new Unknown(base.text, { from: base.from });
  if (isMap(base)) return base.has(rest) ? new Unknown("values") : filtered([...base.values()]);
  return filtered(isPrimitive(base) ? [] : (base as Possible));
}

function starOfItems(list: Filtered): Value {
  const found: Value[] = [];
  for (const item of list) {
    if (item instanceof Unknown && !isSomeText(item)) return new Unknown("items", { from: item.from });
    const values = starOf(item as Single);
    if (values instanceof Unknown) return values;
    found.push(...(values as Possible));
  }
  return filtered(found);
}

/** Names what a value depends on by the way to it, where nothing has yet, or by the beginning of that way. */
function named(value: Value, access: ContextAccess | IndexAccess): Value {
  if (!(value instanceof Unknown) || !isOnWay(value.from, access)) return value;
  const way = wayOf(access);
  return way === undefined
    ? value
    : new Unknown(value.text, { from: [way], parts: value.parts, isTrue: value.isTrue });
}

function isOnWay(from: readonly string[], access: ContextAccess | IndexAccess): boolean {
  if (from.length === 0) return true;
  return access instanceof IndexAccess && from.length === 1 && from[0] === wayOf(access.expr);
}

/** The way to a property as one writes it, such as `needs.build.outputs.lane`; undefined for what is worked out. */
export function wayOf(expression: Expr): string | undefined {
  return stepsTo(expression)?.join(".");
}

/** The context and the names of the properties that lead to one; undefined for what is worked out. */
export function stepsTo(expression: Expr): readonly string[] | undefined {
  if (expression instanceof ContextAccess) return [expression.name.lexeme];
  if (!(expression instanceof IndexAccess)) return undefined;
  const { index } = expression;
  const before = stepsTo(expression.expr);
  if (before === undefined) return undefined;
  if (index instanceof Star) return [...before, "*"];
  return index instanceof Literal ? [...before, index.literal.coerceString()] : undefined;
}
