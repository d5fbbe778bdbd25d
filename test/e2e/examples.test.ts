import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const actions = fileURLToPath(new URL("../../actions", import.meta.url));
const examples = readdirSync(actions).flatMap((action) =>
  readdirSync(`${actions}/${action}/examples`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yml"))
    .map((file) => `${action}/${file.replace(/\.yml$/, "")}`),
);
const here = fileURLToPath(new URL(".", import.meta.url));
/** The code of all that runs on a runner. */
const code = readdirSync(here)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`${here}/${file}`, "utf8"))
  .join("\n")
  .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");

test.each(examples)("%s is run on the runners it is for, or part of what is", (example) => {
  expect(code).toContain(`"${example}"`);
});
