import type { ForgeKind } from "../../forge/forge.ts";
import { choicesOf, isOpen } from "./possible.ts";
import { equalValues, isMap, rest, Unknown, type Value, type ValueMap } from "./value.ts";

/** Combinations of one matrix; GitHub allows 256. */
const mostCombinations = 1_024;

type Combination = Map<string, Value>;

const anything: ValueMap = new Map([[rest, new Unknown("matrix")]]);

/**
 * The combinations of a matrix, by GitHub's rules: the product of its rows, less what `exclude` matches; then each
 * `include` goes into every combination whose rows it does not change, or else becomes a combination of its own.
 *
 * What a matrix may be, each by itself, gives combinations of its own.
 *
 * A matrix whose combinations are all excluded counts as one empty combination, as it does in act and so on Gitea and
 * Forgejo. What only a run can tell widens the outcome and never narrows it.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 */
export function matrixCombinations(matrix: Value | undefined, kind: ForgeKind): readonly ValueMap[] {
  return choicesOf(matrix ?? null).flatMap((one) => combinationsOfOne(one, kind));
}

function combinationsOfOne(matrix: Value, kind: ForgeKind): readonly ValueMap[] {
  if (matrix instanceof Unknown) return [anything];
  if (!isMap(matrix)) return [new Map()];
  const rows = [...matrix].filter(([key]) => !["include", "exclude", rest].includes(key));
  const names = new Set(rows.map(([key]) => key));

  let product: Combination[] = rows.length > 0 ? [new Map()] : [];
  for (const [key, row] of rows) {
    const values = Array.isArray(row) ? (row as readonly Value[]) : [row];
    if (product.length * values.length > mostCombinations) return anyOf(rows);
    product = product.flatMap((combination) =>
      values.map((value) => new Map([...combination, [key, value]])),
    );
  }

  const excludes = maps(matrix.get("exclude"));
  product = product.filter(
    (combination) =>
      !excludes.known.some(
        (exclude) =>
          (kind === "github" || exclude.size > 0) &&
          [...exclude].every(([key, value]) => matches(combination.get(key), value, kind)),
      ),
  );

  const includes = maps(matrix.get("include"));
  if (product.length + includes.known.length > mostCombinations)
    return anyOf([...rows, ...includes.known.flatMap((one) => [...one])]);
  const added: Combination[] = [];
  for (const include of includes.known) {
    // What an include changes is never of a row, so each finds the rows as they were.
    const fits = product.map((combination) => fitOf(include, combination, names));
    const perhaps = product.filter((_, at) => fits[at] === undefined).map((one) => new Map(one));
    const fitting = product.filter((_, at) => fits[at]);
    for (const combination of [...fitting, ...perhaps])
      for (const [key, value] of include) combination.set(key, value);
    if (fitting.length === 0) added.push(new Map(include));
    product.push(...perhaps);
    if (product.length + added.length > mostCombinations)
      return anyOf([...rows, ...includes.known.flatMap((one) => [...one])]);
  }

  const all: ValueMap[] = [...product, ...added];
  if (includes.unknown || matrix.has(rest))
    return [...all.map((combination) => new Map([...combination, ...anything])), anything];
  return all.length > 0 ? all : [new Map()];
}

/** Whether an include goes into a combination, none of whose rows it may change; undefined where only a run can tell. */
function fitOf(include: ValueMap, combination: ValueMap, names: ReadonlySet<string>): boolean | undefined {
  const pairs = [...include].flatMap(([key, value]) =>
    names.has(key) ? [[combination.get(key) ?? null, value] as const] : [],
  );
  if (pairs.every(([found, value]) => equalValues(found, value))) return true;
  const may = pairs.every(([found, value]) => isOpen(found) || isOpen(value) || equalValues(found, value));
  return may ? undefined : false;
}

/** Beyond the limit, every value of a row is possible on its own, and all else too. */
function anyOf(rows: readonly (readonly [string, Value])[]): readonly ValueMap[] {
  const values = rows.flatMap(([key, row]) =>
    (Array.isArray(row) ? (row as readonly Value[]) : [row]).map((value) => [key, value] as const),
  );
  return [anything, ...values.map(([key, value]) => new Map([...anything, [key, value]]))];
}

/**
 * Whether `exclude` takes a value out. On GitHub a map need only hold what is asked for. Gitea and Forgejo compare
 * deeply, and their parser tells numbers of different spelling apart, so a number there takes nothing out for certain.
 */
function matches(found: Value | undefined, wanted: Value, kind: ForgeKind): boolean {
  if (found === undefined) return false;
  if (kind !== "github") return typeof wanted === "string" && found === wanted;
  if (isMap(found) && isMap(wanted))
    return [...wanted].every(([key, value]) => matches(found.get(key), value, kind));
  return equalValues(found, wanted);
}

function maps(value: Value | undefined): { known: ValueMap[]; unknown: boolean } {
  if (value === undefined || value === null) return { known: [], unknown: false };
  const items: readonly Value[] = Array.isArray(value) ? value : [value];
  return { known: items.filter(isMap), unknown: items.some((item) => item instanceof Unknown) };
}
