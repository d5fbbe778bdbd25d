import { describe, expect, test } from "vitest";
import { canonicalManifest } from "../../../src/image/canonical-json.ts";
import type { Manifest } from "../../../src/image/descriptor.ts";
import type { Digest } from "../../../src/image/digest.ts";
import { readIndex } from "../../../src/image/documents.ts";
import { type MergedIndex, mergeIndex, type ZtocBlob } from "../../../src/image/merge-index.ts";
import { parsePlatform } from "../../../src/image/parse-platform.ts";
import {
  convert,
  convertedBefore,
  imagesToIndex,
  planLayer,
  ztocsIn,
} from "../../../src/soci/convert/convert.ts";
import {
  attestationFixture,
  type Fixture,
  type ImageOptions,
  imageFixture,
  indexFixture,
} from "../../support/images/images.ts";

const at = { registry: "registry.lan", repository: "app" };
const making = { platforms: [], spanSize: 4 << 20, buildTool: "imgpub SOCI 1" };

const asManifest = ({ descriptor: { digest, mediaType }, manifest }: Fixture) =>
  ({ digest, mediaType, bytes: manifest }) as Manifest;

/** The index of some images, as a source alone, and what is below it. */
function indexOf(...children: readonly Fixture[]) {
  const source = asManifest(indexFixture(children));
  const manifests = new Map(children.map((one) => [one.descriptor.digest as Digest, asManifest(one)]));
  return { index: merged(source), manifests };
}

const merged = (index: Manifest): MergedIndex =>
  mergeIndex(
    [{ name: "app", index, entries: readIndex(index).map((descriptor) => ({ descriptor, from: [at] })) }],
    { annotations: {}, descriptorAnnotations: [] },
  );

/** Each layer has a ztoc, named after it. */
const ztocOf = ({ digest }: { digest: Digest }): ZtocBlob => ({
  digest: `sha256:${digest.slice(7).split("").reverse().join("")}`,
  size: 1000,
});

const image = (options: ImageOptions) => imageFixture({ layers: 2, ...options });

/** The converted manifests by their digests, as a later conversion reads them. */
const written = ({ converted = [] }: MergedIndex) =>
  new Map(converted.map(({ manifest }) => [manifest.digest, manifest]));

