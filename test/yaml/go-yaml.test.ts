import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadWorkflowParser } from "../../src/workflow/workflow.ts";
import { parseYaml } from "../../src/yaml/parser.ts";
import { YamlError, type YamlTree } from "../../src/yaml/tree.ts";
import { realPart } from "../support/real/real.ts";
import { cases } from "./cases.ts";
import { difference, type GoAnswer, type GoYaml, startGoYaml } from "./go-yaml.ts";
import { brackets, edited, scalars, workflow } from "./shapes.ts";

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
  /^a \? here means another thing to some parsers/,
  /^a tag, which may make another value/,
  /^the alias \S+ stands in what it names$/,
  /^a merge key takes a map/,
  /^this is nested more than/,
  /^a character that only some parsers/,
];

/** What differs between go-yaml and us, of a text; undefined for nothing. */
function objection(text: string, go: GoAnswer): string | undefined {
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
  return difference(go.tree, ours) ?? workflowObjection(text, go, ours);
}

/** The same for what a workflow says: its events and jobs, and the labels that its jobs ask for. */
function workflowObjection(
  text: string,
  { events, labels }: GoAnswer,
  { positionOf }: YamlTree,
): string | undefined {
  const parsed = parseWorkflow({ path: "a.yml", text });
  if (!("workflow" in parsed) || !events || !labels) return undefined;
  const ours = {
    events: parsed.workflow.events.map(({ name, line, column }) => [name, line, column]),
    labels: Object.fromEntries(
      parsed.workflow.jobs.map(({ id, runsOn }) => {
        const found = runsOn?.kind === "list" ? runsOn.items : runsOn ? [runsOn] : [];
        return [
          id.toLowerCase(),
          found.flatMap((one) => {
            const { line, column } = positionOf(one.offset);
            return one.kind === "scalar" ? [[one.text, line, column]] : [];
          }),
        ];
      }),
    ),
  };
  const theirs = { events, labels };
  if (isDeepStrictEqual(theirs, ours)) return undefined;
  return `actionlint has ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`;
}

realPart("go-yaml")("read as go-yaml does", () => {
  let go: GoYaml;
  beforeAll(() => {
    go = startGoYaml();
  });
  afterAll(() => go[Symbol.asyncDispose]());

  test("the texts that were thought of", async () => {
    const answers = await go.askAll(cases.map(([text]) => text));
    for (const [at, [text, value]] of cases.entries()) {
      const answer = answers[at];
      expect(answer?.error === undefined, JSON.stringify(text)).toBe(value !== "refused");
      expect(answer && objection(text, answer), JSON.stringify(text)).toBeUndefined();
    }
  });

  test.each([
    ["brackets", brackets],
    ["scalars", scalars],
  ])("every text of the family: %s", async (_, family) => {
    const texts = [...family()].flatMap((text) => [text, text.replaceAll("\n", "\r\n")]);
    const answers = await go.askAll(texts);
    const found = texts.flatMap((text, at) => {
      const answer = answers[at];
      if (!answer) return [];
      const what = objection(text, answer) ?? (answer.act === "same" ? undefined : "act does not");
      return what === undefined ? [] : [{ text, what }];
    });
    expect(found.slice(0, 5)).toEqual([]);
    const accepted = answers.filter(({ error }) => error === undefined).length;
    expect(accepted).toBeGreaterThan(texts.length / 2);
    expect(accepted).toBeLessThan(texts.length);
  });

  test.each([
    ["any text of the kind", workflow],
    ["workflows that somebody has edited badly", edited(workflows)],
  ])("%s", async (_, texts) => {
    const runs = 5_000;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const answer = await go.ask(text);
        if (answer.error === undefined) accepted++;
        expect(objection(text, answer)).toBeUndefined();
      }),
      { numRuns: runs },
    );
    expect(accepted).toBeGreaterThan(runs / 5);
    expect(accepted).toBeLessThan((runs * 4) / 5);
  });
});
