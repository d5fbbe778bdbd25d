import { expect, test } from "vitest";
import { loadWorkflowParser, mostCharacters } from "../../src/workflow/workflow.ts";

const parse = await loadWorkflowParser();
const path = ".gitea/workflows/a.yml";
const workflowOf = (text: string) => {
  const parsed = parse({ path, text });
  if (!("workflow" in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.workflow;
};
const unjudgedOf = (text: string) => {
  const parsed = parse({ path, text });
  return "unjudged" in parsed ? parsed.unjudged : undefined;
};
const eventsOf = (on: string) => workflowOf(`${on}\njobs: {}\n`).events;

test("events come as a text, a list and a map, each with its place", () => {
  expect(eventsOf("on: push")).toEqual([{ tellsOfClosed: false, name: "push", line: 1, column: 5 }]);
  expect(eventsOf("on: [push, pull_request]")).toEqual([
    { tellsOfClosed: false, name: "push", line: 1, column: 6 },
    { tellsOfClosed: false, name: "pull_request", line: 1, column: 12 },
  ]);
  expect(eventsOf("on:\n  push: { branches: [main] }\n  schedule:\n    - cron: '0 1 * * *'")).toEqual([
    { tellsOfClosed: false, name: "push", line: 2, column: 3 },
    { tellsOfClosed: false, name: "schedule", line: 3, column: 3 },
  ]);
  expect(eventsOf('"on": push')).toHaveLength(1);
  for (const none of ["on:", "on: ~", "on: []", "on: {}", "name: x"]) expect(eventsOf(none)).toEqual([]);
});

test("the inputs of a called workflow are read, and none is told from no workflow_call", () => {
  const on =
    "on:\n  workflow_call:\n    inputs:\n      runner: { type: string, default: linux }\n      other:\n";
  const { inputs } = workflowOf(`${on}jobs: {}\n`);
  expect([...(inputs ?? [])].map(([name, { type }]) => [name, type])).toEqual([
    ["runner", "string"],
    ["other", "string"],
  ]);
  for (const bare of ["on: workflow_call", "on: [push, workflow_call]", "on:\n  workflow_call:"])
    expect(workflowOf(`${bare}\njobs: {}\n`).inputs?.size).toBe(0);
  expect(workflowOf("on: push\njobs: {}\n").inputs).toBeUndefined();
});

test("a job stands where its runs-on is written, or else itself", () => {
  const { jobs, name } = workflowOf(
    "name: Release\non: push\njobs:\n  a:\n    name: A\n    runs-on: x\n  b: { steps: [] }\n  c:\n    uses: ./.gitea/workflows/b.yml\n    with:\n      r: x\n",
  );
  expect(name).toBe("Release");
  expect(jobs.map(({ id, position }) => [id, position.line, position.column])).toEqual([
    ["a", 6, 5],
    ["b", 7, 3],
    ["c", 8, 3],
  ]);
  expect(jobs[2]?.call).toMatchObject({ uses: "./.gitea/workflows/b.yml", position: { line: 9, column: 5 } });
  expect([...(jobs[2]?.call?.with.keys() ?? [])]).toEqual(["r"]);
});

test("places are right after a byte order mark, and with either end of line", () => {
  for (const text of [
    "\uFEFFon: push\njobs:\n  a:\n    runs-on: x\n",
    "on: push\r\njobs:\r\n  a:\r\n    runs-on: x\r\n",
  ])
    expect(workflowOf(text).jobs[0]?.position).toEqual({ line: 4, column: 5 });
});

test("anchors, aliases and merge keys are followed to where the key is written", () => {
  const { jobs } = workflowOf(
    [
      "on: push",
      "x: &lane [publish, linux]",
      "base: &base",
      "  runs-on: *lane",
      "  timeout-minutes: 5",
      "jobs:",
      "  alias:",
      "    runs-on: *lane",
      "  whole: *base",
      "  merged:",
      "    <<: *base",
      "    timeout-minutes: 1",
      "  kept:",
      "    <<: [*base]",
      "    runs-on: ubuntu",
      "  '<<': { runs-on: quoted }",
    ].join("\n"),
  );
  expect(jobs.map(({ id, position, runsOn }) => [id, position.line, runsOn?.kind])).toEqual([
    ["alias", 8, "list"],
    ["whole", 4, "list"],
    ["merged", 4, "list"],
    ["kept", 15, "scalar"],
    ["<<", 16, "scalar"],
  ]);
});

test.each([
  ["on: push\njobs:\n  a: [\n", "syntax", /./, 4],
  ["on: push\njobs:\n  a: { runs-on: *nope }\n", "syntax", /^no anchor &nope comes before it$/, 3],
  ["on: push\njobs: &j\n  a: *j\n", "syntax", /^the alias \*j stands in what it names$/, 3],
  ["on: push\njobs:\n  a: {}\n  a: {}\n", "syntax", /^the key "a" is there twice$/, 4],
  ["on: push\njobs:\n  a:\n    <<: text\n", "syntax", /^a merge key takes a map/, 4],
  ["- a\n", "no-workflow", /not a map/, 1],
  ["on: push\njobs: [a]\n", "no-workflow", /"jobs" is not a map/, 2],
  ["on: push\njobs:\n  a: {}\n  b:\n", "no-workflow", /^the job "b" is not a map$/, 4],
])("%j cannot be judged, which shows at its place", (text, kind, message, line) => {
  expect(unjudgedOf(text)).toMatchObject({ path, kind, message: expect.stringMatching(message), line });
});

test("only the first document counts, as it does for the forges", () => {
  expect(workflowOf("on: push\njobs:\n  a: {}\n---\non: [\n--- x\n".replace("[", "y")).jobs).toHaveLength(1);
});

test("what multiplies by aliases or merges takes no time and ends", () => {
  const aliases = Array.from({ length: 40 }, (_, at) =>
    at === 0 ? "n0: &n0 [x]" : `n${at}: &n${at} [${Array(10).fill(`*n${at - 1}`)}]`,
  );
  expect(workflowOf([...aliases, "jobs:", "  a: { runs-on: *n39 }"].join("\n")).jobs).toHaveLength(1);
  const keys = Array.from({ length: 300 }, (_, at) => `k${at}: x`).join(", ");
  const merges = Array.from({ length: 300 }, (_, at) => `m${at}: { <<: *base }`);
  expect(unjudgedOf([`base: &base { ${keys} }`, ...merges, "jobs: {}"].join("\n"))?.message).toMatch(
    /^merge keys add more than 10000 keys$/,
  );
  expect(unjudgedOf(`${"[".repeat(5_000)}\n`)?.kind).toBe("syntax");
  expect(unjudgedOf(`jobs: {}\n${"#".repeat(mostCharacters)}`)?.kind).toBe("unread");
});

test("anchors in steps are known after them, and steps that an alias leads to are read", () => {
  const { jobs } = workflowOf(
    [
      "jobs:",
      "  a:",
      "    steps:",
      "      - run: &word publish",
      "        with: { list: &list [publish, *word], steps: [x] }",
      "    runs-on: *word",
      "  b: { runs-on: *list }",
      "  c: &c { steps: [x, y], runs-on: z }",
      "  d: { strategy: { matrix: *c }, runs-on: z }",
      "  steps: { runs-on: s }",
    ].join("\n"),
  );
  expect(jobs[0]?.runsOn).toMatchObject({ text: "publish" });
  expect(jobs[1]?.runsOn).toMatchObject({ items: [{ text: "publish" }, { text: "publish" }] });
  const matrix = jobs[3]?.matrix;
  expect(matrix?.kind === "map" && matrix.entries.get("steps")?.value).toMatchObject({
    items: [{ text: "x" }, { text: "y" }],
  });
  expect(jobs[4]?.runsOn).toMatchObject({ text: "s" });
  expect(unjudgedOf("jobs:\n  a:\n    steps: [*nope]\n")?.message).toMatch(/no anchor/);
});

test("a byte order mark within a line is a character like any other", () => {
  const text = 'name: a \uFEFFb\non: push # \uFEFF\njobs:\n  a: { runs-on: x, steps: [{ run: "\uFEFF" }] }\n';
  expect(parse({ path: "a.yml", text })).toMatchObject({
    workflow: { name: "a \uFEFFb", jobs: [{ id: "a" }] },
  });
});
