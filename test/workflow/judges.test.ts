// Two judges that have read workflows long before this package did: what GitHub's own editors read them with, and
// actionlint. Whatever they accept is a workflow here too, with the same events, jobs and labels, or it says that it
// cannot know.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as data from "@actions/expressions/data/index";
import { Evaluator } from "@actions/expressions/evaluator";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { mayRun } from "../../src/workflow/condition.ts";
import { couldBe, type LabelSet, runsOnOf } from "../../src/workflow/runs-on.ts";
import { scopeOf } from "../../src/workflow/values/contexts.ts";
import { loadWorkflowParser, type Workflow } from "../../src/workflow/workflow.ts";
import { realPart } from "../support/real/real.ts";

const parse = await loadWorkflowParser();

type Row = Readonly<Record<string, string>>;

interface GeneratedJob {
  readonly runsOn:
    | string
    | readonly string[]
    | { readonly group: string; readonly labels: readonly string[] };
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly include: readonly Row[];
  readonly exclude: readonly Row[];
  readonly condition: string | undefined;
}

interface Generated {
  readonly on: unknown;
  readonly events: readonly string[];
  readonly jobs: Readonly<Record<string, GeneratedJob>>;
}

/** Names that no hosted runner has, so that actionlint names each. */
const labels = ["zz-a", "zz-b", "zz-publish", "ZZ-a", "zz_1.2"];
const names = ["os", "arch"];

const label = fc.constantFrom(...labels);
const use = fc.constantFrom(...names).map((name) => `\${{ matrix.${name} }}`);
const expression = fc.oneof(
  use,
  label.map((one) => `\${{ '${one}' }}`),
  fc.tuple(label, use).map(([a, b]) => `${a}-${b}`),
  fc.tuple(label, label).map(([a, b]) => `\${{ matrix.os == '${a}' && '${a}' || '${b}' }}`),
  label.map((one) => `\${{ format('{0}-x', '${one}') }}`),
  fc.constantFrom("${{ vars.RUNNER }}", "zz-${{ github.ref_name }}", "${{ github.event_name }}"),
);
const part = fc.oneof({ weight: 2, arbitrary: label }, { weight: 1, arbitrary: expression });
const list = fc.array(part, { minLength: 1, maxLength: 3 });
const runsOn = fc.oneof(
  part,
  list,
  fc.record({ group: label, labels: list }),
  fc
    .subarray(labels, { minLength: 1, maxLength: 2 })
    .map((some) => `\${{ fromJSON('${JSON.stringify(some)}') }}`),
);

const someRow = (keys: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...keys), label, { minKeys: 1, maxKeys: keys.length });
const atom = fc.oneof(
  fc.constantFrom("push", "pull_request", "release").map((one) => `github.event_name == '${one}'`),
  fc.constantFrom("push", "pull_request").map((one) => `github.event_name != '${one}'`),
  fc.constantFrom("true", "false", "always()", "success()", "''", "'x'", "0", "vars.ON"),
  fc.constantFrom("refs/heads/main", "refs/tags/v1").map((one) => `github.ref == '${one}'`),
);
const condition = fc.letrec<{ it: string }>((tie) => ({
  it: fc.oneof(
    { maxDepth: 3 },
    atom,
    fc.tuple(tie("it"), fc.constantFrom("&&", "||"), tie("it")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie("it").map((one) => `!(${one})`),
  ),
})).it;

const job: fc.Arbitrary<GeneratedJob> = fc.record({
  runsOn,
  rows: fc.record({
    os: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
    arch: fc.uniqueArray(label, { minLength: 1, maxLength: 2 }),
  }),
  include: fc.array(someRow(names), { maxLength: 2 }),
  exclude: fc.array(someRow(names), { maxLength: 1 }),
  condition: fc.option(
    fc.oneof(
      condition,
      // A text alone is taken for what it says, and so has to be a condition itself.
      condition.filter((one) => one !== "'x'").map((one) => `\${{ ${one} }}`),
    ),
    { nil: undefined },
  ),
});

const eventNames = ["push", "pull_request", "release", "workflow_dispatch"] as const;
const details: Readonly<Record<string, unknown>> = {
  push: { branches: ["main", "releases/**"] },
  pull_request: { types: ["opened", "closed"] },
  release: { types: ["published"] },
  workflow_dispatch: { inputs: { lane: { type: "string" } } },
};
const on = fc
  .tuple(fc.subarray([...eventNames], { minLength: 1 }), fc.constantFrom("text", "list", "map", "detailed"))
  .map(([events, how]) => {
    if (how === "text") return { events: events.slice(0, 1), on: events[0] };
    if (how === "list") return { events, on: events };
    const value = (event: string) => (how === "map" ? null : details[event]);
    return { events, on: Object.fromEntries(events.map((event) => [event, value(event)])) };
  });

const generated: fc.Arbitrary<Generated> = fc
  .tuple(on, fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/), job, { minKeys: 1, maxKeys: 3 }))
  .map(([events, jobs]) => ({ ...events, jobs }));

