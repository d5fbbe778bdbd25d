import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { aboutWorkflow } from "../../src/workflow/about-workflow.ts";
import { mentions } from "../../src/workflow/search/mentions.ts";
import { readsFile } from "../../src/workflow/wiring.ts";
import { mostPerCharacter } from "../support/work.ts";

/** Begun before the sources are imported. */
const work = await vi.hoisted(async () => (await import("../support/work.ts")).countWork());

const root = ".runtime-version";
const inFolder = "docker/.runtime-version";

describe("a text names the file", () => {
  test.each([
    "cat .runtime-version",
    "$(<.runtime-version)",
    "./.runtime-version",
    '"$GITHUB_WORKSPACE/.runtime-version"',
    "$" + "{{ github.workspace }}/.runtime-version",
    "template/.runtime-version",
    "C:\\work\\.runtime-version",
    "read .runtime-version.",
    "Is it .runtime-version?",
    "file=.runtime-version",
    "curl --data @.runtime-version x",
    "HEAD:.runtime-version",
    "cat .runtime-version\\\n  | head",
    '{\\"file\\":\\".runtime-version\\"}',
    "hashFiles('**/.runtime-version')",
    "cat my.runtime-version .runtime-version",
  ])("%j", (text) => {
    expect(mentions(root)(text)).toBe(true);
  });

  test.each([
    "",
    "runtime-version",
    ".runtime-version.bak",
    ".runtime-version-old",
    ".runtime-version_2",
    ".runtime-versions",
    ".runtime-version~",
    ".runtime-version/x",
    ".runtime-version.$SUFFIX",
    ".runtime-version$SUFFIX",
    "my.runtime-version",
    "my-.runtime-version",
    "..runtime-version",
    "xruntime-version",
    ".Runtime-Version",
    "é.runtime-version",
  ])("but not as %j", (text) => {
    expect(mentions(root)(text)).toBe(false);
  });

  test.each([
    "cat docker/.runtime-version",
    "template/docker/.runtime-version",
    "docker\\.runtime-version",
    "docker//.runtime-version",
    "cd docker && cat .runtime-version",
    "cd docker; cat ./.runtime-version",
    '"$FOLDER"/.runtime-version',
    "$" + "{FOLDER}/.runtime-version",
    "$" + "{{ matrix.folder }}/.runtime-version",
    "**/.runtime-version",
    "other/.runtime-version docker/.runtime-version",
  ])("in a folder, as %j", (text) => {
    expect(mentions(inFolder)(text)).toBe(true);
  });

  test.each([
    "other/.runtime-version",
    "my-docker/.runtime-version",
    "docker.runtime-version",
    "../.runtime-version",
    "other/./.runtime-version",
    "/.runtime-version",
    "$GITHUB_WORKSPACE/.runtime-version",
    "$" + "{{ github.workspace }}/.runtime-version",
    "docker/.runtime-version.bak",
    "docker",
  ])("in a folder, but not as %j", (text) => {
    expect(mentions(inFolder)(text)).toBe(false);
  });

  test("whatever its characters are", () => {
    const part = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => /^[^\\/\p{C}]+$/u.test(text));
    const apart = fc.constantFrom("", " ", '"', "(", "=", ":", "<", ",", "\n");
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), apart, apart, (parts, left, right) => {
        const path = parts.join("/");
        expect(mentions(path)(`${left}${path}${right}`)).toBe(true);
        expect(mentions(path)(`x/${path}${right}`)).toBe(true);
      }),
    );
  });

  test("not where the name goes on to either side", () => {
    const part = fc.stringMatching(/^[a-z]{1,8}$/);
    const more = fc.stringMatching(/^[é_.x1-]{1,3}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), more, (parts, more) => {
        const path = parts.join("/");
        expect(mentions(path)(`${path}${more}x`)).toBe(false);
        expect(mentions(path)(`${more}${path}`)).toBe(false);
        expect(mentions(path)(`${more}${parts.at(-1)}`)).toBe(false);
      }),
    );
  });
});

const workflow = (steps: string, on = "push") =>
  `name: x\non: ${on}\njobs:\n  a:\n    runs-on: l\n    steps:\n${steps}`;

