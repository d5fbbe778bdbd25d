import { expect, test } from "vitest";
import { namedWorkflow } from "../../src/workflow/named-workflow.ts";

test.each([
  ["publish-image.yml", ["publish-image.yml", "publish-image.yaml"], "publish-image.yml"],
  ["publish-image.yml", ["publish-image.yaml", "publish-images.yml"], "publish-image.yaml"],
  ["publish-image.yaml", ["publish-image.yml"], "publish-image.yml"],
])("%s is, among %j, %s", (wanted, names, name) => {
  expect(namedWorkflow(wanted, names)).toEqual({ name, near: undefined });
});

test.each([
  ["publish-image.yml", ["ci.yml", "publish-images.yml", "publish.yml"], "publish-images.yml"],
  ["publish-image.yml", ["Publish_Image.yaml"], "Publish_Image.yaml"],
  ["publish-image.yml", ["publish.yml", "lint.yml"], "publish.yml"],
  ["publish-image.yml", ["publish-image.yml.off", "ci.yml"], undefined],
  ["publish-image.yml", ["dependency-review.yml"], undefined],
  ["publish-image.yml", [], undefined],
])("%s is missing among %j, where %s is near", (wanted, names, near) => {
  expect(namedWorkflow(wanted, names)).toEqual({ name: undefined, near });
});
