import { enumerated } from "../../base/enumerated.ts";
import { UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { quoted } from "../../base/text.ts";
import type { Job } from "../../workflow/jobs.ts";
import { type LabelSet, type RunsOn, resolvedRunsOn } from "../../workflow/runs-on.ts";
import type { UnjudgedFile, Workflow } from "../../workflow/workflow.ts";
import { fileName } from "../file-name.ts";
import type { Lane } from "../lane.ts";
import type { ResolvedJob } from "./lines.ts";

/** What lines of the input make of jobs. */
export class Resolver {
  readonly #lane: Lane;
  readonly #lines = new Map<Job, ResolvedJob>();
  /** By the line and what is asked for; the same object for the same, as many runs share it. */
  readonly #settled = new Map<ResolvedJob, Map<RunsOn, RunsOn>>();
  readonly #fitting = new Map<ResolvedJob, Set<readonly string[]>>();
  /** The first of what only a run can tell, for the lines' jobs that have any. */
  readonly #open = new Map<ResolvedJob, string>();

  /**
   * @param problems files that could not be judged, which may have the jobs that are not found
   * @throws {UserError} for a line that names no job, with names that are near
   */
  constructor(
    lines: readonly ResolvedJob[],
    workflows: readonly Workflow[],
    problems: readonly UnjudgedFile[],
    lane: Lane,
  ) {
    this.#lane = lane;
    for (const line of lines) {
      const files = workflows.filter(({ path }) => fileName(path) === line.workflow);
      const jobs = files.flatMap((workflow) => workflow.jobs.filter(({ id }) => id === line.job));
      if (jobs.length === 0 && !problems.some(({ path }) => fileName(path) === line.workflow))
        throw unfit(line, noneFound(line, workflows));
      for (const job of jobs) this.#lines.set(job, line);
    }
  }

  /** What a job asks for, as its line says. */
  settle(job: Job, runsOn: RunsOn): RunsOn {
    const line = this.#lines.get(job);
    if (line === undefined) return runsOn;
    const known = this.#settled.get(line) ?? new Map<RunsOn, RunsOn>();
    this.#settled.set(line, known);
    const settled = known.get(runsOn) ?? this.#settledBy(line, runsOn);
    known.set(runsOn, settled);
    return settled;
  }

  #settledBy(line: ResolvedJob, runsOn: RunsOn): RunsOn {
    const fitting = this.#fitting.get(line) ?? new Set<readonly string[]>();
    this.#fitting.set(line, fitting);
    return resolvedRunsOn(runsOn, (set) => {
      const open = set.unresolved.find((one) => this.#lane.mayBe(one));
      if (open === undefined) return undefined;
      this.#open.set(line, open.text);
      const choices = line.choices.filter((choice) => this.#fits(choice, set));
      for (const choice of choices) fitting.add(choice);
      return choices.length > 0 ? choices : undefined;
    });
  }

  #fits(choice: readonly string[], { unresolved }: LabelSet): boolean {
    return choice.every((label) => unresolved.some((one) => this.#lane.mayBe(one, label)));
  }

  /**
   * Refuses the lines that no longer fit what the workflows say.
   *
   * @throws {UserError}
   */
  requireFit(): void {
    for (const line of new Set(this.#lines.values())) {
      const open = this.#open.get(line);
      if (open === undefined)
        throw unfit(line, "the job asks for nothing that could be the lane and that only a run can tell");
      const wrong = line.choices.find((choice) => !this.#fitting.get(line)?.has(choice));
      if (wrong)
        throw unfit(line, `${quoted(wrong.join(" + "))} is nothing that ${quoted(open)} can come to`);
    }
  }
}

const unfit = ({ text }: ResolvedJob, why: string) =>
  new UserError(
    `input "resolved": ${quoted(text)} does not fit any more: ${why}; correct the line, or take it out`,
  );

function noneFound({ workflow, job }: ResolvedJob, workflows: readonly Workflow[]): string {
  const names = workflows.flatMap(({ path, jobs }) => jobs.map(({ id }) => `${fileName(path)}:${id}`));
  const near = nearest(`${workflow}:${job}`, [...new Set(names)], 3).map((name) => quoted(name));
  if (near.length === 0) return "there is no such job";
  return `there is no such job, and the nearest ${near.length === 1 ? "is" : "are"} ${enumerated(near)}`;
}