describe("a workflow reads the file", () => {
  test.each([
    ["in a script", workflow("      - run: |\n          set -e\n          cat .runtime-version\n")],
    ["in an input", workflow("      - uses: a/b@v1\n        with: {version-file: .runtime-version}\n")],
    ["in a key", workflow("      - env: {'.runtime-version': x}\n")],
    ["in the environment", `env:\n  FILE: .runtime-version\n${workflow("      - run: x\n")}`],
    ["by an alias", `x-file: &f .runtime-version\n${workflow("      - run: *f\n")}`],
    [
      "by an alias to what is under on",
      "on: {push: {paths: &p [.runtime-version]}}\njobs: {a: {files: *p}}\n",
    ],
    [
      "by an alias under another one",
      "on: {push: {paths: [&p .runtime-version], x: &q [*p]}}\njobs: {a: *q}\n",
    ],
    [
      "by a default of a called workflow",
      "on:\n  workflow_call:\n    inputs:\n      file: {default: .runtime-version}\njobs: {}\n",
    ],
    ["before a comment", workflow("      - run: |\n          cat .runtime-version # the version\n")],
    ["behind what is no comment", workflow("      - run: |\n          sed 's/ #.*//' .runtime-version\n")],
    ["in a list at the top", "jobs: [{run: cat .runtime-version}]\n"],
    ["in CRLF", workflow("      - run: |\r\n          # no\r\n          cat .runtime-version\r\n")],
    ["in JSON", '{"on": "push", "jobs": {"a": {"steps": [{"run": "cat .runtime-version"}]}}}'],
    ["in what is no YAML", "on: push\n\tjobs: [\n  run: cat .runtime-version\n"],
    ["in what is no map", "cat .runtime-version"],
    [
      "under on, as a default of what is no YAML",
      "on:\n  workflow_call:\n    inputs:\n      f: { default: .runtime-version }\njobs: [\n",
    ],
    [
      "after a path filter of what is no YAML",
      "on:\n  push:\n    paths: [x]\njobs:\n  a: [\n  run: cat .runtime-version\n",
    ],
    ["in a key that is there twice", "on: push\na: b\na: cat .runtime-version\n"],
    ["in a value with a tag", "on: push\nrun: !!str cat .runtime-version\n"],
    ["in a merge", "x: &x {run: cat .runtime-version}\njobs: {a: {<<: *x}}\n"],
    ["beyond 64 KiB", `#${"x".repeat(70_000)}\nrun: cat .runtime-version\n`],
    ["in several documents", "a: b\n---\nrun: cat .runtime-version\n"],
  ])("%s", async (_, text) => {
    expect((await readsFile(text, root)).reads).toBe(true);
  });

  test.each([
    ["in a path filter", workflow("      - run: make\n", "\n  push:\n    paths: [.runtime-version]")],
    [
      "in a path filter with a quoted key",
      '"on": {push: {paths: [.runtime-version]}}\njobs: {a: {run: make}}\n',
    ],
    ["in a comment", workflow("      # .runtime-version\n      - run: make # .runtime-version\n")],
    [
      "in a comment of a script",
      workflow(
        "      - run: |\n          # cat .runtime-version\n            #.runtime-version\n          make\n",
      ),
    ],
    [
      "behind a script's code",
      workflow("      - run: |\n          make # .runtime-version\n          make\n"),
    ],
    ["behind a script's code in quotes", workflow('      - run: "make # .runtime-version"\n')],
    ["behind code of what is no YAML", "a: [\n  run: make # cat .runtime-version\n"],
    ["in a comment of what is no YAML", "a: [\n  # cat .runtime-version\n"],
    ["in an alias under on", "x: &f y\non: {push: {paths: [*f, .runtime-version]}}\njobs: {}\n"],
    ["in a description under on", "on: {workflow_call: {inputs: {a: {description: .runtime-version}}}}\n"],
    ["nowhere", ""],
    [
      "in a path filter of what is no YAML",
      "name: x\non:\n  push:\n    paths: [.runtime-version]\njobs: [\n  run: make\n",
    ],
    [
      "in a path filter of what is no YAML, in one line or several",
      "'on': { push: {\n  paths: [\n  .runtime-version\n]\n} }\njobs: [\n  run: make\n",
    ],
    ["in a list of events at the key of what is no YAML", "on:\n- .runtime-version\njobs: [\n  run: make\n"],
    [
      "in a path filter with a key that is there twice",
      "on: {push: {paths: [.runtime-version]}}\na: b\na: c\n",
    ],
    ["in a path filter with a tag", "on: !x {push: {paths: [.runtime-version]}}\na: b\n"],
    ["in a path filter before other documents", "on: {push: {paths: [.runtime-version]}}\n---\na: b\n"],
  ])("but not %s", async (_, text) => {
    expect((await readsFile(text, root)).reads).toBe(false);
  });
});

