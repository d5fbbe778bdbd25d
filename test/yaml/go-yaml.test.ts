import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mapAt } from "../../src/workflow/parts.ts";
import { loadWorkflowParser } from "../../src/workflow/workflow.ts";
import { parseYaml } from "../../src/yaml/parser.ts";
import {
  type Position,
  YamlError,
  type YamlNode,
  type YamlScalar,
  type YamlTree,
} from "../../src/yaml/tree.ts";
import { realPart } from "../support/real/real.ts";
import { cases } from "./cases.ts";
import { difference, type GoAnswer, type GoYaml, type Placed, startGoYaml } from "./go-yaml.ts";
import { brackets, edited, scalars, workflow } from "./shapes.ts";
import { properWorkflow } from "./workflows.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const workflows = [".github/workflows", ".gitea/workflows", ...examples()].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => readFileSync(join(root, folder, name), "utf8")),
);

function examples(): string[] {
  return readdirSync(join(root, "actions")).map((action) => `actions/${action}/examples`);
}

const parseWorkflow = await loadWorkflowParser();

/** What is refused although go-yaml makes a node of it: the runners refuse it later, or it has more than one meaning. */
const stricter = [
  /^parsers do not agree on what a \? means here/,
  /^a tag, which may make another value/,
  /^the alias \S+ stands in what it names$/,
  /^a merge key takes a map/,
  /^this is nested more than/,
  /^a character on which parsers do not agree/,
];

/** How many texts were compared as workflows, and how many of them with more than one event, or label of a job. */
class Compared {
  workflows = 0;
  events = 0;
  labels = 0;

  add({ events, jobs }: GoAnswer): void {
    this.workflows++;
    if ((events?.length ?? 0) > 1) this.events++;
    if (Object.values(jobs ?? {}).some((job) => job[3].length > 1)) this.labels++;
  }

  /** Fails where the comparison has stopped for most of the texts for which it was made. */
  expectMoreThan({ workflows, events, labels }: Pick<Compared, "workflows" | "events" | "labels">): void {
    expect(this.workflows, "compared as workflows").toBeGreaterThan(workflows);
    expect(this.events, "with more than one event").toBeGreaterThan(events);
    expect(this.labels, "with more than one label").toBeGreaterThan(labels);
  }
}

/** What differs between go-yaml and us, of a text; undefined for nothing. */
function objection(text: string, go: GoAnswer, compared: Compared): string | undefined {
  let ours: YamlTree;
  try {
    ours = parseYaml(text, { duplicates: "first" });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { message } = error;
    if (go.error !== undefined || stricter.some((one) => one.test(message))) return undefined;
    return `only we refuse it: ${message}`;
  }
  if (go.error !== undefined) return `only go-yaml refuses it: ${go.error}`;
  if (go.act === "differs") return "we take what act takes for something else";
  return difference(go.tree, ours) ?? keyObjection(go, ours) ?? workflowObjection(text, go, ours, compared);
}

/** The same for the keys of a map, to which merge keys add some. */
function keyObjection({ keys }: GoAnswer, { root }: YamlTree): string | undefined {
  if (!keys || root?.kind !== "map") return undefined;
  // Where a key is missing go-yaml leaves out the pair.
  const [theirs, ours] = [keys, [...root.entries.keys()]].map((all) =>
    all.filter((key) => key !== "").sort(),
  );
  if (isDeepStrictEqual(theirs, ours)) return undefined;
  return `go-yaml has the keys ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`;
}

