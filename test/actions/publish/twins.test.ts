import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  buildxIndexFixture,
  type Fixture,
  type ImageFixture,
  imageFixture,
  indexFixture,
  pushFixture,
} from "../../support/images/images.ts";
import { digestOf, type Registry, startRegistry } from "../../support/registry/index.ts";
import { ociManifest } from "../../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, publish, reportOf } from "../step.ts";

/** What podman and buildah write and read: `OCI1InstanceAnnotationCompressionZSTD` of containers/image. */
const zstdMark = { "io.github.containers.compression.zstd": "true" };

const gzip = (platform: string, seed = "gzip") => imageFixture({ platform, layers: 1, seed });

/** An image whose layers say that they are zstd's; nobody unpacks them here. */
function zstd(platform: string, seed = "zstd"): ImageFixture {
  const image = imageFixture({ platform, layers: 1, seed });
  const manifest = Buffer.from(image.manifest.toString().replaceAll("tar+gzip", "tar+zstd"));
  const descriptor = { ...image.descriptor, digest: digestOf(manifest), size: manifest.byteLength };
  return { ...image, manifest, descriptor };
}

/** As buildx writes with `oci-mediatypes=false` (`MediaTypeDockerSchema2LayerZstd` of containerd). */
function dockerZstd(platform: string): ImageFixture {
  const image = gzip(platform, "docker");
  const manifest = Buffer.from(
    image.manifest
      .toString()
      .replaceAll(
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.diff.tar.zstd",
      ),
  );
  const descriptor = { ...image.descriptor, digest: digestOf(manifest), size: manifest.byteLength };
  return { ...image, manifest, descriptor };
}

const marked = (image: ImageFixture): ImageFixture => ({
  ...image,
  descriptor: { ...image.descriptor, annotations: zstdMark },
});

const platforms = ["linux/amd64", "linux/arm64"] as const;
const [amd64, arm64] = platforms.map((one) => gzip(one)) as [ImageFixture, ImageFixture];
const [zstdAmd64, zstdArm64] = platforms.map((one) => zstd(one)) as [ImageFixture, ImageFixture];
const both = indexFixture([amd64, marked(zstdAmd64)]);
const bothArm64 = indexFixture([arm64, marked(zstdArm64)]);

let registry: Registry;
const app = () => `${registry.host}/app`;
const ref = ({ descriptor }: Fixture) => `${app()}@${descriptor.digest}`;
const sources = (...fixtures: Fixture[]) => fixtures.map(ref).join("\n");
beforeAll(async () => {
  registry = await startRegistry();
  for (const one of [both, bothArm64]) pushFixture(registry, "app", one);
});
afterAll(() => registry.close());
beforeEach(() => registry.clearRequests());

const manifestsAt = (tag: string) =>
  JSON.parse(registry.readManifest("app", tag)?.bytes.toString() ?? "").manifests;
const digestsOf = (...fixtures: Fixture[]) => fixtures.map(({ descriptor }) => descriptor.digest);

async function merged(...fixtures: Fixture[]): Promise<{ digest: string; annotations: unknown }[]> {
  for (const one of fixtures) pushFixture(registry, "app", one);
  expectSuccess(await publish({ sources: sources(...fixtures), tags: `${app()}:merged` }));
  return manifestsAt("merged");
}

test("a zstd image in Docker's media types is one, too", async () => {
  const image = dockerZstd("linux/amd64");
  expect(await merged(image, amd64)).toMatchObject([
    { digest: amd64.descriptor.digest },
    { digest: image.descriptor.digest, annotations: zstdMark },
  ]);
});

