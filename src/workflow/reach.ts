import { quoted } from "../base/text.ts";
import type { ForgeKind } from "../forge/forge.ts";
import {
  anyInputs,
  inputsOfCall,
  inputsUncalled,
  keyOf,
  type RunsOn,
  runsOnOf,
} from "../workflow/runs-on.ts";
import type { ValueMap } from "../workflow/value.ts";
import type { Job, Workflow } from "../workflow/workflow.ts";
import { type Finding, findingAt } from "./finding.ts";

/** A workflow that some event starts, or that a job calls with some inputs. */
export interface Run {
  readonly workflow: Workflow;
  readonly inputs: ValueMap;
  /** Empty for what nothing in the repository starts. */
  readonly events: readonly ReachingEvent[];
  readonly jobs: readonly RunJob[];
}

export interface ReachingEvent {
  readonly name: string;
  /** The jobs that call, from the one whose workflow the event starts to the one that calls this run. */
  readonly chain: readonly CallSite[];
}

export interface CallSite {
  /** Path of the workflow. */
  readonly workflow: string;
  readonly job: string;
}

export interface RunJob {
  readonly job: Job;
  /** Undefined for a job that only calls a workflow, and so takes no runner itself. */
  readonly runsOn: RunsOn | undefined;
  /** The runs that it calls. */
  readonly calls: readonly Run[];
  /** Whether it calls a workflow that is not among those given. */
  readonly unseen: boolean;
}

/** The workflows of a repository at one commit. */
export interface Repository {
  readonly workflows: readonly Workflow[];
  /** Paths of those that events start; others are there since they are called. */
  readonly started: ReadonlySet<string>;
  /** Paths of the files that are there and cannot be read as workflows. */
  readonly unreadable: ReadonlySet<string>;
}

/** A workflow is judged with so many different inputs, and then with any. */
const mostInputs = 300;

/**
 * GitHub connects at most ten levels of workflows, and Gitea 1.27 allows nine calls below the first
 * (`MaxReusableCallLevels`). Deeper ones are followed all the same.
 *
 * @see https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#nesting-reusable-workflows
 */
const mostLevels = 10;

interface Node {
  readonly workflow: Workflow;
  readonly inputs: ValueMap;
  /** By name, with how each event came here; undefined for the workflow that it starts. */
  readonly reached: Map<string, { readonly from: Node; readonly job: Job } | undefined>;
  jobs: { readonly job: Job; readonly runsOn: RunsOn | undefined; calls: Node[]; unseen: boolean }[];
  readonly events: ReachingEvent[];
}

/**
 * Follows every event through the calls of local workflows. Takes time in proportion to the calls and the different
 * inputs, whatever circles and branches they form.
 */
export function reach(
  { workflows, started, unreadable }: Repository,
  kind: ForgeKind,
): { readonly runs: readonly Run[]; readonly findings: readonly Finding[] } {
  const byPath = new Map(workflows.map((workflow) => [workflow.path, workflow]));
  const findings: Finding[] = [];
  const nodes = new Map<string, Map<string, Node>>();

  const nodeOf = (workflow: Workflow, inputs: ValueMap): Node => {
    const known = nodes.get(workflow.path) ?? new Map<string, Node>();
    nodes.set(workflow.path, known);
    const key = keyOf(inputs);
    const found = known.get(key);
    if (found) return found;
    if (known.size >= mostInputs && inputs !== anyInputs) return nodeOf(workflow, anyInputs);
    const node: Node = { workflow, inputs, reached: new Map(), jobs: [], events: [] };
    known.set(key, node);
    node.jobs = workflow.jobs.map((job) => ({
      job,
      runsOn: ownRunsOn(job, inputs, kind),
      calls: [],
      unseen: false,
    }));
    pending.push(node);
    return node;
  };
  const pending: Node[] = [];
  const connect = () => {
    for (let node = pending.pop(); node; node = pending.pop())
      for (const one of node.jobs) {
        const { call } = one.job;
        if (!call || !followed(one.runsOn, kind)) continue;
        const path = localPath(call.uses);
        const target = path === undefined ? undefined : byPath.get(path);
        if (target)
          one.calls = [
            ...new Set(
              inputsOfCall(one.job, target.inputs ?? new Map(), node.inputs, kind).map((inputs) =>
                nodeOf(target, inputs),
              ),
            ),
          ];
        else one.unseen = true;
      }
  };

  const deep = new Set<Job>();
  const spread = (event: string, roots: readonly Node[]) => {
    let level = roots.filter((root) => !root.reached.has(event));
    for (const root of level) root.reached.set(event, undefined);
    for (let depth = 1; level.length > 0; depth++) {
      const next: Node[] = [];
      for (const from of level)
        for (const { job, calls } of from.jobs)
          for (const target of calls) {
            if (target.reached.has(event)) continue;
            target.reached.set(event, { from, job });
            next.push(target);
            if (depth < mostLevels || deep.has(job) || inCircle(target, event)) continue;
            deep.add(job);
            findings.push(
              atCall(
                from.workflow,
                job,
                "warning",
                `calls more than ${mostLevels} levels deep, which GitHub and Gitea refuse; call ${quoted(job.call?.uses ?? "")} from further up`,
              ),
            );
          }
      level = next;
    }
  };

  const events = new Map<string, Node[]>();
  for (const workflow of workflows) {
    if (!started.has(workflow.path)) continue;
    for (const { name } of workflow.events) {
      if (name === "workflow_call") continue;
      const node = nodeOf(workflow, name === "workflow_dispatch" ? anyInputs : noInputs);
      events.set(name, [...(events.get(name) ?? []), node]);
    }
  }
  connect();
  for (const [event, roots] of [...events].sort(([one], [other]) => (one < other ? -1 : 1)))
    spread(event, roots);

  // What nothing starts is judged too, first what nothing calls and then what only calls itself.
  const called = new Set(
    workflows.flatMap(({ jobs }) => jobs.map(({ call }) => call && localPath(call.uses))),
  );
  for (const onlyUncalled of [true, false])
    for (const workflow of workflows)
      if (!nodes.has(workflow.path) && !(onlyUncalled && called.has(workflow.path))) {
        nodeOf(workflow, workflow.inputs ? inputsUncalled(workflow.inputs) : noInputs);
        connect();
      }

  findings.push(...missingCalls(workflows, byPath, unreadable), ...circles(workflows, byPath));
  const all = [...nodes.values()].flatMap((known) => [...known.values()]);
  for (const node of all)
    for (const name of [...node.reached.keys()].sort())
      node.events.push({ name, chain: chainOf(node, name) });
  return { runs: all, findings };
}