/** JSON is YAML. */
const textOf = ({ on, jobs }: Generated) =>
  JSON.stringify({
    on,
    jobs: Object.fromEntries(
      Object.entries(jobs).map(([id, { runsOn, rows, include, exclude, condition }]) => [
        id,
        {
          strategy: {
            matrix: {
              ...rows,
              ...(include.length > 0 && { include }),
              ...(exclude.length > 0 && { exclude }),
            },
          },
          ...(condition !== undefined && { if: condition }),
          "runs-on": runsOn,
          steps: [{ run: "echo" }],
        },
      ]),
    ),
  });

function ours(workflow: Generated): Workflow {
  const parsed = parse({ path: ".github/workflows/x.yml", text: textOf(workflow) });
  if (!("workflow" in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.workflow;
}

/**
 * What GitHub says of a matrix (Workflow syntax, `jobs.<job_id>.strategy.matrix`): all combinations but those that are
 * excluded, which each `include` adds to that it overwrites nothing of, or else is one of its own.
 */
function combinations({ rows, include, exclude }: GeneratedJob): readonly Row[] {
  const all = Object.entries(rows).reduce<Row[]>(
    (found, [name, values]) => found.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
  const fits = (one: Row, wanted: Row) =>
    Object.entries(wanted).every(([name, value]) => one[name] === value);
  const kept = all.filter((one) => !exclude.some((wanted) => fits(one, wanted)));
  const added = include.filter((one) => !kept.some((own) => fits(own, one)));
  return [...kept, ...added];
}

interface Run {
  readonly matrix: Row;
  readonly event: string;
  readonly ref: string;
  readonly lane: string;
}

/** The contexts of one run. */
function contextsOf({ matrix, event, ref, lane }: Run): data.Dictionary {
  const map = (of: Row) =>
    new data.Dictionary(
      ...Object.entries(of).map(([key, value]) => ({ key, value: new data.StringData(value) })),
    );
  const github = { event_name: event, ref, ref_name: ref.replace(/^refs\/\w+\//, "") };
  return new data.Dictionary(
    { key: "matrix", value: map(matrix) },
    { key: "github", value: map(github) },
    { key: "vars", value: map({ RUNNER: lane, ON: lane }) },
  );
}

const functions = ["always", "success"].map((name) => ({ name, minArgs: 0, maxArgs: 0 }));
const status = new Map(
  functions.map((one) => [one.name, { ...one, description: "", call: () => new data.BooleanData(true) }]),
);

/** What GitHub's own evaluator makes of an expression. */
function evaluated(text: string, run: Run): data.ExpressionData {
  const parsed = new Parser(new Lexer(text).lex().tokens, ["matrix", "github", "vars"], functions).parse();
  return new Evaluator(parsed, contextsOf(run), status).evaluate();
}

/** A text with its expressions, of which none holds braces here. */
function filledIn(text: string, run: Run): readonly string[] {
  const alone = /^\$\{\{ (.*) \}\}$/.exec(text)?.[1];
  if (alone !== undefined && !alone.includes("}}")) {
    const value = evaluated(alone, run);
    return value instanceof data.Array
      ? value.values().map((one) => one.coerceString())
      : [value.coerceString()];
  }
  return [text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, inner: string) => evaluated(inner, run).coerceString())];
}

const refs = ["refs/heads/main", "refs/tags/v1", "refs/pull/1/merge"];
const runsOfJob = (one: GeneratedJob, events: readonly string[]): readonly Run[] =>
  combinations(one).flatMap((matrix) =>
    events.flatMap((event) =>
      (event === "pull_request" ? refs.slice(2) : refs.slice(0, 2)).map((ref) => ({
        ...{ matrix, event, ref },
        lane: "zz-by-variable",
      })),
    ),
  );

/** Whether a set may be what one run asks for. */
function mayAsk(
  { labels: own, group, unresolved }: LabelSet,
  wanted: readonly string[],
  inGroup?: string,
): boolean {
  if (group !== inGroup) return false;
  const left = [...wanted];
  for (const one of own) {
    const at = left.indexOf(one);
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.every((one) => unresolved.some((open) => couldBe(open, one, (text) => text)));
}

test("a workflow that GitHub reads has the same events, jobs, conditions and labels here", async () => {
  await fc.assert(
    fc.asyncProperty(generated, async (workflow) => {
      const content = textOf(workflow);
      const { context, value } = parseWorkflow({ name: "x.yml", content }, new NoOperationTraceWriter());
      expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
      if (!value) throw new Error("GitHub reads nothing");
      const template = await convertWorkflowTemplate(context, value);
      expect(template.errors ?? []).toEqual([]);
      const read = ours(workflow);
      expect(read.events.map(({ name }) => name).sort()).toEqual(Object.keys(template.events).sort());
      expect(read.jobs.map(({ id }) => id)).toEqual(template.jobs.map(({ id }) => id.value));
      for (const [at, theirs] of template.jobs.entries()) {
        const own = read.jobs[at];
        const made = workflow.jobs[theirs.id.value];
        if (!own || !made || theirs.type !== "job") throw new Error("another kind of job");
        const sets = runsOnOf(own, new Map(), "github").sets;
        const { runsOn: asked } = made;
        const texts = typeof asked === "string" ? [asked] : "labels" in asked ? asked.labels : asked;
        const group = typeof asked === "object" && "group" in asked ? asked.group : undefined;
        for (const run of runsOfJob(made, workflow.events)) {
          // GitHub has added to it what it adds to each without a status function.
          const goes = truthOf(theirs.if.expression, run);
          const start = { name: run.event, tellsOfClosed: run.event === "pull_request" };
          if (goes) expect(mayRun(own, scopeOf(new Map(), "github", start)), theirs.if.expression).toBe(true);
          const wanted = texts.flatMap((text) => filledIn(text, run));
          expect(
            sets.some((set) => mayAsk(set, wanted, group)),
            `${JSON.stringify(wanted)} in ${content}`,
          ).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

function truthOf(text: string, run: Run): boolean {
  return evaluated(`!(${text})`, run).coerceString() === "false";
}

test("and no condition is false for certain that is true in some run", () => {
  fc.assert(
    fc.property(condition, fc.constantFrom(...refs), fc.constantFrom(...eventNames), (text, ref, event) => {
      fc.pre((event === "pull_request") === ref.startsWith("refs/pull/"));
      const own = ours({ on: event, events: [event], jobs: { a: { ...emptyJob, condition: text } } }).jobs[0];
      const run = { matrix: {}, event, ref, lane: "x" };
      const start = { name: event, tellsOfClosed: false };
      if (own && truthOf(text, run))
        expect(mayRun(own, scopeOf(new Map(), "github", start)), text).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("an expression that is an empty text is no condition on GitHub, and false elsewhere", () => {
  for (const text of ["${{ '' }}", "${{'  '}}", " ${{ '' }} "]) {
    const own = ours({ on: "push", events: ["push"], jobs: { a: { ...emptyJob, condition: text } } }).jobs[0];
    if (!own) throw new Error("no job");
    expect(mayRun(own, scopeOf(new Map(), "github")), text).toBe(true);
  }
  const own = ours({ on: "push", events: ["push"], jobs: { a: { ...emptyJob, condition: "${{ '' }}" } } })
    .jobs[0];
  for (const kind of ["gitea", "forgejo"] as const)
    expect(own && mayRun(own, scopeOf(new Map(), kind))).toBe(false);
});

const emptyJob: GeneratedJob = {
  ...{ runsOn: "zz-a", rows: { os: ["zz-a"] }, include: [], exclude: [], condition: undefined },
};

/** Shapes that GitHub refuses: here they are a file without jobs, or one that cannot be judged. */
test.each([
  ["no map", "[]"],
  ["no jobs", '{"on":"push"}'],
  ["jobs that are none", '{"on":"push","jobs":[]}'],
  ["a job that is none", '{"on":"push","jobs":{"a":"b"}}'],
])("what GitHub refuses, as %s, is no workflow here", (_, content) => {
  const { context } = parseWorkflow({ name: "x.yml", content }, new NoOperationTraceWriter());
  expect(context.errors.getErrors().length).toBeGreaterThan(0);
  expect(parse({ path: ".github/workflows/x.yml", text: content })).not.toHaveProperty("workflow");
});

realPart("actionlint")("actionlint", () => {
  test("names no label that is not found here, and refuses none of what GitHub reads", () => {
    const root = mkdtempSync(join(tmpdir(), "imgpub-judges-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, ".github/workflows"), { recursive: true });
    const workflows = fc.sample(generated, { numRuns: 150, seed: 1 });
    const files = workflows.map((workflow, at) => {
      const file = join(root, ".github/workflows", `${at}.yml`);
      writeFileSync(file, textOf(workflow));
      return file;
    });
    const found = lint(root, files);
    // What it finds odd, and GitHub runs all the same: labels that it does not know, conditions that are always the same,
    // what is excluded and was never there, and an expression that names what the matrix has in no row.
    const odd = ["runner-label", "if-cond", "matrix", "expression"];
    expect(found.filter(({ kind }) => !odd.includes(kind))).toEqual([]);
    for (const { message, filepath, kind } of found) {
      const named = /^label "([^"]+)" is unknown/.exec(message)?.[1];
      if (kind !== "runner-label" || named === undefined) continue;
      const workflow = workflows[Number(/(\d+)\.yml$/.exec(filepath)?.[1])];
      if (!workflow) throw new Error(filepath);
      const sets = ours(workflow).jobs.flatMap((one) => runsOnOf(one, new Map(), "github").sets);
      const isFound = sets.some(
        ({ labels: own, unresolved }) =>
          own.includes(named) || unresolved.some((open) => couldBe(open, named, (text) => text)),
      );
      const isExcluded = Object.values(workflow.jobs).some(({ exclude }) => exclude.length > 0);
      // It takes a row's values whatever is excluded of them.
      if (!isExcluded) expect(isFound, `${named} in ${textOf(workflow)}`).toBe(true);
    }
    expect(found.some(({ kind }) => kind === "runner-label")).toBe(true);
  });
});

interface Finding {
  readonly message: string;
  readonly filepath: string;
  readonly kind: string;
}

function lint(root: string, files: readonly string[]): readonly Finding[] {
  const args = ["-format", "{{json .}}", "-shellcheck=", "-pyflakes=", ...files];
  try {
    return JSON.parse(execFileSync("actionlint", args, { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 }));
  } catch (error) {
    // It ends with 1 where it has found something.
    const { status, stdout } = error as { status: number; stdout: string };
    if (status !== 1) throw error;
    return JSON.parse(stdout);
  }
}
