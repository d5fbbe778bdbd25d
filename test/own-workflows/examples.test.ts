import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { realPart } from "../support/real/real.ts";
import { actionlint, zizmor } from "./lint.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = readdirSync(join(root, "actions")).flatMap((action) =>
  readdirSync(join(root, "actions", action, "examples"))
    .filter((file) => file.endsWith(".yml"))
    .map((file) => `actions/${action}/examples/${file}`),
);

describe.each(files)("%s", (file) => {
  test("is a complete workflow that asks for no permissions but for its jobs", () => {
    const workflow: object = parse(readFileSync(join(root, file), "utf8"));
    expect(Object.keys(workflow)).toEqual(expect.arrayContaining(["name", "on", "permissions", "jobs"]));
    expect(workflow).toHaveProperty("permissions", {});
  });
});

realPart("actionlint")("actionlint", () => {
  test("has nothing to object to in the examples", () => {
    expect(actionlint(files)).toEqual({ status: 0, output: "" });
  });

  test("objects to a name that no step has", () => {
    const { status, output } = actionlint(["test/own-workflows/faulty.yml"]);
    expect(status).toBe(1);
    expect(output).toContain('property "none" is not defined');
  });
});

realPart("zizmor")("zizmor", () => {
  const config = "--config=test/own-workflows/zizmor-examples.yml";

  test("has nothing to object to in the examples", () => {
    expect(zizmor(files, config)).toEqual({ status: 0, output: expect.stringMatching(/^No findings/) });
  });

  test("objects to an input that becomes part of a script", () => {
    const { status, output } = zizmor(["test/own-workflows/faulty.yml"], config);
    expect(status).not.toBe(0);
    expect(output).toContain("template-injection");
  });
});