describe("an index with a gzip and a zstd image for one platform", () => {
  test("is promoted byte for byte", async () => {
    const run = await publish({ sources: sources(both), tags: `${app()}:1`, platforms: "linux/amd64" });
    expectSuccess(run);
    expect(run.outputs.digest).toBe(both.descriptor.digest);
    expect(reportOf(run)[0]?.platforms).toEqual(["linux/amd64", "linux/amd64"]);
    expect(registry.readManifest("app", "1")?.bytes).toEqual(both.manifest);
    // GET of the source, HEAD of the tag and of both images, PUT, HEAD.
    expect(registry.requests).toHaveLength(6);
  });

  test("is merged with another such index, both variants in the order of their authors", async () => {
    const found = await merged(bothArm64, both);
    expect(found.map(({ digest }) => digest)).toEqual(digestsOf(amd64, zstdAmd64, arm64, zstdArm64));
    expect(found.map(({ annotations }) => annotations)).toEqual([undefined, zstdMark, undefined, zstdMark]);
    const reverse = indexFixture([marked(zstdAmd64), amd64]);
    expect((await merged(reverse, bothArm64)).map(({ digest }) => digest)).toEqual(
      digestsOf(zstdAmd64, amd64, arm64, zstdArm64),
    );
  });

  test("keeps both when it is annotated", async () => {
    expectSuccess(
      await publish({
        sources: sources(both),
        tags: `${app()}:2`,
        annotations: "manifest-descriptor[linux/amd64]:a=b",
      }),
    );
    expect(manifestsAt("2")).toEqual([
      { ...amd64.descriptor, annotations: { a: "b" } },
      { ...zstdAmd64.descriptor, annotations: { a: "b", ...zstdMark } },
    ]);
  });

  test("whatever it holds: two images of one platform that nothing tells apart", async () => {
    const odd = indexFixture([amd64, gzip("linux/amd64", "again")]);
    pushFixture(registry, "app", odd);
    const run = await publish({ sources: sources(odd), tags: `${app()}:3` });
    expectSuccess(run);
    expect(run.outputs.digest).toBe(odd.descriptor.digest);
    expect((await merged(odd, arm64)).map(({ digest }) => digest)).toEqual([
      ...odd.children.map(({ descriptor }) => descriptor.digest),
      arm64.descriptor.digest,
    ]);
  });

  test("whatever it holds: nested indexes, each after what it lists, and an attestation of nothing", async () => {
    const inner = indexFixture([both]);
    const nested = indexFixture([inner, arm64, buildxIndexFixture({ platform: "linux/s390x" }).attestation]);
    pushFixture(registry, "nested", nested);
    const run = await publish({
      sources: `${registry.host}/nested@${nested.descriptor.digest}`,
      tags: `${registry.host}/moved:1\n${registry.host}/moved:latest`,
    });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
    expect(run.outputs.digest).toBe(nested.descriptor.digest);
    expect(registry.incompleteTags()).toEqual([]);
    const puts = registry.requests.filter(({ method, kind }) => method === "PUT" && kind === "manifest");
    expect(puts.slice(-4).map(({ reference, status }) => [reference, status])).toEqual([
      [both.descriptor.digest, 201],
      [inner.descriptor.digest, 201],
      ["1", 201],
      ["latest", 201],
    ]);
    expect(reportOf(run)[0]?.platforms).toEqual(["linux/amd64", "linux/amd64", "linux/arm64"]);
  });
});

describe("two sources that bring one each", () => {
  test.each([
    ["images", () => [zstdAmd64, amd64]],
    ["indexes, one of which says so", () => [indexFixture([marked(zstdAmd64)]), indexFixture([amd64])]],
    ["indexes that say nothing", () => [indexFixture([zstdAmd64]), indexFixture([amd64])]],
  ])("%s: gzip comes first, and the other is marked", async (_, those) => {
    // The first match wins, says the OCI image index; podman takes a marked one before it (containers/image).
    expect(await merged(...those())).toEqual([
      amd64.descriptor,
      { ...zstdAmd64.descriptor, annotations: zstdMark },
    ]);
  });

  test("a lone zstd image is written as it is", async () => {
    expect(await merged(zstdAmd64)).toEqual([zstdAmd64.descriptor]);
  });
});

describe("two sources that clash", () => {
  const other = gzip("linux/amd64", "other");
  const otherZstd = zstd("linux/amd64", "other");
  test.each([
    ["images", () => [amd64, other], amd64, 0, other, 1],
    ["two zstd images", () => [otherZstd, zstdAmd64], otherZstd, 0, zstdAmd64, 1],
    ["an index with both, and an image", () => [both, other], amd64, 0, other, 1],
    [
      "an index with two of one kind, and an image",
      () => [indexFixture([other, amd64]), gzip("linux/amd64", "third")],
      other,
      0,
      gzip("linux/amd64", "third"),
      1,
    ],
  ])("%s: the sentence names two different sources", async (_, those, a, ofA, b, ofB) => {
    const given = those();
    for (const one of given) pushFixture(registry, "app", one);
    const run = await publish({ sources: sources(...given), tags: `${app()}:clash` });
    const name = (at: number) => ref(given[at] as Fixture);
    expect(expectOneError(run)).toBe(
      `input "sources": two sources are for linux/amd64: ${a.descriptor.digest} of ${name(ofA)} and ${b.descriptor.digest} of ${name(ofB)}; expected one image for each platform`,
    );
    expect(registry.writes()).toEqual([]);
  });
});

test("the media types of these images are OCI's", () => {
  expect(zstdAmd64.descriptor.mediaType).toBe(ociManifest);
  expect(zstdAmd64.manifest.toString()).toContain("application/vnd.oci.image.layer.v1.tar+zstd");
});
