import { quoted } from "../base/text.ts";
import { loadYaml } from "../yaml/load-yaml.ts";
import { type Position, YamlError, type YamlTree } from "../yaml/tree.ts";
import {
  callInputsOf,
  dispatchInputsOf,
  eventsOf,
  type InputDeclaration,
  type WorkflowEvent,
} from "./events.ts";
import { type JoblessFile, joblessFileOf } from "./jobless-file.ts";
import { type Job, jobsOf } from "./jobs.ts";
import { nameOf } from "./parts.ts";

/** A file from where a forge looks for workflows, or that a workflow calls. */
export interface WorkflowFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A file that cannot be judged, so that it may hold anything. */
export interface UnjudgedFile extends Position {
  readonly path: string;
  /**
   * `syntax` for what is no YAML, `no-workflow` for YAML of another shape, which some forge may run all the same, `unread`
   * for a file that was not read.
   */
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
  /** The inputs that a person gives, by name; undefined where none is declared. */
  readonly dispatchInputs: ReadonlyMap<string, InputDeclaration> | undefined;
  readonly jobs: readonly Job[];
}

/** What a file is: a workflow, certainly none, or what cannot be told. */
export type ParsedFile =
  | { readonly workflow: Workflow }
  | { readonly jobless: JoblessFile }
  | { readonly unjudged: UnjudgedFile };

/** Larger files are not read, in characters; GitHub refuses them at half of that. */
export const mostCharacters = 1_048_576;

/** A file of which no part can be pointed at, since it was not read. */
export function unreadFile(path: string, message: string): UnjudgedFile {
  return { path, kind: "unread", message, line: 1, column: 1 };
}

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
    if (text.length > mostCharacters)
      return { unjudged: unreadFile(path, `it is longer than ${mostCharacters} characters`) };
    try {
      return parsedFile(path, text, parse(text));
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      return { unjudged: { path, kind: "syntax", message: error.message, ...error.position } };
    }
  };
}

function parsedFile(path: string, text: string, tree: YamlTree): ParsedFile {
  const { root, positionOf } = tree;
  const jobless = joblessFileOf(path, text, tree);
  if (jobless) return { jobless };
  const unlike = (message: string, offset: number): ParsedFile => ({
    unjudged: { path, kind: "no-workflow", message, ...positionOf(offset) },
  });
  if (root?.kind !== "map") return unlike("it is not a workflow, since it is not a map", root?.offset ?? 0);
  const jobs = root.entries.get("jobs");
  if (!jobs) return unlike('it is not a workflow, since it has no key "jobs"', root.offset);
  if (jobs.value.kind !== "map") return unlike('"jobs" is not a map of jobs', jobs.offset);
  for (const [id, { value, offset }] of jobs.value.entries)
    if (value.kind !== "map") return unlike(`the job ${quoted(id)} is not a map`, offset);
  const on = root.entries.get("on")?.value;
  return {
    workflow: {
      path,
      name: nameOf(root),
      events: eventsOf(on, positionOf),
      inputs: callInputsOf(on),
      dispatchInputs: dispatchInputsOf(on),
      jobs: jobsOf(jobs.value, positionOf),
    },
  };
}