/** The same for what a workflow says: its events and jobs, and the labels that its jobs ask for. */
function workflowObjection(
  text: string,
  answer: GoAnswer,
  { root, positionOf }: YamlTree,
  compared: Compared,
): string | undefined {
  const { events, jobs } = answer;
  if (!events || !jobs) return undefined;
  const parsed = parseWorkflow({ path: "a.yml", text });
  if (!("workflow" in parsed)) return `only actionlint finds a workflow in it: ${JSON.stringify(parsed)}`;
  compared.add(answer);
  const placed = (name: string, { line, column }: Position): Placed => [name, line, column];
  const written = mapAt(root?.kind === "map" ? root : undefined, "jobs")?.entries;
  const ours = {
    events: parsed.workflow.events.map(({ name, ...place }) => placed(name, place)),
    jobs: Object.fromEntries(
      parsed.workflow.jobs.map(({ id, position, runsOn }) => [
        id.toLowerCase(),
        [
          // Of a job that asks for something, the workflow has the place where it does.
          ...placed(id, runsOn ? positionOf(written?.get(id)?.offset ?? 0) : position),
          labelsAt(runsOn).map(({ text, offset }) => placed(text, positionOf(offset))),
        ],
      ]),
    ),
  };
  const theirs = { events, jobs };
  if (isDeepStrictEqual(theirs, ours)) return undefined;
  return `actionlint has ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`;
}

function labelsAt(runsOn: YamlNode | undefined): readonly YamlScalar[] {
  if (runsOn?.kind === "map") return labelsAt(runsOn.entries.get("labels")?.value);
  const found = runsOn?.kind === "list" ? runsOn.items : runsOn ? [runsOn] : [];
  return found.filter((one) => one.kind === "scalar");
}

realPart("go-yaml")("read as go-yaml does", () => {
  let go: GoYaml;
  beforeAll(() => {
    go = startGoYaml();
  });
  afterAll(() => go[Symbol.asyncDispose]());

  test("the texts that were thought of", async () => {
    const compared = new Compared();
    const answers = await go.askAll(cases.map(([text]) => text));
    for (const [at, [text, value]] of cases.entries()) {
      const answer = answers[at];
      expect(answer?.error === undefined, JSON.stringify(text)).toBe(value !== "refused");
      expect(answer && objection(text, answer, compared), JSON.stringify(text)).toBeUndefined();
    }
  });

  test.each([
    ["brackets", brackets],
    ["scalars", scalars],
  ])("every text of the family: %s", async (_, family) => {
    const texts = [...family()].flatMap((text) => [text, text.replaceAll("\n", "\r\n")]);
    const compared = new Compared();
    const answers = await go.askAll(texts);
    const found = texts.flatMap((text, at) => {
      const answer = answers[at];
      if (!answer) return [];
      const what = objection(text, answer, compared) ?? (answer.act === "same" ? undefined : "act does not");
      return what === undefined ? [] : [{ text, what }];
    });
    expect(found.slice(0, 5)).toEqual([]);
    const accepted = answers.filter(({ error }) => error === undefined).length;
    expect(accepted).toBeGreaterThan(texts.length / 2);
    expect(accepted).toBeLessThan(texts.length);
    compared.expectMoreThan({ workflows: accepted / 2, events: accepted / 6, labels: accepted / 6 });
  });

  test.each([
    [
      "any text of the kind",
      workflow,
      { runs: 5_000, accepted: [1_000, 4_000], compared: { workflows: 300, events: 30, labels: 250 } },
    ],
    [
      "workflows as somebody may have written them",
      properWorkflow,
      { runs: 3_000, accepted: [2_000, 2_990], compared: { workflows: 2_000, events: 1_500, labels: 1_500 } },
    ],
    [
      "workflows that somebody has edited badly",
      edited(fc.oneof(fc.constantFrom(...workflows), properWorkflow)),
      { runs: 5_000, accepted: [1_000, 4_000], compared: { workflows: 500, events: 200, labels: 200 } },
    ],
  ] as const)("%s", async (_, texts, least) => {
    const compared = new Compared();
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const answer = await go.ask(text);
        if (answer.error === undefined) accepted++;
        expect(objection(text, answer, compared)).toBeUndefined();
      }),
      { numRuns: least.runs },
    );
    expect(accepted).toBeGreaterThan(least.accepted[0]);
    expect(accepted).toBeLessThan(least.accepted[1]);
    compared.expectMoreThan(least.compared);
  });
});
