import { alignedTable } from "../aligned-table.ts";
import { type Action, type Complain, sentence } from "./action.ts";

/** What an action's README begins as. */
export const newReadme = ({ title, description }: Action): string =>
  [
    `# ${title}`,
    description,
    "## Inputs",
    "<!-- inputs:start --><!-- inputs:end -->",
    "## Outputs",
    "<!-- outputs:start --><!-- outputs:end -->\n",
  ].join("\n\n");

/** The text of an action's README with its tables of inputs and outputs as they should be. */
export function withTables(text: string, { folder, inputs, outputs }: Action, complain: Complain): string {
  const cell = (words: string) => sentence(words).replaceAll("|", "\\|");
  const code = (words: string) => `\`${cell(words)}\``;
  const tables = {
    inputs: alignedTable([
      ["Input", "Default", "Description"],
      ...Object.entries(inputs).map(([name, input]) => [
        code(name),
        input.required ? "(required)" : input.default ? code(input.default) : "",
        cell(input.description),
      ]),
    ]),
    outputs: alignedTable([
      ["Output", "Description"],
      ...Object.entries(outputs).map(([name, output]) => [code(name), cell(output.description)]),
    ]),
  };
  let result = text;
  for (const [part, table] of Object.entries(tables)) {
    const [start, end] = [`<!-- ${part}:start -->`, `<!-- ${part}:end -->`];
    const [from, to] = [result.indexOf(start), result.indexOf(end)];
    if (from < 0 || to < from) complain(`${folder}/README.md lacks the markers ${start} and ${end}`);
    else result = `${result.slice(0, from)}${start}\n\n${table}\n\n${result.slice(to)}`;
  }
  return result;
}
