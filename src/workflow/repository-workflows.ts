import { type OwnRepository, ownCall } from "./calls.ts";
import type { JoblessFile } from "./jobless-file.ts";
import {
  loadWorkflowParser,
  type UnjudgedFile,
  unreadFile,
  type Workflow,
  type WorkflowFile,
} from "./workflow.ts";

/** Gives the text of a file that a workflow calls; undefined if there is none. */
export type ReadCalledFile = (path: string) => Promise<string | UnjudgedFile | undefined>;

/** The workflows of a repository at one commit. */
export interface RepositoryWorkflows {
  readonly workflows: readonly Workflow[];
  /** Paths of those that events start; others are there since they are called. */
  readonly started: ReadonlySet<string>;
  /** The files that are there and may hold anything. */
  readonly unjudged: readonly UnjudgedFile[];
  /** The files that are there and certainly are no workflows. */
  readonly jobless: readonly JoblessFile[];
  /** Undefined where it is not known, so that no call names it in full. */
  readonly own: OwnRepository | undefined;
}

/** At most so many files are read because others call them. */
const mostCalledFiles = 1_000;

/**
 * Parses workflows, and all that they call of their own repository.
 *
 * @param files those that events start
 */
export async function parseWorkflows(
  files: readonly WorkflowFile[],
  own: OwnRepository | undefined,
  read: ReadCalledFile | undefined,
): Promise<RepositoryWorkflows> {
  const parse = await loadWorkflowParser();
  const workflows: Workflow[] = [];
  const jobless: JoblessFile[] = [];
  const unjudged: UnjudgedFile[] = [];
  const take = (file: WorkflowFile) => {
    const parsed = parse(file);
    if ("workflow" in parsed) workflows.push(parsed.workflow);
    else if ("jobless" in parsed) jobless.push(parsed.jobless);
    else unjudged.push(parsed.unjudged);
  };
  for (const file of files) take(file);
  const started = new Set(files.map(({ path }) => path));
  const known = new Set(started);
  // The list of workflows grows while it is gone through.
  for (const { jobs } of workflows)
    for (const { call } of jobs) {
      const path = call && ownCall(call.uses, own)?.path;
      if (path === undefined || known.has(path)) continue;
      if (known.size - started.size >= mostCalledFiles) {
        unjudged.push(unreadFile(path, `it is called after ${mostCalledFiles} others`));
        return { workflows, started, unjudged, jobless, own };
      }
      known.add(path);
      const called = await read?.(path);
      if (typeof called === "string") take({ path, text: called });
      else if (called !== undefined) unjudged.push(called);
    }
  return { workflows, started, unjudged, jobless, own };
}
