// Writes action-types.d.ts and the tables in actions/*/README.md from every action's action.yml and
// action-types.yml (https://github.com/typesafegithub/github-actions-typing).
// With --check it writes nothing and names each file that has drifted.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { markdownTable } from "markdown-table";
import { parse } from "yaml";

interface Input {
  description: string;
  required?: boolean;
  default?: string;
}

interface Type {
  type: string;
  "allowed-values"?: string[];
  "list-item"?: Type;
}

interface Action {
  folder: string;
  name: string;
  title: string;
  description: string;
  inputs: Record<string, Input>;
  outputs: Record<string, { description: string }>;
  types: { inputs: Record<string, Type>; outputs: Record<string, Type> };
}

const root = new URL("../", import.meta.url);
const check = process.argv.includes("--check");
const problems: string[] = [];

function readAction(name: string): Action {
  const folder = `actions/${name}`;
  const yml = (file: string) => parse(readFileSync(new URL(`${folder}/${file}`, root), "utf8")) ?? {};
  const { name: title, description, inputs = {}, outputs = {} } = yml("action.yml");
  const { inputs: inputTypes = {}, outputs: outputTypes = {} } = yml("action-types.yml");
  compare(folder, "input", inputs, inputTypes);
  compare(folder, "output", outputs, outputTypes);
  const types = { inputs: inputTypes, outputs: outputTypes };
  return { folder, name, title, description, inputs, outputs, types };
}

function compare(folder: string, kind: string, described: object, typed: object): void {
  for (const name of Object.keys(described))
    if (!(name in typed))
      problems.push(`${folder}/action-types.yml lacks the ${kind} "${name}" of action.yml`);
  for (const name of Object.keys(typed))
    if (!(name in described))
      problems.push(`${folder}/action.yml lacks the ${kind} "${name}" of action-types.yml`);
}

function typeScript(type: Type | undefined, where: string): string {
  switch (type?.type) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "integer":
    case "float":
      return "number";
    case "enum":
      return (type["allowed-values"] ?? []).map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `readonly (${typeScript(type["list-item"], where)})[]`.replace(/\((\w+)\)/, "$1");
    default:
      problems.push(`${where} has the unknown type "${type?.type}"`);
      return "unknown";
  }
}

const given = (input: Input) => input.required === true || input.default !== undefined;
const sentence = (text: string) => text.trim().replace(/\s+/g, " ");

function declaration({ folder, name, description, inputs, outputs, types }: Action): string[] {
  const doc = (text: string) => `/** ${sentence(text).replaceAll("*/", "*∕")} */`;
  return [
    `  ${doc(description)}`,
    `  ${JSON.stringify(name)}: {`,
    "    inputs: {",
    ...Object.entries(inputs).flatMap(([key, input]) => [
      `      ${doc(input.description)}`,
      `      ${JSON.stringify(key)}${given(input) ? "" : "?"}: ${typeScript(types.inputs[key], `${folder}/action-types.yml: "${key}"`)};`,
    ]),
    "    };",
    `    outputs: ${
      Object.keys(outputs)
        .map((key) => JSON.stringify(key))
        .join(" | ") || "never"
    };`,
    "  };",
  ];
}

function readme({ folder, title, description, inputs, outputs }: Action): string {
  const file = new URL(`${folder}/README.md`, root);
  const cell = (text: string) => sentence(text).replaceAll("|", "\\|");
  const code = (text: string) => `\`${cell(text)}\``;
  const tables = {
    inputs: markdownTable([
      ["Input", "Default", "Description"],
      ...Object.entries(inputs).map(([name, input]) => [
        code(name),
        input.required ? "(required)" : input.default ? code(input.default) : "",
        cell(input.description),
      ]),
    ]),
    outputs: markdownTable([
      ["Output", "Description"],
      ...Object.entries(outputs).map(([name, output]) => [code(name), cell(output.description)]),
    ]),
  };
  let text = existsSync(file)
    ? readFileSync(file, "utf8")
    : [
        `# ${title}`,
        description,
        "## Inputs",
        "<!-- inputs:start --><!-- inputs:end -->",
        "## Outputs",
        "<!-- outputs:start --><!-- outputs:end -->\n",
      ].join("\n\n");
  for (const [part, table] of Object.entries(tables)) {
    const [start, end] = [`<!-- ${part}:start -->`, `<!-- ${part}:end -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) problems.push(`${folder}/README.md lacks the markers ${start} and ${end}`);
    else text = `${text.slice(0, from)}${start}\n\n${table}\n\n${text.slice(to)}`;
  }
  return text;
}

const actions = readdirSync(new URL("actions/", root)).sort().map(readAction);
const generated: Record<string, string> = {
  "action-types.d.ts": [
    "// Generated by scripts/action-types.ts from actions/*/action.yml and action-types.yml.",
    "",
    "/** The inputs and outputs of every action. An input without `?` is required or has a default. */",
    "export interface ActionTypes {",
    ...actions.flatMap(declaration),
    "}",
    "",
  ].join("\n"),
  ...Object.fromEntries(actions.map((action) => [`${action.folder}/README.md`, readme(action)])),
};

for (const [path, text] of Object.entries(generated)) {
  const file = new URL(path, root);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (check) problems.push(`${path} has drifted from its action.yml; run \`npm run types\``);
  else {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
