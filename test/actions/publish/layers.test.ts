import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ImageFixture, imageFixture, pushFixture } from "../../support/images/images.ts";
import { type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectSuccess, noJitter, publish } from "../step.ts";

const windows = imageFixture({ platform: "windows/amd64", layers: 2, mediaTypes: "docker" });
const [base, own] = windows.layers.map(({ descriptor }) => descriptor.digest) as [string, string];
const mirrors = ["https://mcr.example.com/v2/windows/blobs/base"];

/** The image with another media type for its first layer, which is to be had elsewhere too. */
function withBase(mediaType: string): ImageFixture {
  const document = JSON.parse(windows.manifest.toString()) as { layers: object[] };
  const [first, ...others] = document.layers;
  const manifest = Buffer.from(
    JSON.stringify({ ...document, layers: [{ ...first, mediaType, urls: mirrors }, ...others] }),
  );
  const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
  return { ...windows, manifest, descriptor: { ...windows.descriptor, digest, size: manifest.length } };
}

let one: Registry;
let two: Registry;
let count = 0;
let copy = "";

beforeAll(async () => {
  [one, two] = await Promise.all([startRegistry(), startRegistry()]);
});
afterAll(() => Promise.all([one.close(), two.close()]));
beforeEach(() => {
  copy = `copy-${++count}`;
  for (const registry of [one, two]) registry.clearRequests();
});

const publishTo = (registry: Registry, fixture: ImageFixture, tags = ["1"]) =>
  publish(
    {
      sources: `${one.host}/build@${fixture.descriptor.digest}`,
      tags: tags.map((tag) => `${registry.host}/${copy}:${tag}`).join("\n"),
    },
    noJitter,
  );
const askedFor = (registry: Registry, digest: string) =>
  registry.requests.filter(
    ({ path, query }) => `${path}?${query}`.includes(encodeURIComponent(digest)) || path.includes(digest),
  );

describe.each<[string, () => Registry]>([
  ["another repository", () => one],
  ["another registry", () => two],
])("in a copy to %s", (_, registryOf) => {
  test.each([
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
  ])("a layer of type %s is copied though it names a mirror", async (type) => {
    const fixture = withBase(type);
    pushFixture(one, "build", fixture);
    const run = await publishTo(registryOf(), fixture);
    expectSuccess(run);
    for (const digest of [base, own]) expect(registryOf().hasBlob(copy, digest)).toBe(true);
    expect(
      registryOf()
        .incompleteTags()
        .filter(({ repository }) => repository === copy),
    ).toEqual([]);
    expect(run.log).not.toContain("may not be copied");
    expect(run.summary).not.toContain("may not be copied");
  });

  test.each([
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
  ])("a layer of type %s is left, and named in log and summary", async (type) => {
    const fixture = withBase(type);
    // Its own registry may hold it: that is no licence to copy it.
    pushFixture(one, "build", fixture);
    const registry = registryOf();
    const run = await publishTo(registry, fixture, ["1", "latest"]);
    expectSuccess(run);
    expect(registry.hasBlob(copy, base)).toBe(false);
    expect(registry.hasBlob(copy, own)).toBe(true);
    expect(askedFor(one, base)).toEqual([]);
    expect(askedFor(two, base)).toEqual([]);
    const sentence = `${base} may not be copied (nondistributable layers): whoever pulls the image fetches them from their own URLs`;
    expect(run.log.split("\n").filter((line) => line.includes(sentence))).toHaveLength(1);
    expect(run.summary.replaceAll("\\", "").split(base)).toHaveLength(2);
    expect(run.summary).toContain("may not be copied");
    expect(registry.tags(copy).get("latest")).toBe(run.outputs.digest);
  });
});
