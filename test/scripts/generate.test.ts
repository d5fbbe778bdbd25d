import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const source = fileURLToPath(new URL("../../", import.meta.url));
let root: string;

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (path: string) => readFileSync(join(root, path), "utf8");
const generate = (...args: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/generate.ts", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, problems: stderr.trimEnd().split("\n").filter(Boolean) };
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "imgpub-types-"));
  for (const path of ["scripts/generate.ts", "scripts/generate", "scripts/aligned-table.ts", "src/base"])
    cpSync(join(source, path), join(root, path), { recursive: true });
  cpSync(join(source, "package.json"), join(root, "package.json"));
  symlinkSync(join(source, "node_modules"), join(root, "node_modules"), "junction");
  write(
    "actions/greet/action.yml",
    `name: Greet
description: Greets.
inputs:
  who: { description: "A | pipe, */ and a name.", required: true }
  how: { description: How., default: warmly }
  times: { description: How often. }
  langs: { description: Languages. }
  twice: { description: Again., default: "false" }
outputs:
  words: { description: What was said. }
`,
  );
  write(
    "actions/greet/action-types.yml",
    `inputs:
  who: { type: string }
  how: { type: enum, allowed-values: [warmly, coldly] }
  times: { type: integer }
  langs: { type: list, separator: ",", list-item: { type: enum, allowed-values: [en, de] } }
  twice: { type: boolean }
outputs:
  words: { type: string }
`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("types and tables follow the action's files, and check finds them in order", () => {
  expect(generate()).toEqual({ status: 0, problems: [] });
  const types = read("action-types.d.ts");
  for (const line of [
    '"who": string;',
    '"how": "warmly" | "coldly";',
    '"times"?: number;',
    '"langs"?: readonly ("en" | "de")[];',
    '"twice": boolean;',
    'outputs: "words";',
  ])
    expect(types).toContain(line);
  expect(read("actions/greet/README.md")).toMatch(/\| `who` +\| \(required\) +\| A \\\| pipe/);
  expect(generate("--check")).toEqual({ status: 0, problems: [] });
});

test("check names each file that drifted, and writes nothing", () => {
  generate();
  write("actions/greet/action.yml", read("actions/greet/action.yml").replace("How often", "How many times"));
  const before = read("action-types.d.ts");
  const { status, problems } = generate("--check");
  expect(status).toBe(1);
  expect(problems).toEqual([
    expect.stringMatching(/^action-types\.d\.ts has drifted/),
    expect.stringMatching(/^actions\/greet\/README\.md has drifted/),
  ]);
  expect(read("action-types.d.ts")).toBe(before);
});

test("text around the tables stays", () => {
  write(
    "actions/greet/README.md",
    "# Mine\n\n<!-- inputs:start -->\nold\n<!-- inputs:end -->\n\nbetween\n\n<!-- outputs:start -->\n<!-- outputs:end -->\n\nafter\n",
  );
  generate();
  const text = read("actions/greet/README.md");
  expect(text).toMatch(/^# Mine\n[\s\S]*`who`[\s\S]*\nbetween\n[\s\S]*`words`[\s\S]*\nafter\n$/);
  expect(text).not.toContain("old");
});

test("an input or output in only one of the two files is named", () => {
  write(
    "actions/greet/action-types.yml",
    read("actions/greet/action-types.yml").replace("  who:", "  whom:"),
  );
  write("actions/greet/action.yml", read("actions/greet/action.yml").replace("  words:", "  speech:"));
  const { status, problems } = generate();
  expect(status).toBe(1);
  expect(problems).toEqual(
    expect.arrayContaining([
      'actions/greet/action-types.yml lacks the input "who" of action.yml',
      'actions/greet/action.yml lacks the input "whom" of action-types.yml',
      'actions/greet/action-types.yml lacks the output "speech" of action.yml',
      'actions/greet/action.yml lacks the output "words" of action-types.yml',
    ]),
  );
});

test("an example follows its file, and check names the one that drifted", () => {
  const between = (text: string) => `# Mine\n\n<!-- example: ${text}<!-- example:end -->\n\nafter\n`;
  write("actions/greet/examples/a.yml", "name: a\n");
  write("actions/greet/examples/b.yml", "name: b\n");
  write("README.md", between("actions/greet/examples/a.yml -->\nold\n"));
  generate();
  expect(read("README.md")).toBe(between("actions/greet/examples/a.yml -->\n\n```yaml\nname: a\n```\n\n"));
  write(
    "actions/greet/README.md",
    `${read("actions/greet/README.md")}${between("examples/a.yml -->")}${between("examples/b.yml -->")}`,
  );
  generate();
  expect(generate("--check")).toEqual({ status: 0, problems: [] });

  write("actions/greet/examples/b.yml", "name: other\n");
  const before = read("actions/greet/README.md");
  const { status, problems } = generate("--check");
  expect(status).toBe(1);
  expect(problems).toEqual([
    "actions/greet/README.md has drifted from its example examples/b.yml; run `npm run types`",
  ]);
  expect(read("actions/greet/README.md")).toBe(before);
});

test("an example without its file or its end is named, and the text stays", () => {
  const text =
    "<!-- example: actions/greet/none.yml -->\n<!-- example:end -->\n<!-- example: x.yml -->\nafter\n";
  write("README.md", text);
  const { status, problems } = generate();
  expect(status).toBe(1);
  expect(problems).toEqual([
    "README.md: there is no file actions/greet/none.yml for the example",
    "README.md: the example x.yml lacks its marker <!-- example:end -->",
  ]);
  expect(read("README.md")).toBe(text);
});
