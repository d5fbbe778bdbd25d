import { enumerated } from "../base/enumerated.ts";
import { quoted } from "../base/text.ts";
import type { ForgeKind } from "../forge/forge.ts";
import type { Job } from "../workflow/jobs.ts";
import type { ReachingEvent, Run, RunJob } from "../workflow/runs.ts";
import type { OpenPart, RunsOn } from "../workflow/runs-on.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { Position } from "../yaml/tree.ts";
import { type Finding, findingAt } from "./finding.ts";
import type { Asked, Lane } from "./lane.ts";

/** The instances of one job, in all runs of its workflow. */
export interface JobInRuns {
  readonly workflow: Workflow;
  readonly job: Job;
  readonly runs: readonly { readonly events: readonly ReachingEvent[]; readonly job: RunJob }[];
}

/** Gathers what all runs of a workflow make of each of its jobs. */
export function jobsOf(runs: readonly Run[]): JobInRuns[] {
  const jobs = new Map<
    Job,
    { workflow: Workflow; job: Job; runs: { events: Run["events"]; job: RunJob }[] }
  >();
  for (const { workflow, events, jobs: ran } of runs)
    for (const one of ran) {
      const known = jobs.get(one.job) ?? { workflow, job: one.job, runs: [] };
      jobs.set(one.job, known);
      known.runs.push({ events, job: one });
    }
  return [...jobs.values()];
}

export interface MayUse {
  readonly kind: ForgeKind;
  readonly lane: Lane;
  readonly trustedEvents: ReadonlySet<string>;
  /**
   * Whether the server hands out the jobs of a called workflow one by one, as Gitea does from 1.27 on; before that
   * the whole call takes the runner that the calling job asks for. Undefined when the version is not known.
   */
  readonly expandsCalls?: boolean | undefined;
}

/** Who may use the lane: no job that an untrusted event reaches. */
export function mayUse(jobs: readonly JobInRuns[], rule: MayUse): Finding[] {
  return jobs.flatMap((job) => [...askingFor(job, rule), ...calling(job, rule)]);
}

/** What a job asks for where some events start it. */
export interface Asking extends Asked {
  readonly runsOn: RunsOn;
  /** Empty where nothing in the repository starts the job. */
  readonly events: readonly ReachingEvent[];
  /** Those of them that its `if`, or that of a job that calls, keeps away for certain. */
  readonly barred: readonly ReachingEvent[];
}

/** What a job asks for in its runs, by the events that start them. */
export function askingsOf({ runs }: JobInRuns, lane: Lane): Asking[] {
  return runs.flatMap(({ events, job }) => {
    const byRunsOn = new Map<RunsOn | undefined, ReachingEvent[]>(
      events.length > 0 ? [] : [[job.runsOn, []]],
    );
    for (const event of events) {
      const runsOn = job.runsOnAt(event);
      const others = byRunsOn.get(runsOn);
      if (others) others.push(event);
      else byRunsOn.set(runsOn, [event]);
    }
    return [...byRunsOn].flatMap(([runsOn, some]) => {
      if (runsOn === undefined) return [];
      const barred = some.filter((event) => event.isBarred || !job.mayRunAt(event));
      return [{ ...lane.asked(runsOn), runsOn, events: some, barred }];
    });
  });
}

