import { enumerated } from "../base/enumerated.ts";
import { UserError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { quoted } from "../base/text.ts";
import type { Run, RunJob } from "../workflow/runs.ts";
import type { LabelSet } from "../workflow/runs-on.ts";
import type { UnjudgedFile, Workflow } from "../workflow/workflow.ts";
import { fileName } from "./file-name.ts";
import { type Finding, findingAt } from "./finding.ts";
import type { Lane } from "./lane.ts";
import type { JobInRuns } from "./may-use.ts";

/** One line of the input `ship-jobs`: file name and job, either of which may be a glob. */
export interface ShipJob {
  readonly workflow: string;
  readonly job: string;
  readonly text: string;
}

/**
 * Reads the input `ship-jobs`: lines such as `release.yml:deploy` or `release*.yml:deploy-*`.
 *
 * @throws {UserError} for a line of another form
 */
export function parseShipJobs(input: string): ShipJob[] {
  return input.split(/\r?\n/).flatMap((line) => {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return [];
    const [, workflow, job] = /^([^:/\\]+):([^:/\\\s]+)$/.exec(text) ?? [];
    if (workflow === undefined || job === undefined)
      throw new UserError(
        `${quoted(text)} is not a ship job; expected the file name of a workflow, without folders, and a job, such as release.yml:deploy or release*.yml:deploy-*`,
      );
    return [{ workflow, job, text }];
  });
}

/**
 * The jobs that ship-jobs name. Lines that name a file with a problem are left to that problem.
 *
 * @throws {UserError} for a line that names no job, with names that are near
 */
export async function selectShipJobs(
  shipJobs: readonly ShipJob[],
  jobs: readonly JobInRuns[],
  problems: readonly UnjudgedFile[],
): Promise<JobInRuns[]> {
  if (shipJobs.length === 0) return [];
  const { default: picomatch } = await import("picomatch");
  const matcher = (pattern: string) => picomatch(pattern, { dot: true });
  const selected = new Set<JobInRuns>();
  for (const ship of shipJobs) {
    const [isWorkflow, isJob] = [matcher(ship.workflow), matcher(ship.job)];
    const found = jobs.filter(({ workflow, job }) => isWorkflow(fileName(workflow.path)) && isJob(job.id));
    for (const one of found) selected.add(one);
    if (found.length === 0 && !problems.some(({ path }) => isWorkflow(fileName(path))))
      throw new UserError(noneFound(ship, jobs));
  }
  return jobs.filter((one) => selected.has(one));
}

function noneFound({ text }: ShipJob, jobs: readonly JobInRuns[]): string {
  const what = `input "ship-jobs": there is no job ${quoted(text)}`;
  if (jobs.length === 0)
    return `${what}, since no workflow was found; expected a job of the workflows that are checked`;
  const names = [...new Set(jobs.map(({ workflow, job }) => `${fileName(workflow.path)}:${job.id}`))];
  const near = nearest(text, names, 3).map((name) => quoted(name));
  return `${what}; the nearest ${near.length === 1 ? "is" : "are"} ${enumerated(near)}`;
}

/** Who must use the lane: every instance of a ship job, and of all jobs that it calls. */
export function mustUse(selected: readonly JobInRuns[], lane: Lane): Finding[] {
  return selected.flatMap(({ workflow, job, runs }) => {
    const at = (severity: Finding["severity"], message: string) => [
      findingAt(workflow, job, { rule: "must-use", severity, message }),
    ];
    const places = runs.flatMap((run) => placesOf(workflow, run.job));
    const labels = enumerated(lane.labels.map((one) => quoted(one)));
    const off = places.find(({ set }) => isOff(set, lane));
    if (off) {
      const called =
        off.job.job === job
          ? ""
          : `, as the job ${quoted(off.job.job.id)} of ${quoted(off.workflow.path)} that it calls does not`;
      const matrix =
        off.job === runs[0]?.job && places.some(({ set }) => set && lane.askedBy(set).length > 0);
      return at(
        "violation",
        `make the job ${quoted(job.id)}${matrix ? " run on the lane with every value of its matrix and inputs" : " run on the lane"}: it is a ship job, so it has to ask for ${labels}${called}`,
      );
    }
    const unknown = places.some(({ set }) => set === undefined || lane.askedBy(set).length === 0);
    return unknown || places.length === 0
      ? at(
          "warning",
          `write out where the job ${quoted(job.id)} runs: it is a ship job, and only a run can tell whether it asks for ${labels}`,
        )
      : [];
  });
}

/** Whether an instance is certain not to run on the lane. */
function isOff(set: LabelSet | undefined, lane: Lane): boolean {
  return (
    set !== undefined && lane.askedBy(set).length === 0 && !set.unresolved.some((one) => lane.mayBe(one))
  );
}

/** Where a part of a job's work is done. */
interface WorkPlace {
  readonly workflow: Workflow;
  readonly job: RunJob;
  /** What one instance asks for; undefined for a workflow that cannot be seen. */
  readonly set: LabelSet | undefined;
}

/** Where a job's work is done: on what it asks for itself, or else where the jobs it calls are. */
function placesOf(workflow: Workflow, job: RunJob): WorkPlace[] {
  const places: WorkPlace[] = [];
  const seen = new Set<Run>();
  const pending = [{ workflow, job }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { workflow: at, job: one } = next;
    if (one.runsOn) places.push(...one.runsOn.sets.map((set) => ({ workflow: at, job: one, set })));
    else if (one.unseen) places.push({ workflow: at, job: one, set: undefined });
    else
      for (const run of one.calls) {
        if (seen.has(run)) continue;
        seen.add(run);
        pending.push(...run.jobs.map((called) => ({ workflow: run.workflow, job: called })));
      }
  }
  return places;
}
