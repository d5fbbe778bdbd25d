import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { parseWorkflow } from "../../../src/cascade/inputs/workflow-name.ts";

test.each(["publish-image.yml", "a.yaml", "my build.yml"])("%j is a workflow", (text) => {
  expect(parseWorkflow(text)).toBe(text);
});

test.each([
  [".github/workflows/a.yml", /is a path, and is looked for/],
  ["a\\b.yml", /is a path/],
  ["a", /is not the name of a YAML file/],
  ["a.yml.bak", /is not the name of a YAML file/],
  [".yml", /is not the name of a YAML file/],
  ["", /is not the name of a YAML file/],
  ["a\n.yml", /control/],
])("%j is no workflow", (text, message) => {
  expect(() => parseWorkflow(text)).toThrow(UserError);
  expect(() => parseWorkflow(text)).toThrow(message);
});