function askingFor(one: JobInRuns, { kind, lane, trustedEvents }: MayUse): Finding[] {
  const { workflow, job } = one;
  const at = (severity: Finding["severity"], message: string) =>
    findingAt(workflow, job, { rule: "may-use", severity, message });
  const isUntrusted = ({ name }: ReachingEvent) => !trustedEvents.has(name);
  const asking = askingsOf(one, lane).map((some) => ({
    ...some,
    untrusted: some.events.filter((event) => isUntrusted(event) && !some.barred.includes(event)),
  }));
  const findings: Finding[] = [];

  if (asking.some(({ nothing }) => nothing))
    findings.push(at(kind === "gitea" ? "violation" : "warning", emptyMessage(job, kind, lane)));

  if (kind === "gitea" && job.isRunsOnAlias) findings.push(at("warning", aliasMessage(job, lane)));

  const using = asking.filter(({ using: sets }) => sets.length > 0);
  const untrusted = distinct(using.flatMap((one) => one.untrusted));
  if (untrusted.length > 0) {
    const reached = using.filter((some) => some.untrusted.length > 0);
    const labels = [...new Set(reached.flatMap((some) => some.labels))].map((label) =>
      labelWithSource(label, reached),
    );
    findings.push(
      at(
        "violation",
        `remove ${enumerated(labels)} from the runs-on of the job ${quoted(job.id)}, or keep untrusted events away from it: ${enumerated(untrusted.map(shown))} can start it`,
      ),
    );
  }
  const barred = distinct(using.flatMap((some) => some.barred.filter(isUntrusted)));
  if (untrusted.length === 0 && barred.length > 0)
    findings.push(
      at(
        "notice",
        `keep the condition that keeps ${enumerated(barred.map(shown))} away from the job ${quoted(job.id)}, which asks for ${enumerated(lane.labels.map((label) => quoted(label)))}: nothing else does`,
      ),
    );

  const open = openIn(asking, lane);
  if (open !== undefined)
    findings.push(
      at(
        "warning",
        `write out the runs-on of the job ${quoted(job.id)}, since only a run can tell what ${quoted(open.text)} is and whether it is the lane; literal values are understood, also those of a matrix and of inputs${dependence(open)}`,
      ),
    );
  return findings;
}

/** A label with the expression that may come to it. */
function labelWithSource(label: string, using: readonly Asking[]): string {
  const source = using.map(({ runsOn }) => runsOn.sources.get(label)).find((text) => text !== undefined);
  return source === undefined ? quoted(label) : `${quoted(label)}, a value of ${quoted(source.trim())},`;
}

/** The expressions of which the reserved labels are values that some instances of a job ask for. */
export const sourcesOf = ({ labels, runsOn }: Asking): string[] =>
  labels.flatMap((label) => runsOn.sources.get(label)?.trim() ?? []);

/**
 * What may be the lane and only a run can tell; what an untrusted event must not use is told of already. What nothing in
 * the repository starts may be started in any way.
 */
function openIn(
  asking: readonly (Asking & { readonly untrusted: readonly ReachingEvent[] })[],
  lane: Lane,
): OpenPart | undefined {
  const [set] = asking
    .filter(({ events, barred }) => events.length === 0 || events.length > barred.length)
    .flatMap((one) => (one.untrusted.length > 0 ? one.openElsewhere : one.open) ?? []);
  return set?.unresolved.find((part) => lane.mayBe(part));
}

/** What something depends on, where that is not what is written. */
function dependence({ text, from }: OpenPart): string {
  return from.length === 0 || from.every((one) => text.trim() === `\${{ ${one} }}` || one === text)
    ? ""
    : `; it depends on ${enumerated(from.map((one) => quoted(one)))}`;
}

/** A job that could ask for anything, the lane included. */
export interface UnresolvedJob extends Position {
  /** Path of the workflow. */
  readonly workflow: string;
  readonly job: string;
  /** As it is written. */
  readonly text: string;
  /** What that depends on, such as `vars.LANE`. */
  readonly dependsOn: readonly string[];
}

/** The jobs of which only a run can tell whether they ask for the lane. */
export function unresolvedJobs(
  jobs: readonly JobInRuns[],
  { lane, trustedEvents }: Pick<MayUse, "lane" | "trustedEvents">,
): UnresolvedJob[] {
  return jobs.flatMap((one) => {
    const asking = askingsOf(one, lane).map((some) => ({
      ...some,
      untrusted: some.events.filter(
        (event) => !trustedEvents.has(event.name) && !some.barred.includes(event),
      ),
    }));
    const open = openIn(asking, lane);
    if (open === undefined) return [];
    return [
      {
        workflow: one.workflow.path,
        job: one.job.id,
        ...one.job.position,
        text: open.text,
        dependsOn: open.from,
      },
    ];
  });
}

/** The model of workflows in Gitea's runner (1.0.8) has no labels for an alias (`nodeAsStringSlice`). */
function aliasMessage({ id }: Job, { labels }: Lane): string {
  return `write out the runs-on of the job ${quoted(id)} instead of the alias: some versions of Gitea read an alias as no label, and then every runner may take the job, also those with ${enumerated(labels.map((one) => quoted(one)))}`;
}

