import { describe, expect, test } from "vitest";
import type { ForgeKind } from "../../src/forge/forge.ts";
import { type RunsOn, runsOnOf } from "../../src/workflow/runs-on.ts";
import type { ValueMap } from "../../src/workflow/values/value.ts";
import { loadWorkflowParser } from "../../src/workflow/workflow.ts";

const parse = await loadWorkflowParser();

/** What a job asks for, whose text stands in a block of its own. */
function asks(job: string, kind: ForgeKind = "gitea", inputs: ValueMap = new Map()): RunsOn {
  const parsed = parse({
    path: "a.yml",
    text: `on: push\njobs:\n  a:\n    ${job.replaceAll("\n", "\n    ")}\n`,
  });
  const [first] = "workflow" in parsed ? parsed.workflow.jobs : [];
  if (!first) throw new Error(JSON.stringify(parsed));
  return runsOnOf(first, inputs, kind);
}
/** With the texts of what only a run can tell. */
function inTexts({ kind, sets, ...rest }: RunsOn) {
  const texts = sets.map((set) => ({ ...set, unresolved: set.unresolved.map(({ text }) => text) }));
  return { kind, sets: texts, ...("text" in rest && { text: rest.text }) };
}
const labels = (found: RunsOn) => found.sets.map((set) => set.labels);

test.each([
  ["runs-on: publish", [["publish"]]],
  ["runs-on: '  publish'", [["  publish"]]],
  ["runs-on: 22.04", [["22.04"]]],
  ["runs-on: 1.10", [["1.10"]]],
  ["runs-on: [a, 'b', 3]", [["a", "b", "3"]]],
  ["runs-on:\n  - a\n  - b", [["a", "b"]]],
  ["runs-on: ''", [[""]]],
  ["runs-on: ~", [[""]]],
  ["runs-on:", [[""]]],
  ["runs-on: [~, a]", [["", "a"]]],
  ["runs-on: ${{ 'publish' }}", [["publish"]]],
  ["runs-on: ${{ 'it''s' }}", [["it's"]]],
  ["runs-on: ${{ '}}' }}-x", [["}}-x"]]],
  ["runs-on: pub${{ 'lish' }}-${{ 1 }}", [["publish-1"]]],
  ['runs-on: ${{ fromJSON(\'["a","b"]\') }}', [["a", "b"]]],
  ['runs-on: ${{ fromJSON(\'{"group":"g","labels":["a"]}\') }}', [["a", "g"]]],
  ["runs-on: ['${{ fromJSON(''[\"a\",\"b\"]'') }}', c]", [["a", "b", "c"]]],
])("%s", (text, expected) => {
  const found = asks(text);
  expect(labels(found)).toEqual(expected);
  expect(found.kind).toBe("labels");
});

describe("a group", () => {
  const text = "runs-on: { group: publish, labels: [a, b] }";
  test("is a label on Gitea and Forgejo", () => {
    for (const kind of ["gitea", "forgejo"] as const)
      expect(asks(text, kind).sets).toEqual([{ labels: ["a", "b", "publish"], unresolved: [] }]);
    expect(labels(asks("runs-on: { labels: a, group: '' }"))).toEqual([["a"]]);
    expect(labels(asks("runs-on: { group: g }"))).toEqual([["g"]]);
  });
  test("stays apart on GitHub", () => {
    expect(asks(text, "github").sets).toEqual([{ labels: ["a", "b"], group: "publish", unresolved: [] }]);
  });
});

test("nothing is asked for without the key, with an empty list and, on Gitea, with a list that cannot be decoded", () => {
  for (const text of ["timeout-minutes: 1", "runs-on: []", "runs-on: {}", "runs-on: ${{ fromJSON('[]') }}"])
    expect(asks(text).kind).toBe("empty");
  expect(asks("runs-on: [a, [b]]").kind).toBe("empty");
  expect(asks("runs-on: [a, [b]]", "github")).toMatchObject({
    kind: "expression",
    sets: [{ labels: ["a"] }],
  });
});

test.each([
  "${{ vars.RUNNER }}",
  "${{ needs.a.outputs.runner }}",
  "${{ fromJSON(vars.X) }}",
  "${{ fromJSON('[') }}",
  "${{ }}",
  "${{ 'a",
  "x-${{ github.sha }}",
])("%s is left to a run", (text) => {
  expect(inTexts(asks(`runs-on: ${JSON.stringify(text)}`))).toEqual({
    kind: "expression",
    text,
    sets: [{ labels: [], unresolved: [text] }],
  });
});

test("what is certain of a list counts beside what is not", () => {
  expect(inTexts(asks("runs-on: [publish, '${{ vars.OS }}']"))).toEqual({
    kind: "expression",
    text: "${{ vars.OS }}",
    sets: [{ labels: ["publish"], unresolved: ["${{ vars.OS }}"] }],
  });
});

