import { loadYaml } from "../yaml/load-yaml.ts";
import { type Position, YamlError, type YamlMap, type YamlNode } from "../yaml/tree.ts";
import { scalar } from "./value.ts";

/** A file from where a forge looks for workflows, or that a workflow calls. */
export interface WorkflowFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A file that cannot be judged. */
export interface Problem extends Position {
  readonly path: string;
  /** `syntax` for what is no YAML, `no-workflow` for YAML of another shape, `unread` for a file that was not read. */
  readonly kind: "syntax" | "no-workflow" | "unread";
  readonly message: string;
}

/** A workflow, as far as it matters which runners its jobs ask for. */
export interface Workflow {
  readonly path: string;
  readonly name: string | undefined;
  readonly events: readonly WorkflowEvent[];
  /** The inputs that callers give, by name; undefined where `on` has no `workflow_call`. */
  readonly inputs: ReadonlyMap<string, InputDeclaration> | undefined;
  readonly jobs: readonly Job[];
}

export interface WorkflowEvent extends Position {
  readonly name: string;
}

export interface InputDeclaration {
  readonly type: string;
  readonly default: YamlNode | undefined;
}

/** One job as it is written; `position` is that of its `runs-on`, or of the job where that is missing. */
export interface Job {
  readonly id: string;
  readonly position: Position;
  /** What stands at `runs-on`; undefined where the key is missing. */
  readonly runsOn: YamlNode | undefined;
  /** What stands at `strategy.matrix`. */
  readonly matrix: YamlNode | undefined;
  /** For a job that calls a workflow instead of having steps. */
  readonly call: Call | undefined;
}

export interface Call {
  /** What stands at `uses`. */
  readonly uses: string;
  readonly position: Position;
  /** What stands at `with`. */
  readonly with: ReadonlyMap<string, YamlNode>;
}

export type ParsedFile = { readonly workflow: Workflow } | { readonly problem: Problem };

/** Larger files are not read, in characters; GitHub refuses them at half of that. */
export const mostCharacters = 1_048_576;

/**
 * Loads the parser of workflow files.
 *
 * It takes what any of the forges takes, anchors and merge keys included. Positions are where a person wrote the key,
 * which for a job that is an alias is in the job it names.
 */
export async function loadWorkflowParser(): Promise<(file: WorkflowFile) => ParsedFile> {
  // Most of a workflow is in the steps of its jobs: root, jobs, job.
  const parse = await loadYaml({ skips: (depth, key) => depth === 3 && key === "steps" });
  return ({ path, text }) => {
    const problem = (kind: Problem["kind"], message: string, position: Position): ParsedFile => ({
      problem: { path, kind, message, line: position.line, column: position.column },
    });
    if (text.length > mostCharacters)
      return problem("unread", `it is longer than ${mostCharacters} characters`, { line: 1, column: 1 });
    try {
      const { root, positionOf } = parse(text);
      const refuse = (message: string, offset: number) => problem("no-workflow", message, positionOf(offset));
      if (root?.kind !== "map") return refuse("it is no workflow, since it is no map", root?.offset ?? 0);
      const jobs = root.entries.get("jobs");
      if (!jobs) return refuse('it is no workflow, since it has no key "jobs"', root.offset);
      if (jobs.value.kind !== "map") return refuse('"jobs" is no map of jobs', jobs.offset);
      for (const [id, { value, offset }] of jobs.value.entries)
        if (value.kind !== "map") return refuse(`the job ${JSON.stringify(id)} is no map`, offset);
      const on = root.entries.get("on")?.value;
      return {
        workflow: {
          path,
          name: textAt(root, "name"),
          events: eventsOf(on, positionOf),
          inputs: inputsOf(on),
          jobs: jobsOf(jobs.value, positionOf),
        },
      };
    } catch (error) {
      if (error instanceof YamlError) return problem("syntax", error.message, error.position);
      throw error;
    }
  };
}

type PositionOf = (offset: number) => Position;

function textAt(map: YamlMap, key: string): string | undefined {
  const value = map.entries.get(key)?.value;
  return value?.kind === "scalar" ? value.text : undefined;
}

function mapAt(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const value = map?.entries.get(key)?.value;
  return value?.kind === "map" ? value : undefined;
}

function eventsOf(on: YamlNode | undefined, positionOf: PositionOf): WorkflowEvent[] {
  if (!on) return [];
  if (on.kind === "scalar")
    return scalar(on) === null || on.text === "" ? [] : [{ name: on.text, ...positionOf(on.offset) }];
  // A list in a list is no list of events, and could be made very long by aliases.
  if (on.kind === "list")
    return on.items.flatMap((item) => (item.kind === "scalar" ? eventsOf(item, positionOf) : []));
  return [...on.entries].map(([name, { offset }]) => ({ name, ...positionOf(offset) }));
}

function inputsOf(on: YamlNode | undefined): Workflow["inputs"] {
  const call = eventsOf(on, () => ({ line: 1, column: 1 })).some(({ name }) => name === "workflow_call");
  if (!call) return undefined;
  const inputs = on?.kind === "map" ? mapAt(mapAt(on, "workflow_call"), "inputs") : undefined;
  return new Map(
    [...(inputs?.entries ?? [])].map(([name, { value }]) => {
      const declared = value.kind === "map" ? value : undefined;
      const type = (declared && textAt(declared, "type")) ?? "string";
      return [name, { type, default: declared?.entries.get("default")?.value }];
    }),
  );
}

function jobsOf(jobs: YamlMap, positionOf: PositionOf): Job[] {
  return [...jobs.entries].flatMap(([id, { value, offset }]) => {
    if (value.kind !== "map") return [];
    const runsOn = value.entries.get("runs-on");
    const strategy = value.entries.get("strategy")?.value;
    const uses = value.entries.get("uses");
    return [
      {
        id,
        position: positionOf(runsOn?.offset ?? offset),
        runsOn: runsOn?.value,
        // A strategy that is all one expression has a matrix that only a run can tell, as the text has.
        matrix: strategy?.kind === "map" ? strategy.entries.get("matrix")?.value : strategy,
        call:
          uses?.value.kind === "scalar"
            ? {
                uses: uses.value.text.trim(),
                position: positionOf(uses.offset),
                with: new Map(
                  [...(mapAt(value, "with")?.entries ?? [])].map(([name, input]) => [name, input.value]),
                ),
              }
            : undefined,
      },
    ];
  });
}