test("local actions and workflows are named to be looked at", async () => {
  const text = workflow(
    [
      "      - uses: actions/checkout@v4",
      "      - uses: ./.github/actions/build/",
      "      - uses: ./",
      "      - uses: './template/.gitea/actions/x'",
      "      - uses: ./.github/actions/build",
      "      - uses: ./../escape",
      "      - uses: ./$" + "{{ matrix.x }}",
      "      - uses: docker://x",
      "  b:",
      "    uses: ./.gitea/workflows/x.yml",
    ].join("\n"),
  );
  const uses = [
    ".github/actions/build/action.yml",
    ".github/actions/build/action.yaml",
    "action.yml",
    "action.yaml",
    "template/.gitea/actions/x/action.yml",
    "template/.gitea/actions/x/action.yaml",
    ".gitea/actions/x/action.yml",
    ".gitea/actions/x/action.yaml",
    ".gitea/workflows/x.yml",
  ];
  expect(await readsFile(text, root)).toEqual({ reads: false, uses });
  expect((await readsFile(`${text}\n  : [\n`, root)).uses).toEqual(uses);
  expect((await readsFile("x: &u ./a\nuses: *u\non: {uses: ./b}", root)).uses).toEqual([
    "a/action.yml",
    "a/action.yaml",
  ]);
});

describe("hostile workflows take no more work than they are long", () => {
  const nine = Array.from(
    { length: 30 },
    (_, at) => `a${at}: &n${at} [${at === 0 ? "x" : Array(9).fill(`*n${at - 1}`)}]`,
  );
  test.each([
    ["aliases that multiply", nine.join("\n")],
    ["an alias that holds itself", "a: &a [*a, {b: *a}]\n"],
    ["lists in lists", `a: ${"[".repeat(50_000)}`],
    ["many keys", Array.from({ length: 30_000 }, (_, at) => `k${at}: v`).join("\n")],
    ["many aliases", `a: &a x\nb: [${Array(50_000).fill("*a")}]`],
    ["a long line", `a: ${"docker/.runtime-versio".repeat(40_000)}`],
    ["many near misses", `a: ${".runtime-version.x ".repeat(50_000)}`],
    ["a very long text", "x".repeat(20_000_000)],
    ["many documents", "---\na: [\n".repeat(100_000)],
    ["lists in lists that end", `a: ${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["characters beyond U+FFFF in a long line", `on: [\u{1F600}${",a".repeat(250_000)}]\n`],
    ["line ends in a quoted text", `jobs: "#${"\\P".repeat(250_000)}"\n`],
    ["line ends of no YAML", `a: [\n#${"\u2028".repeat(250_000)}`],
    ["blanks", `a: |\n  x\n${" ".repeat(900_000)}\n`],
  ])("%s", async (_, text) => {
    const done = await work.in("/src/", async () => {
      expect((await readsFile(text, inFolder)).reads).toBe(false);
      await aboutWorkflow(text);
    });
    expect(done).toBeLessThan(mostPerCharacter * text.length);
  });
});

test.each([
  ["on: push", true],
  ["on: pull_request", false],
  ["on: [pull_request, push]", true],
  ["on: [pull_request]", false],
  ["'on': {push: {branches: [main]}, workflow_dispatch: }", true],
  ["on:\n  push:\n  schedule: []", true],
  ["on:\n  workflow_dispatch:\n    inputs: {push: {}}", false],
  ["x: &e [push]\non: *e", true],
  ["x: &e push\non: [*e]", true],
  ["on:\n", false],
  ["{}", false],
  ["on: ~", false],
  ["on: push\na: b\na: c", false],
  ["on: push\na: {b: c, b: d}", true],
  ["on: !!str push", true],
])("%j is started by a push: %s", async (text, expected) => {
  const whole = text === "{}" ? "jobs: {b: }" : `${text}\njobs: {b: }`;
  const { kind } = (await aboutWorkflow(`${whole}\n---\non: pull_request`)).trigger;
  expect(kind === "push").toBe(expected);
});

describe("what forges may read in another way is read all the same", () => {
  const jobs = "jobs: { a: { runs-on: x, steps: [{ uses: ./.github/actions/build }] } }\n";

  test.each(["\u0085", "\u2028", "\u2029", "\uFEFF"])("the character %j", async (character) => {
    const text = `# a${character}b\non: # ${character}\n  push:\n    paths: [.runtime-version]\nname: n${character}m\n${jobs}`;
    expect(await aboutWorkflow(text)).toMatchObject({
      trigger: { kind: "push", filters: new Map([["paths", [".runtime-version"]]]) },
      name: `n${character}m`,
    });
    const { reads, uses } = await readsFile(text, root);
    expect(reads).toBe(false);
    expect(uses).toContain(".github/actions/build/action.yml");
  });

  test("a question mark in brackets", async () => {
    expect(await aboutWorkflow(`on: push\nname: n\nenv: { ?x: y }\n${jobs}`)).toMatchObject({ name: "n" });
  });

  test("what stands before a document is no part of it", async () => {
    const text = `%YAML 1.1 # .runtime-version\n# .runtime-version\n---\non: push\n${jobs}`;
    expect((await readsFile(text, root)).reads).toBe(false);
  });
});