describe("a matrix", () => {
  const matrix = (rows: string, runsOn = "${{ matrix.os }}") =>
    asks(`strategy:\n  matrix: ${rows}\nruns-on: ${JSON.stringify(runsOn)}`);

  test.each([
    ["{ os: [a, b] }", undefined, [["a"], ["b"]]],
    ["{ os: [a, a, b], v: [1, 2] }", undefined, [["a"], ["b"]]],
    [
      "{ os: [a, b], v: [1.10, 2] }",
      "${{ matrix.os }}-${{ matrix.v }}",
      [["a-1.1"], ["a-2"], ["b-1.1"], ["b-2"]],
    ],
    ["{ os: [[a, b], c] }", undefined, [["a", "b"], ["c"]]],
    ["{ os: [{ name: { x: a } }, { name: { x: b } }] }", "${{ matrix.os.name.x }}", [["a"], ["b"]]],
    ["{ os: [{ 'the name': a }] }", "${{ matrix.os['the name'] }}", [["a"]]],
    ["{ OS: [a] }", "${{ Matrix.os }}", [["a"]]],
    ["{ os: [a, b], exclude: [{ os: a }] }", undefined, [["b"]]],
    [
      "{ os: [a, b], v: [x, y], exclude: [{ os: a, v: x }] }",
      "${{ matrix.os }}${{ matrix.v }}",
      [["ay"], ["bx"], ["by"]],
    ],
    ["{ os: [a], exclude: [{ os: a }] }", undefined, [[""]]],
    ["{ include: [{ os: a }, { os: b }] }", undefined, [["a"], ["b"]]],
    ["{ v: [1, 2], include: [{ os: a }] }", undefined, [["a"]]],
    ["{ v: [1, 2], include: [{ v: 2, os: a }, { v: 3, os: b }] }", undefined, [[""], ["a"], ["b"]]],
    ["{ v: [1], include: [{ os: a }, { os: b }] }", undefined, [["b"]]],
    ["{ os: [a], include: [{ os: b }, { os: a, v: 1 }] }", undefined, [["a"], ["b"]]],
    ['{ os: "${{ fromJSON(\'[\\"a\\",\\"b\\"]\') }}" }', undefined, [["a"], ["b"]]],
    ['"${{ fromJSON(\'{\\"os\\":[\\"a\\"]}\') }}"', undefined, [["a"]]],
    ["{ v: [1] }", undefined, [[""]]],
  ])("%s, %s", (rows, runsOn, expected) => {
    expect(labels(matrix(rows, runsOn))).toEqual(expected);
  });

  test("of the worked example in GitHub's documentation", () => {
    const rows =
      "{ fruit: [apple, pear], animal: [cat, dog], include: [{ color: green }, { color: pink, animal: cat }, { fruit: apple, shape: circle }, { fruit: banana }, { fruit: banana, animal: cat }] }";
    const text = "${{ matrix.fruit }},${{ matrix.animal }},${{ matrix.color }},${{ matrix.shape }}";
    expect(labels(matrix(rows, text)).flat().sort()).toEqual([
      "apple,cat,pink,circle",
      "apple,dog,green,circle",
      "banana,,,",
      "banana,cat,,",
      "pear,cat,pink,",
      "pear,dog,green,",
    ]);
  });

  test.each([
    ["${{ fromJSON(needs.a.outputs.m) }}", [{ labels: [], unresolved: ["${{ matrix.os }}"] }]],
    ["{ os: '${{ vars.X }}' }", [{ labels: [], unresolved: ["${{ matrix.os }}"] }]],
    [
      "{ os: [a], include: '${{ vars.X }}' }",
      [
        { labels: ["a"], unresolved: [] },
        { labels: [], unresolved: ["${{ matrix.os }}"] },
      ],
    ],
    ["{ os: [a], exclude: '${{ vars.X }}' }", [{ labels: ["a"], unresolved: [] }]],
    [
      "{ v: ['${{ vars.X }}'], include: [{ v: x, os: a }, { v: y, os: b }] }",
      ["", "a", "b"].map((label) => ({ labels: [label], unresolved: [] })),
    ],
  ])("%s widens what may be asked for", (rows, sets) => {
    expect(inTexts(matrix(rows)).sets).toEqual(sets);
  });

  test.each([
    "{ v: [x], include: [{ v: '${{ vars.X }}', os: a }] }",
    "{ v: ['${{ vars.X }}'], include: [{ v: x, os: a }] }",
    "{ v: '${{ fromJSON(vars.X) }}', include: [{ v: x, os: a }] }",
  ])("%s may go into a combination, or be one of its own", (rows) => {
    const open = rows.replace("{", "{ w: [1], ");
    expect(labels(matrix(open, "${{ matrix.w }}${{ matrix.os }}"))).toEqual([["1"], ["1a"], ["a"]]);
  });

  test("many that may each go into a combination are left to a run", () => {
    const includes = Array.from({ length: 20 }, (_, at) => `{ v: "\${{ vars.X${at} }}", os: a${at} }`);
    expect(matrix(`{ v: [x], include: [${includes.join()}] }`).kind).toBe("expression");
  });

  test("that is too large is left to a run", () => {
    const row = JSON.stringify(Array.from({ length: 40 }, (_, at) => `v${at}`));
    expect(matrix(`{ os: ${row}, b: ${row} }`).kind).toBe("expression");
    const lines = ["x0: &x0 [a, b]"];
    for (let at = 1; at < 60; at++) lines.push(`x${at}: &x${at} [*x${at - 1}, *x${at - 1}]`);
    const parsed = parse({
      path: "a.yml",
      text: `${lines.join("\n")}\njobs:\n  a: { strategy: { matrix: { os: *x59 } }, runs-on: "\${{ matrix.os }}" }\n`,
    });
    const [job] = "workflow" in parsed ? parsed.workflow.jobs : [];
    expect(job && runsOnOf(job, new Map(), "gitea").kind).toBe("expression");
  });
});

test("inputs are put in, whatever the case of their name", () => {
  const inputs = new Map([["Runner", "publish"]]);
  expect(labels(asks("runs-on: ['${{ inputs.runner }}', linux]", "github", inputs))).toEqual([
    ["publish", "linux"],
  ]);
  expect(labels(asks("runs-on: ${{ inputs.other }}", "github", inputs))).toEqual([[""]]);
});
