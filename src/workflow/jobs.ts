import type { Position, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlTree } from "../yaml/tree.ts";
import { hasExpression, scalar } from "./values/value.ts";

/** One job as it is written; `position` is that of its `runs-on`, or of the job where that is missing. */
export interface Job {
  readonly id: string;
  readonly position: Position;
  /** What stands at `runs-on`; undefined where the key is missing. */
  readonly runsOn: YamlNode | undefined;
  /** Whether that, or what stands at its `labels`, is written as an alias. */
  readonly isRunsOnAlias: boolean;
  /** What stands at `if`. */
  readonly condition: YamlNode | undefined;
  /** What stands at `strategy.matrix`. */
  readonly matrix: YamlNode | undefined;
  /** For a job that calls a workflow instead of having steps. */
  readonly call: Call | undefined;
}

/** A job's call of a workflow. */
export interface Call {
  /** What stands at `uses`. */
  readonly uses: string;
  readonly position: Position;
  /** What stands at `with`. */
  readonly with: ReadonlyMap<string, YamlNode>;
  /** Whether a run may add to that: it, or one of its keys, is an expression. */
  readonly isWithOpen: boolean;
}

/** The jobs at `jobs`, of which each that is a map counts. */
export function jobsOf(jobs: YamlMap, positionOf: YamlTree["positionOf"]): readonly Job[] {
  return [...jobs.entries].flatMap(([id, { value, offset }]) =>
    value.kind === "map" ? [jobOf(id, value, offset, positionOf)] : [],
  );
}

function jobOf(id: string, job: YamlMap, offset: number, positionOf: YamlTree["positionOf"]): Job {
  const runsOn = job.entries.get("runs-on");
  const strategy = job.entries.get("strategy")?.value;
  return {
    id,
    position: positionOf(runsOn?.offset ?? offset),
    runsOn: runsOn?.value,
    isRunsOnAlias: runsOn !== undefined && (runsOn.isAlias || isLabelsAlias(runsOn.value)),
    condition: job.entries.get("if")?.value,
    // A strategy that is all one expression has a matrix that only a run can tell, as the text has.
    matrix: strategy?.kind === "map" ? matrixOf(strategy) : strategy,
    call: callOf(job.entries.get("uses"), job.entries.get("with")?.value, positionOf),
  };
}

const isLabelsAlias = (runsOn: YamlNode): boolean =>
  runsOn.kind === "map" && runsOn.entries.get("labels")?.isAlias === true;

function matrixOf(strategy: YamlMap): YamlNode | undefined {
  // A key of an expression may stand for `matrix`, too.
  const isOpen = [...strategy.entries.keys()].some(hasExpression);
  return strategy.entries.get("matrix")?.value ?? (isOpen ? strategy : undefined);
}

function callOf(
  uses: YamlEntry | undefined,
  given: YamlNode | undefined,
  positionOf: YamlTree["positionOf"],
): Call | undefined {
  // An empty one is none: the job is then one with steps of its own, or without any.
  if (uses?.value.kind !== "scalar" || isBlank(uses.value)) return undefined;
  const entries = given?.kind === "map" ? [...given.entries] : [];
  return {
    uses: uses.value.text.trim(),
    position: positionOf(uses.offset),
    with: new Map(entries.map(([name, { value }]) => [name, value])),
    isWithOpen: entries.some(([name]) => hasExpression(name)) || isExpression(given),
  };
}

const isExpression = (node: YamlNode | undefined): boolean =>
  node?.kind === "scalar" && hasExpression(node.text);

const isBlank = (node: YamlScalar): boolean => scalar(node) === null || node.text.trim() === "";
