import fc from "fast-check";
import type { ForgeKind } from "../../src/forge/forge.ts";
import type { WorkflowFile } from "../../src/workflow/workflow.ts";

// Workflows as a model, their text, and a plain reading of who uses the lane: it goes through the model alone, one
// event and one instance of a job after the other.

export type Term = { label: string } | { matrix: string } | { input: true } | { unknown: true };

export interface ModelMatrix {
  rows: Record<string, string[]>;
  exclude: Record<string, string>[];
  include: Record<string, string>[];
}

export interface ModelJob {
  runsOn: { form: "text" | "list" | "group" | "missing" | "empty"; terms: Term[]; group: string | undefined };
  matrix: ModelMatrix | undefined;
  call: { target: number | "missing" | "remote"; with: Term | undefined } | undefined;
}

export interface ModelWorkflow {
  events: string[];
  form: "list" | "map";
  /** Undefined for one that declares no `workflow_call`. */
  input: { default: string | undefined } | undefined;
  jobs: ModelJob[];
}

export interface Model {
  kind: ForgeKind;
  anchors: boolean;
  workflows: ModelWorkflow[];
}

const label = fc.constantFrom("publish", "publish", "Publish", "linux", "ubuntu");
const literal: fc.Arbitrary<Term> = label.map((one) => ({ label: one }));
const term: fc.Arbitrary<Term> = fc.oneof(
  { weight: 5, arbitrary: literal },
  { weight: 2, arbitrary: fc.constantFrom("a", "b", "c").map((matrix) => ({ matrix })) },
  { weight: 2, arbitrary: fc.constant<Term>({ input: true }) },
  { weight: 1, arbitrary: fc.constant<Term>({ unknown: true }) },
);
const cell = fc.dictionary(fc.constantFrom("a", "b", "c"), label, { minKeys: 1, maxKeys: 2 });
const matrix: fc.Arbitrary<ModelMatrix> = fc.record({
  rows: fc.dictionary(fc.constantFrom("a", "b"), fc.uniqueArray(label, { minLength: 1, maxLength: 3 })),
  exclude: fc.array(cell, { maxLength: 2 }),
  include: fc.array(cell, { maxLength: 3 }),
});

const jobArbitrary = (workflows: number): fc.Arbitrary<ModelJob> =>
  fc.record({
    runsOn: fc
      .record({
        form: fc.constantFrom("text", "text", "list", "list", "group", "missing", "empty"),
        terms: fc.array(term, { minLength: 1, maxLength: 2 }),
        group: fc.option(label, { nil: undefined }),
      })
      .map((one) => (one.form === "text" ? { ...one, terms: one.terms.slice(0, 1) } : one)),
    matrix: fc.option(matrix, { nil: undefined }),
    call: fc.option(
      fc.record({
        target: fc.oneof(
          { weight: 6, arbitrary: fc.nat({ max: workflows - 1 }) },
          { weight: 1, arbitrary: fc.constantFrom("missing" as const, "remote" as const) },
        ),
        with: fc.option(term, { nil: undefined }),
      }),
      { nil: undefined, freq: 2 },
    ),
  });

