import { afterAll, beforeAll, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, reportOf } from "../step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
  pushFixture(registry, "app", amd64);
});
afterAll(() => registry.close());

const image = () => `${registry.host}/app`;

test("every list may be given empty, and is the empty list", async () => {
  const run = await publish({
    image: image(),
    sources: amd64.descriptor.digest,
    tags: "1",
    annotations: "",
    platforms: "",
    "moving-tags": "",
    "insecure-registries": "",
  });
  expectSuccess(run);
  expect(registry.tags("app").get("1")).toBe(run.outputs.digest);
});

test("what makes no sense empty has its default", async () => {
  const run = await publish({
    image: image(),
    sources: amd64.descriptor.digest,
    tags: "2",
    "if-exists": "",
    concurrency: "",
    "wait-timeout": " ",
    "dry-run": "",
    heal: "\n",
    metadata: "",
    targets: "",
  });
  expectSuccess(run);
  expect(registry.tags("app").get("2")).toBe(run.outputs.digest);
});

test.each([
  ["lists", { platforms: [], annotations: [] }],
  ["texts", { platforms: "", annotations: "" }],
])("a target that gives empty %s does not take the inputs' own", async (_, own) => {
  const source = { sources: [amd64.descriptor.digest] };
  const inputs = { image: image(), platforms: "linux/arm64", annotations: "org.example.a=b" };
  const run = await publish({
    ...inputs,
    targets: JSON.stringify([
      { ...source, name: "own", tags: ["3"], ...own },
      { ...source, name: "inherited", tags: ["4"] },
    ]),
  });
  expect(expectOneError(run)).toContain(
    'inherited: input "platforms": the sources have no image for linux/arm64; they have linux/amd64',
  );
  expect(reportOf(run).map(({ name, state }) => [name, state])).toEqual([
    ["own", expect.stringMatching(/^(?:published|unchanged)$/)],
    ["inherited", "failed"],
  ]);
  const { bytes = Buffer.from("{}") } = registry.readManifest("app", "3") ?? {};
  expect(JSON.parse(bytes.toString())).not.toHaveProperty("annotations");
});