function emptyMessage({ id }: Job, kind: ForgeKind, { labels }: Lane): string {
  const what = `give the job ${quoted(id)} a runs-on, since without a label`;
  if (kind === "gitea")
    return `${what} every runner may take it, also those with ${enumerated(labels.map((one) => quoted(one)))}`;
  return kind === "forgejo"
    ? `${what} no runner takes it, and it waits forever`
    : `${what} GitHub refuses the workflow`;
}

function calling(
  { workflow, job, runs }: JobInRuns,
  { kind, trustedEvents, expandsCalls }: MayUse,
): Finding[] {
  const { call } = job;
  if (!call) return [];
  const untrustedOf = (some: JobInRuns["runs"]) =>
    distinct(some.flatMap(({ events }) => events.filter(({ name }) => !trustedEvents.has(name))));
  const findings: Finding[] = [];
  const bare = runs.filter((run) => run.job.runsOn === undefined).flatMap(takingRunner);
  if (kind === "gitea" && expandsCalls !== true && bare.length > 0)
    findings.push(bareCall(workflow, job, untrustedOf(bare), expandsCalls));
  const untrusted = untrustedOf(runs.filter((run) => run.job.unseen === "elsewhere"));
  if (untrusted.length > 0)
    findings.push(
      findingAt(
        workflow,
        { id: job.id, position: call.position },
        {
          rule: "calls",
          severity: "notice",
          message: `check yourself whether ${quoted(call.uses)}, which the job ${quoted(job.id)} calls, uses the lane: it cannot be followed, and ${enumerated(untrusted.map(shown))} can start it`,
        },
      ),
    );
  return findings;
}

/**
 * A run with the events for which a call in it takes a runner, where the whole call takes one: one in a workflow that is
 * called itself is on the runner of the outermost call. What nothing starts may be started in any way.
 */
function takingRunner(run: JobInRuns["runs"][number]): JobInRuns["runs"] {
  const events = run.events.filter(({ chain }) => chain.length === 0);
  return events.length === 0 && run.events.length > 0 ? [] : [{ ...run, events }];
}

/**
 * A call without a runs-on where the whole call takes a runner. Where no untrusted event starts it, the lane is merely busy
 * with it; and where the version is not known, the call may take none.
 */
function bareCall(
  workflow: Workflow,
  job: Job,
  untrusted: readonly ReachingEvent[],
  expandsCalls: false | undefined,
): Finding {
  const advice = `give the job ${quoted(job.id)} a runs-on, since before Gitea 1.27 any runner, also one of the lane, takes a call without it`;
  return findingAt(workflow, job, {
    rule: "may-use",
    severity: untrusted.length > 0 && expandsCalls === false ? "violation" : "warning",
    message:
      untrusted.length > 0 ? `${advice}, and ${enumerated(untrusted.map(shown))} can start it` : advice,
  });
}

/** Each event once, by the shortest of its ways, of which one that is open comes before one that is not. */
export function distinct(events: readonly ReachingEvent[]): ReachingEvent[] {
  const shortest = new Map<string, ReachingEvent>();
  for (const event of events) {
    const known = shortest.get(event.name);
    if (!known || isNearer(event, known)) shortest.set(event.name, event);
  }
  return [...shortest.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

const isNearer = (one: ReachingEvent, other: ReachingEvent): boolean =>
  one.isBarred === other.isBarred ? one.chain.length < other.chain.length : other.isBarred;

function shown({ name, chain }: ReachingEvent): string {
  const event = /^\w{1,50}$/.test(name) ? name : quoted(name);
  if (chain.length === 0) return event;
  const sites = chain.map(({ workflow, job }) => `${workflow.slice(workflow.lastIndexOf("/") + 1)}:${job}`);
  const way = sites.length > 4 ? [...sites.slice(0, 2), "…", ...sites.slice(-1)] : sites;
  return `${event} (by way of ${way.map((site) => site.replace(/[^\x20-\x7e…]/g, "?")).join(" → ")})`;
}
