import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const actions = new URL("../../actions/", import.meta.url);

/** The lists of which nothing makes no sense: given empty, they have their default. */
const neverEmpty = ["lane-guard/labels", "image-cache/fail-on"];

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: unknown }>>;
}

/** What an entry falls back to, as it is written there: `name: withDefault(parser, "text")`, on one line or several. */
function fallbacks(entry: string): Record<string, string> {
  const found = entry.matchAll(
    /^\s*"?([\w-]+)"?: withDefault\((?:.*, |\n.*,\n\s*)"([^"]*)"(?:,\n\s*)?\),$/gm,
  );
  return Object.fromEntries([...found].map(([, name, text]) => [name, text]));
}

/** What inputs that are understood later fall back to. */
function lateFallbacks(file: string): Record<string, string> {
  const code = readFileSync(new URL(file, import.meta.url), "utf8");
  return Object.fromEntries(
    [...code.matchAll(/"([\w-]+)": \w+ = "([^"]+)"/g)].map(([, name, text]) => [name, text]),
  );
}

interface Types {
  readonly inputs: Readonly<Record<string, { readonly type: string }>>;
}

test.each(readdirSync(actions))(
  "%s: an input given empty has the default of action.yml, a list is empty",
  (name) => {
    const read = (file: string) => parse(readFileSync(new URL(`${name}/${file}`, actions), "utf8"));
    const action: Action = read("action.yml");
    const types: Types = read("action-types.yml");
    const isList = (input: string) =>
      types.inputs[input]?.type === "list" && !neverEmpty.includes(`${name}/${input}`);
    const declared = Object.entries(action.inputs).flatMap(([input, { default: value }]) =>
      // An expression is the runner's to read, and gives a token.
      value === undefined || String(value).startsWith("${{") || isList(input) ? [] : [[input, String(value)]],
    );
    expect(declared.length).toBeGreaterThan(0);
    const code = ["main.ts", "inputs.ts"]
      .map((file) => new URL(`${name}/${file}`, actions))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, "utf8"));
    // Read only where they are wanted: `"name": variable = "text"`.
    const later = name === "publish-index" ? lateFallbacks("../../src/publish/inputs/soci-options.ts") : {};
    expect({ ...fallbacks(code.join("\n")), ...later }).toEqual(Object.fromEntries(declared));
  },
);
