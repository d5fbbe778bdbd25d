import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, wait } from "../step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const { digest } = amd64.descriptor;

let registry: Registry;
const app = () => `${registry.host}/app`;
beforeAll(async () => {
  registry = await startRegistry();
  for (const tag of ["1.2.3", "latest"]) pushFixture(registry, "app", amd64, { tag });
});
afterAll(() => registry.close());
beforeEach(() => registry.clearRequests());

test("short tags are the image's, beside digests and references", async () => {
  const run = await wait({ image: app(), refs: `1.2.3, latest\n${digest}\n${app()}:1.2.3` });
  expectSuccess(run);
  expect(run.outputs.refs).toBe(Array(4).fill(`${app()}@${digest}`).join("\n"));
  expect(JSON.parse(run.outputs.json ?? "").map(({ ref }: { ref: string }) => ref)).toEqual([
    `${app()}:1.2.3`,
    `${app()}:latest`,
    `${app()}@${digest}`,
    `${app()}:1.2.3`,
  ]);
  expect(registry.requests.map(({ method, reference }) => `${method} ${reference}`).toSorted()).toEqual([
    "HEAD 1.2.3",
    "HEAD latest",
    `HEAD ${digest}`,
  ]);
});

const accepted =
  'expected repository@sha256:…, repository:tag, or a bare sha256:… digest or a short tag together with "image"';

test("a short tag without image is one sentence", async () => {
  const run = await wait({ refs: "1.2.3" });
  expect(expectOneError(run)).toBe(`input "refs": the short tag "1.2.3" needs "image"; ${accepted}`);
});

test("64 hexadecimal digits are no short tag", async () => {
  const run = await wait({ image: app(), refs: digest.replace("sha256:", "") });
  expect(expectOneError(run)).toContain("could be an image ID or a digest without its sha256:");
  expect(registry.requests).toEqual([]);
});