describe("convert", () => {
  test.each(["oci", "docker"] as const)("twice is once, of %s images", (mediaTypes) => {
    const amd64 = image({ platform: "linux/amd64", mediaTypes });
    const arm64 = image({ platform: "linux/arm64", mediaTypes });
    const { index, manifests } = indexOf(amd64, arm64, attestationFixture(amd64));
    const once = convert(index, manifests, making, ztocOf);
    const twice = convert(merged(once), written(once), making, ztocOf);
    expect(Buffer.from(twice.bytes).toString()).toBe(Buffer.from(once.bytes).toString());
    expect(once.mediaType).toBe("application/vnd.oci.image.index.v1+json");
    for (const { manifest } of once.converted ?? []) {
      const document = JSON.parse(Buffer.from(manifest.bytes).toString());
      expect(document.mediaType).toBe("application/vnd.oci.image.manifest.v1+json");
      expect(document.config.mediaType).toBe("application/vnd.oci.image.config.v1+json");
    }
  });

  test("changes nothing without a ztoc", () => {
    const { index, manifests } = indexOf(image({}));
    expect(convert(index, manifests, making, () => undefined)).toBe(index);
  });

  test("takes an earlier conversion out where there is none any more", () => {
    const { index, manifests } = indexOf(image({}));
    const once = convert(index, manifests, making, ztocOf);
    const { entries, converted } = convert(merged(once), written(once), making, () => undefined);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.descriptor.annotations).toBeUndefined();
    expect(Buffer.from(converted?.[0]?.manifest.bytes ?? []).toString()).not.toContain("soci");
  });

  test("takes out SOCI indexes that lost their artifact types on the way", () => {
    const { index, manifests } = indexOf(image({}));
    const once = convert(index, manifests, making, ztocOf);
    const { manifests: children, ...document } = JSON.parse(Buffer.from(once.bytes).toString());
    const untyped = children.map(({ artifactType: _, ...child }: Record<string, unknown>) => child);
    const copied = canonicalManifest(once.mediaType, { ...document, manifests: untyped });
    const twice = convert(merged(copied), written(once), making, ztocOf);
    expect(twice.digest).toBe(once.digest);
    expect(twice.platforms).toEqual(["linux/amd64"]);
  });

  test("takes the mark of an earlier conversion out of an image that its descriptor does not tell of", () => {
    const plain = image({ platform: "linux/arm64" });
    const marked = image({
      platform: "linux/arm64",
      annotations: { "com.amazon.soci.index-digest": `sha256:${"0".repeat(64)}` },
    });
    const options = { ...making, platforms: [parsePlatform("linux/amd64")] };
    const amd64 = image({ platform: "linux/amd64" });
    const [expected, found] = [plain, marked].map((arm64) => {
      const { index, manifests } = indexOf(amd64, arm64);
      const read = [...imagesToIndex(index, options), ...convertedBefore(index)].map(
        ({ descriptor: { digest } }) => [digest, manifests.get(digest)] as [Digest, Manifest],
      );
      return convert(index, new Map(read), options, ztocOf);
    });
    const [of = [], without = []] = [found?.converted, expected?.converted];
    expect(of.map(({ sociIndex }) => sociIndex !== undefined)).toEqual([true, false]);
    expect(Buffer.from(of[1]?.manifest.bytes ?? []).toString()).not.toContain("soci");
    expect(without).toEqual([of[0]]);
  });

  test("lists a SOCI index that two platforms share twice", () => {
    const { index, manifests } = indexOf(
      image({ platform: "linux/amd64", sharedLayers: 2 }),
      image({ platform: "linux/arm64", sharedLayers: 2 }),
    );
    const { entries } = convert(index, manifests, making, ztocOf);
    const [one, other, ...soci] = entries.map(({ descriptor }) => descriptor);
    expect(soci).toHaveLength(2);
    expect(soci[0]?.digest).toBe(soci[1]?.digest);
    expect(soci.map(({ platform }) => platform)).toEqual([one?.platform, other?.platform]);
    expect(soci.map(({ annotations }) => annotations)).toEqual(
      [one, other].map((descriptor) => ({ "com.amazon.soci.image-manifest-digest": descriptor?.digest })),
    );
  });

  test("leaves images for other platforms and other systems as they are", () => {
    const others = [image({ platform: "linux/s390x" }), image({ platform: "windows/amd64" })];
    const { index, manifests } = indexOf(image({ platform: "linux/amd64" }), ...others);
    const platforms = [parsePlatform("linux/amd64")];
    const { entries } = convert(index, manifests, { ...making, platforms }, ztocOf);
    expect(entries.slice(1, 3).map(({ descriptor }) => descriptor)).toEqual(
      others.map(({ descriptor }) => descriptor),
    );
    expect(entries).toHaveLength(4);
  });

  test("keeps what is unknown, and what a descriptor says", () => {
    const fixture = image({ annotations: { a: "1" } });
    const old = { data: fixture.manifest.toString("base64"), urls: ["https://cdn.example.com/old"] };
    const descriptor = { ...fixture.descriptor, ...old, annotations: { own: "2" }, "x-own": 3 };
    const { index, manifests } = indexOf({ ...fixture, descriptor });
    const { entries, converted = [] } = convert(index, manifests, making, ztocOf);
    const key = "com.amazon.soci.index-digest";
    const soci = converted[0]?.sociIndex?.manifest;
    expect(entries[0]?.descriptor).toEqual({
      ...fixture.descriptor,
      ...{ digest: converted[0]?.manifest.digest, size: converted[0]?.manifest.bytes.byteLength },
      ...{ annotations: { own: "2", [key]: soci?.digest }, "x-own": 3 },
    });
    const document = JSON.parse(Buffer.from(converted[0]?.manifest.bytes ?? []).toString());
    expect(document).toEqual({
      ...JSON.parse(fixture.manifest.toString()),
      annotations: { a: "1", [key]: soci?.digest },
    });
    expect(soci && [...ztocsIn(soci, making)]).toEqual(
      fixture.layers.map((layer) => [
        layer.descriptor.digest,
        ztocOf(layer.descriptor as { digest: Digest }),
      ]),
    );
    expect(soci && ztocsIn(soci, { ...making, buildTool: "another" }).size).toBe(0);
    expect(soci && ztocsIn(soci, { ...making, spanSize: 1 << 20 }).size).toBe(0);
  });
});

test.each([
  ["application/vnd.oci.image.layer.v1.tar", { what: "index", compression: "none" }],
  ["application/vnd.oci.image.layer.v1.tar+gzip", { what: "index", compression: "gzip" }],
  ["application/vnd.docker.image.rootfs.diff.tar.gzip", { what: "index", compression: "gzip" }],
  [
    "application/vnd.oci.image.layer.v1.tar+zstd",
    { what: "skip", reason: "it is compressed with zstd, for which SOCI has no ztoc" },
  ],
  [
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    { what: "skip", reason: "it may not be copied (nondistributable)" },
  ],
  [
    "application/vnd.in-toto+json",
    { what: "skip", reason: 'it is "application/vnd.in-toto+json", and no layer of tar or gzip' },
  ],
])("a layer of type %s", (mediaType, plan) => {
  const layer = { mediaType, digest: `sha256:${"a".repeat(64)}` as const, size: 10 };
  expect(planLayer(layer, 10)).toEqual(plan);
  expect(planLayer(layer, 11)).toEqual({ what: "small" });
});