export const model: fc.Arbitrary<Model> = fc.integer({ min: 1, max: 5 }).chain((count) =>
  fc.record({
    kind: fc.constantFrom("gitea", "forgejo", "github"),
    anchors: fc.boolean(),
    workflows: fc.array(
      fc.record({
        events: fc.uniqueArray(
          fc.constantFrom("push", "schedule", "workflow_dispatch", "pull_request", "issue_comment"),
          { maxLength: 2 },
        ),
        form: fc.constantFrom("list", "map"),
        input: fc.option(fc.record({ default: fc.option(label, { nil: undefined }) }), { nil: undefined }),
        jobs: fc.array(jobArbitrary(count), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: count, maxLength: count },
    ),
  }),
);

const pathOf = (at: number | "missing") => `.github/workflows/w${at}.yml`;

const textOf = (one: Term): string => {
  if ("label" in one) return one.label;
  if ("matrix" in one) return `\${{ matrix.${one.matrix} }}`;
  return "input" in one ? "${{ inputs.runner }}" : "${{ vars.RUNNER }}";
};

function runsOnText({ form, terms, group }: ModelJob["runsOn"]): string | undefined {
  const texts = terms.map(textOf);
  if (form === "missing") return undefined;
  if (form === "empty") return "[]";
  if (form === "group") return JSON.stringify({ ...(group ? { group } : {}), labels: texts });
  return JSON.stringify(form === "text" ? texts[0] : texts);
}

/** The files of a model. With anchors, every `runs-on` after the first of its kind is an alias or a merged map. */
export function filesOf({ workflows, anchors }: Model): WorkflowFile[] {
  return workflows.map(({ events, form, input, jobs }, at) => {
    const called = input ? ["workflow_call"] : [];
    const declared = {
      inputs: {
        runner: { type: "string", ...(input?.default === undefined ? {} : { default: input.default }) },
      },
    };
    const lines = [`name: Number ${at}`];
    if (form === "map" || input) {
      lines.push("on:", ...events.map((event) => `  ${event}:`));
      if (input) lines.push(`  workflow_call: ${JSON.stringify(declared)}`);
    } else lines.push(`on: ${events.length === 1 ? events[0] : JSON.stringify([...events, ...called])}`);
    lines.push("jobs:");
    const known = new Map<string, string>();
    for (const [number, job] of jobs.entries()) {
      lines.push(`  j${number}:`);
      if (job.matrix) {
        const { rows, exclude, include } = job.matrix;
        lines.push("    strategy:", `      matrix: ${JSON.stringify({ ...rows, exclude, include })}`);
      }
      if (job.call) {
        const { target } = job.call;
        lines.push(
          `    uses: ${target === "remote" ? "org/repo/.github/workflows/x.yml@v1" : `./${pathOf(target)}`}`,
        );
        if (job.call.with) lines.push("    with:", `      runner: ${JSON.stringify(textOf(job.call.with))}`);
        continue;
      }
      const runsOn = runsOnText(job.runsOn);
      const anchor = runsOn === undefined ? undefined : known.get(runsOn);
      if (runsOn === undefined) lines.push("    timeout-minutes: 1");
      else if (!anchors) lines.push(`    runs-on: ${runsOn}`);
      else if (anchor === undefined) {
        known.set(runsOn, `a${number}`);
        lines.push(
          `    env: &m${number}`,
          `      runs-on: &a${number} ${runsOn}`,
          `    runs-on: *a${number}`,
        );
      } else if (number % 2 === 0) lines.push(`    <<: *m${anchor.slice(1)}`);
      else lines.push(`    runs-on: *${anchor}`);
    }
    return { path: pathOf(at), text: `${lines.join("\n")}\n` };
  });
}

/** A text, or undefined for what only a run can tell. */
type Text = string | undefined;

interface Instance {
  workflow: number;
  job: number;
  /** Undefined for a workflow that runs without any event. */
  event: string | undefined;
  labels: string[];
  unresolved: boolean;
}

export interface Reference {
  /** Every instance of every job that takes a runner. */
  instances: Instance[];
  /** What the work of a job comes to, itself or in what it calls; "unseen" for another repository. */
  placesOf(workflow: number, job: number): (Instance | "unseen")[];
}

/** Reads a model event by event, call by call, instance by instance. */
export function evaluate({ workflows }: Model): Reference {
  const instances: Instance[] = [];
  const places = new Map<string, (Instance | "unseen")[]>();
  const ran = new Set<number>();

  const instancesOf = (
    workflow: number,
    number: number,
    event: string | undefined,
    input: Text,
  ): Instance[] => {
    const job = workflows[workflow]?.jobs[number];
    if (!job) return [];
    const { form, terms, group } = job.runsOn;
    return combinationsOf(job.matrix).map((combination) => {
      const texts =
        form === "missing" || form === "empty" ? [] : terms.map((one) => read(one, combination, input));
      const labels = texts.filter((text) => text !== undefined);
      if (form === "group" && group !== undefined) labels.push(group);
      return { workflow, job: number, event, labels, unresolved: texts.includes(undefined) };
    });
  };

  const inputsOf = (job: ModelJob, callee: ModelWorkflow, input: Text): Text[] => {
    if (!callee.input) return [""];
    const given = job.call?.with;
    if (!given) return [callee.input.default ?? ""];
    return combinationsOf(job.matrix).map((combination) => read(given, combination, input));
  };

  const run = (
    workflow: number,
    event: string | undefined,
    input: Text,
    seen: Set<string>,
  ): (Instance | "unseen")[] => {
    // A workflow without inputs is the same whatever its caller has.
    const key = JSON.stringify([workflow, input ?? null]);
    if (seen.has(key)) return [];
    seen.add(key);
    ran.add(workflow);
    return (workflows[workflow]?.jobs ?? []).flatMap((job, number) => {
      const own = `${workflow}:${number}`;
      const found = work(workflow, job, number, event, input, seen);
      if (!job.call) instances.push(...found.filter((one) => one !== "unseen"));
      // What a job leads to is gathered anew, as it must not depend on what was seen before it.
      const all = work(workflow, job, number, event, input, new Set(), true);
      places.set(own, [...(places.get(own) ?? []), ...all]);
      return found;
    });
  };

  const work = (
    workflow: number,
    job: ModelJob,
    number: number,
    event: string | undefined,
    input: Text,
    seen: Set<string>,
    quiet = false,
  ): (Instance | "unseen")[] => {
    const { call } = job;
    if (!call) return instancesOf(workflow, number, event, input);
    const { target } = call;
    const callee = typeof target === "number" ? workflows[target] : undefined;
    if (!callee || typeof target !== "number") return ["unseen"];
    return inputsOf(job, callee, input).flatMap((given) => {
      if (!quiet) return run(target, event, given, seen);
      const key = JSON.stringify([target, given ?? null]);
      if (seen.has(key)) return [];
      seen.add(key);
      return callee.jobs.flatMap((one, at) => work(target, one, at, event, given, seen, true));
    });
  };

  for (const event of ["push", "schedule", "workflow_dispatch", "pull_request", "issue_comment"]) {
    const seen = new Set<string>();
    for (const [at, { events }] of workflows.entries())
      if (events.includes(event)) run(at, event, event === "workflow_dispatch" ? undefined : "", seen);
  }
  const called = new Set(workflows.flatMap(({ jobs }) => jobs.map(({ call }) => call?.target)));
  for (const first of [true, false])
    for (const [at, { input }] of workflows.entries())
      if (!ran.has(at) && !(first && called.has(at)))
        run(at, undefined, input ? input.default : "", new Set());
  return { instances, placesOf: (workflow, job) => places.get(`${workflow}:${job}`) ?? [] };
}

function read(one: Term, combination: Record<string, string>, input: Text): Text {
  if ("label" in one) return one.label;
  if ("matrix" in one) return combination[one.matrix] ?? "";
  return "input" in one ? input : undefined;
}

function combinationsOf(given: ModelMatrix | undefined): Record<string, string>[] {
  if (!given) return [{}];
  const { rows, exclude, include } = given;
  let product: Record<string, string>[] = Object.keys(rows).length > 0 ? [{}] : [];
  for (const [key, values] of Object.entries(rows)) {
    const longer: Record<string, string>[] = [];
    for (const combination of product)
      for (const value of values) longer.push({ ...combination, [key]: value });
    product = longer;
  }
  const kept = product.filter(
    (combination) =>
      !exclude.some((one) => Object.entries(one).every(([key, value]) => combination[key] === value)),
  );
  const result = kept.map((combination) => ({ ...combination }));
  const own: Record<string, string>[] = [];
  for (const one of include) {
    let placed = false;
    for (let at = 0; at < kept.length; at++) {
      const clash = Object.entries(one).some(([key, value]) => key in rows && kept[at]?.[key] !== value);
      if (clash) continue;
      Object.assign(result[at] ?? {}, one);
      placed = true;
    }
    if (!placed) own.push({ ...one });
  }
  const all = [...result, ...own];
  return all.length > 0 ? all : [{}];
}