const noInputs: ValueMap = new Map();

/**
 * The path that a call names in its own repository, from the root; undefined for a call into another repository, and
 * for one that only a run can tell.
 */
export function localPath(uses: string): string | undefined {
  if (uses.includes("${{") || !/^\.(\/|gitea\/|forgejo\/|github\/)/.test(uses)) return undefined;
  const parts: string[] = [];
  for (const part of uses.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/**
 * What a job asks for itself. One that calls a workflow does only where it names labels, on Gitea and Forgejo: there
 * the call then runs on the runner of the caller (Gitea before 1.27, Forgejo's `expandForJob`).
 */
function ownRunsOn(job: Job, inputs: ValueMap, kind: ForgeKind): RunsOn | undefined {
  if (job.call && kind === "github") return undefined;
  const runsOn = runsOnOf(job, inputs, kind);
  return job.call && runsOn.kind === "empty" ? undefined : runsOn;
}

/** Forgejo does not look into a call whose job names labels. */
const followed = (runsOn: RunsOn | undefined, kind: ForgeKind) => kind !== "forgejo" || runsOn === undefined;

function chainOf(node: Node, event: string): CallSite[] {
  const chain: CallSite[] = [];
  for (let step = node.reached.get(event); step; step = step.from.reached.get(event))
    chain.unshift({ workflow: step.from.workflow.path, job: step.job.id });
  return chain;
}

/** Whether the way to a run leads through its own workflow, or any other, twice. */
function inCircle(node: Node, event: string): boolean {
  const paths = [node.workflow.path, ...chainOf(node, event).map(({ workflow }) => workflow)];
  return new Set(paths).size < paths.length;
}

function atCall(workflow: Workflow, job: Job, severity: Finding["severity"], what: string): Finding {
  return findingAt(
    workflow,
    { id: job.id, position: job.call?.position ?? job.position },
    { rule: "calls", severity, message: `the job ${quoted(job.id)} ${what}` },
  );
}

function missingCalls(
  workflows: readonly Workflow[],
  byPath: ReadonlyMap<string, Workflow>,
  unreadable: ReadonlySet<string>,
): Finding[] {
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => {
      const path = job.call && localPath(job.call.uses);
      if (path === undefined || byPath.has(path) || unreadable.has(path)) return [];
      return [
        atCall(
          workflow,
          job,
          "warning",
          `calls ${quoted(path)}, which is not there; add that workflow, or correct "uses"`,
        ),
      ];
    }),
  );
}

/** One warning for each call that closes a circle. */
function circles(workflows: readonly Workflow[], byPath: ReadonlyMap<string, Workflow>): Finding[] {
  const findings: Finding[] = [];
  const state = new Map<Workflow, "open" | "done">();
  const callsOf = (workflow: Workflow) =>
    workflow.jobs.flatMap((job) => {
      const target = byPath.get((job.call && localPath(job.call.uses)) ?? "");
      return target ? [{ job, target }] : [];
    });
  for (const root of workflows) {
    if (state.has(root)) continue;
    const stack = [{ workflow: root, calls: callsOf(root).values() }];
    state.set(root, "open");
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { value: call, done } = top.calls.next();
      if (done) {
        state.set(top.workflow, "done");
        stack.pop();
      } else if (!state.has(call.target)) {
        state.set(call.target, "open");
        stack.push({ workflow: call.target, calls: callsOf(call.target).values() });
      } else if (state.get(call.target) === "open")
        findings.push(
          atCall(
            top.workflow,
            call.job,
            "warning",
            `calls ${quoted(call.target.path)}, which leads back to it, so that forges refuse to run it; break the circle`,
          ),
        );
    }
  }
  return findings;
}
