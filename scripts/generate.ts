// Writes action-types.d.ts from every action's action.yml and action-types.yml
// (https://github.com/typesafegithub/github-actions-typing), and into the READMEs the tables of inputs and outputs and
// the examples. With --check it writes nothing and names what has drifted.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { type Action, readAction } from "./generate/action.ts";
import { withExamples } from "./generate/examples.ts";
import { newReadme, withTables } from "./generate/tables.ts";
import { actionTypes } from "./generate/types.ts";

const root = new URL("../", import.meta.url);
const check = process.argv.includes("--check");
const problems: string[] = [];
const complain = (problem: string) => void problems.push(problem);
const drifted = (what: string) => {
  if (check) complain(`${what}; run \`npm run types\``);
};

function read(path: string): string | undefined {
  const file = new URL(path, root);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function write(path: string, text: string): void {
  if (check || read(path) === text) return;
  writeFileSync(new URL(path, root), text);
  console.log(`wrote ${path}`);
}

/** The pages that a README has no room for. */
function pages(): string[] {
  const folder = new URL("docs/", root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : []));
}

function readme(path: string, action?: Action): void {
  const found = read(path);
  const before = found ?? (action && newReadme(action));
  if (before === undefined) return;
  const tabled = action ? withTables(before, action, complain) : before;
  if (tabled !== found) drifted(`${path} has drifted from its action.yml`);
  const text = withExamples(
    tabled,
    (file) => read(join(dirname(path), file)),
    (file) => drifted(`${path} has drifted from its example ${file}`),
    (problem) => complain(`${path}: ${problem}`),
  );
  write(path, text);
}

const names = readdirSync(new URL("actions/", root)).sort();
const actions = names.map((name) => readAction(root, name, complain));
const types = actionTypes(actions, complain);
if (types !== read("action-types.d.ts"))
  drifted("action-types.d.ts has drifted from actions/*/action.yml and action-types.yml");
write("action-types.d.ts", types);
for (const page of ["README.md", ...pages()]) readme(page);
for (const action of actions) readme(`${action.folder}/README.md`, action);

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
