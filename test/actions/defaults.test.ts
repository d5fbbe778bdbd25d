import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const actions = new URL("../../actions/", import.meta.url);

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

test.each(readdirSync(actions))("%s: an input handed through empty has the default of action.yml", (name) => {
  const action: Action = parse(readFileSync(new URL(`${name}/action.yml`, actions), "utf8"));
  const declared = Object.entries(action.inputs).flatMap(([input, { default: value }]) =>
    // An expression is the runner's to read, and gives a token.
    value === undefined || String(value).startsWith("${{") ? [] : [[input, String(value)]],
  );
  expect(declared.length).toBeGreaterThan(0);
  expect(fallbacks(readFileSync(new URL(`${name}/main.ts`, actions), "utf8"))).toEqual(
    Object.fromEntries(declared),
  );
});
