import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Descriptor } from "../../src/image/descriptor.ts";
import { sha256 } from "../../src/image/digest.ts";
import type { Source } from "../../src/image/index-entry.ts";
import { dockerManifest, imageIndex, imageManifest } from "../../src/image/media-types.ts";
import { mergeIndex } from "../../src/image/merge-index.ts";
import { parsePlatform } from "../../src/image/parse-platform.ts";
import { requirePlatforms } from "../../src/image/platform-images.ts";

const plain = { annotations: {}, descriptorAnnotations: [] };
const home = { registry: "ghcr.io", repository: "org/app" };

const platforms = ["linux/amd64", "linux/arm64", "linux/arm/v6", "linux/arm/v7", "windows(10.0.17763)/amd64"];

function image(platform: string, seed = ""): Descriptor {
  return {
    mediaType: imageManifest,
    digest: sha256(`${platform} ${seed}`),
    size: 7,
    platform: parsePlatform(platform),
  };
}
function attestation(of: Descriptor, seed = ""): Descriptor {
  return {
    mediaType: imageManifest,
    digest: sha256(`attestation of ${of.digest} ${seed}`),
    size: 9,
    platform: { os: "unknown", architecture: "unknown" },
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": of.digest,
    },
  };
}
const source = (name: string, ...descriptors: Descriptor[]): Source => ({
  name,
  entries: descriptors.map((descriptor) => ({ descriptor, from: [home] })),
});
const parsed = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

/** Sources over some platforms, each with up to two attestations, some of them given more than once. */
const someSources = fc
  .record({
    chosen: fc.subarray(platforms, { minLength: 1 }),
    attestations: fc.nat(2),
    twice: fc.boolean(),
    annotations: fc.dictionary(fc.stringMatching(/^[a-z.]{1,12}$/), fc.string(), { maxKeys: 3 }),
  })
  .map(({ chosen, attestations, twice, annotations }) => {
    const sources = chosen.map((platform) => {
      const of = image(platform);
      return source(
        platform,
        of,
        ...Array.from({ length: attestations }, (_, at) => attestation(of, String(at))),
      );
    });
    const bare = source("again", image(chosen[0] ?? ""));
    return {
      sources: twice ? [...sources, ...sources, bare] : sources,
      annotations,
      count: chosen.length * (1 + attestations),
    };
  });

test("any order of sources and of their entries gives the same bytes", () => {
  const shuffled = someSources.chain(({ sources, annotations }) =>
    fc
      .tuple(fc.shuffledSubarray(sources, { minLength: sources.length }), fc.infiniteStream(fc.boolean()))
      .map(([order, coins]) => ({
        sources,
        annotations,
        other: order.map((one) =>
          coins.next().value ? { ...one, entries: [...one.entries].reverse() } : one,
        ),
      })),
  );
  fc.assert(
    fc.property(shuffled, ({ sources, other, annotations }) => {
      const one = mergeIndex(sources, { ...plain, annotations });
      const two = mergeIndex(other, {
        ...plain,
        annotations: Object.fromEntries(Object.entries(annotations).reverse()),
      });
      expect(Buffer.from(two.bytes).toString()).toBe(Buffer.from(one.bytes).toString());
      expect(two.digest).toBe(one.digest);
    }),
  );
});

test("the bytes are a valid index, each manifest once, and every attestation's image is a sibling", () => {
  fc.assert(
    fc.property(someSources, ({ sources, annotations, count }) => {
      const merged = mergeIndex(sources, { ...plain, annotations });
      expect(sha256(merged.bytes)).toBe(merged.digest);
      const index = parsed(merged.bytes);
      expect(index).toMatchObject({ schemaVersion: 2, mediaType: imageIndex });
      expect(index.annotations ?? {}).toEqual(annotations);
      const digests: string[] = index.manifests.map(({ digest }: Descriptor) => digest);
      expect(new Set(digests).size).toBe(digests.length);
      expect(digests).toHaveLength(count);
      const given = sources.flatMap(({ entries }) => entries.map(({ descriptor }) => descriptor));
      for (const descriptor of index.manifests as Descriptor[]) {
        // Kept as it came, property for property.
        expect(given).toContainEqual(descriptor);
        const about = descriptor.annotations?.["vnd.docker.reference.digest"];
        if (about !== undefined) expect(digests).toContain(about);
      }
      expect(merged.entries.map(({ descriptor }) => descriptor.digest)).toEqual(digests);
      expect(merged.dropped).toEqual([]);
    }),
  );
});

describe("media types", () => {
  const docker = (platform: string): Descriptor => ({ ...image(platform), mediaType: dockerManifest });
  test("Docker images alone make a manifest list, which has no annotations", () => {
    const sources = [source("a", docker("linux/amd64")), source("b", docker("linux/arm64"))];
    expect(mergeIndex(sources, plain).mediaType).toBe(
      "application/vnd.docker.distribution.manifest.list.v2+json",
    );
    expect(mergeIndex(sources, { ...plain, annotations: { a: "b" } }).mediaType).toBe(imageIndex);
    const descriptorAnnotations = [{ platform: parsePlatform("linux/arm64"), annotations: { a: "b" } }];
    const annotated = mergeIndex(sources, { ...plain, descriptorAnnotations });
    expect(annotated.mediaType).toBe(imageIndex);
    expect(parsed(annotated.bytes).manifests[1]).toEqual({
      ...docker("linux/arm64"),
      annotations: { a: "b" },
    });
  });
  const list = "application/vnd.docker.distribution.manifest.list.v2+json";
  const saying = (own: object, ...descriptors: Descriptor[]): Source => {
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: list, manifests: descriptors, ...own }),
    );
    return { ...source("list", ...descriptors), index: { digest: sha256(bytes), mediaType: list, bytes } };
  };
  test("a manifest list that says something of itself is an OCI index once another source comes to it", () => {
    const other = source("b", docker("linux/arm64"));
    const one = docker("linux/amd64");
    expect(mergeIndex([saying({}, one), other], plain).mediaType).toBe(list);
    for (const own of [{ annotations: { a: "b" } }, { "x-own": 1 }]) {
      const merged = mergeIndex([saying(own, one), other], plain);
      expect(merged.mediaType).toBe(imageIndex);
      expect(parsed(merged.bytes)).toMatchObject(own);
    }
  });
  test("one of two lists whose annotations differ says nothing, and stays one", () => {
    const merged = mergeIndex(
      [
        saying({ annotations: { a: "b" } }, docker("linux/amd64")),
        saying({ annotations: { a: "c" } }, docker("linux/arm64")),
      ],
      plain,
    );
    expect(merged.mediaType).toBe(list);
    expect(merged.notices).toEqual(["the sources differ in annotation a: the index is published without"]);
  });
  test("one OCI image among them makes it an OCI index", () => {
    const sources = [source("a", docker("linux/amd64")), source("b", image("linux/arm64"))];
    expect(mergeIndex(sources, plain).mediaType).toBe(imageIndex);
  });
});

describe("promotion", () => {
  const bytes = new TextEncoder().encode("{ }");
  const index = { digest: sha256(bytes), mediaType: imageIndex, bytes };
  const only: Source = { ...source("app:1", image("linux/amd64")), index };
  test("a single index stays as it is, also when it is given twice", () => {
    expect(mergeIndex([only], plain)).toMatchObject(index);
    expect(mergeIndex([only, { ...only, name: "app@digest" }], plain)).toMatchObject(index);
  });
  test("with an attestation of what is not there, and with what it says of a platform that nobody reads", () => {
    const gone = attestation(image("linux/arm64"));
    const whole = { ...only, entries: [...only.entries, ...source("x", gone).entries] };
    const promoted = mergeIndex([whole], plain);
    expect(promoted).toMatchObject({ ...index, promoted: true, dropped: [] });
    expect(promoted.entries.map(({ descriptor }) => descriptor.digest)).toContain(gone.digest);
  });
  test("written anew, it leaves out what it lists of no image, and says so", () => {
    const gone = attestation(image("linux/arm64"));
    const whole = { ...only, entries: [...only.entries, ...source("x", gone).entries] };
    const annotated = mergeIndex([whole], { ...plain, annotations: { a: "b" } });
    expect(annotated).toMatchObject({ promoted: false, dropped: [expect.stringContaining(gone.digest)] });
    expect(annotated.entries).toHaveLength(1);
  });
  test("unless its line says what it does not", () => {
    const amended = mergeIndex([{ ...only, amended: true }], plain);
    expect(amended.promoted).toBe(false);
    expect(amended.digest).not.toBe(index.digest);
    expect(mergeIndex([only, { ...only, amended: true }], plain).promoted).toBe(false);
  });
  test("an index of nothing is none, unless it is the artifact that it says it is", () => {
    const empty = (own: object): Source => {
      const bytes = Buffer.from(
        JSON.stringify({ schemaVersion: 2, mediaType: imageIndex, manifests: [], ...own }),
      );
      return { name: "x", entries: [], index: { digest: sha256(bytes), mediaType: imageIndex, bytes } };
    };
    expect(() => mergeIndex([empty({})], plain)).toThrow(
      new UserError("the sources hold no image for any platform"),
    );
    expect(mergeIndex([empty({ artifactType: "a/b" })], plain).promoted).toBe(true);
  });
  test("unless it is annotated, or another source comes to it", () => {
    expect(mergeIndex([only], { ...plain, annotations: { a: "b" } }).digest).not.toBe(index.digest);
    expect(mergeIndex([only, source("b", image("linux/arm64"))], plain).digest).not.toBe(index.digest);
    expect(mergeIndex([source("b", image("linux/arm64")), only], plain).digest).not.toBe(index.digest);
  });
});

test("two sources for one platform are refused, however the platform is spelt", () => {
  const one = image("linux/arm64");
  const two = {
    ...image("linux/arm64", "other"),
    platform: { os: "linux", architecture: "arm64", variant: "v8" },
  };
  expect(() => mergeIndex([source("a", one), source("b", two)], plain)).toThrow(
    `two sources are for linux/arm64: ${one.digest} of a and ${two.digest} of b`,
  );
});

describe("two images for one platform", () => {
  const zstd = { annotations: { "io.github.containers.compression.zstd": "true" } };
  const [gzip, packed, other] = [
    image("linux/amd64", "gzip"),
    { ...image("linux/amd64", "zstd"), ...zstd },
    image("linux/amd64", "other"),
  ] as const;
  const arm64 = image("linux/arm64");
  const digestsOf = (...sources: Source[]) =>
    mergeIndex(sources, plain).entries.map(({ descriptor }) => descriptor.digest);

  test("stay in the order of their author, in whatever order the sources come", () => {
    for (const authors of [
      [gzip, packed],
      [packed, gzip],
      [other, gzip],
    ] as const) {
      const [both, more] = [source("both", ...authors, arm64), source("more", authors[1])];
      const expected = [...authors, arm64].map(({ digest }) => digest);
      expect(digestsOf(both)).toEqual(expected);
      expect(digestsOf(both, more)).toEqual(expected);
      expect(digestsOf(more, both)).toEqual(expected);
    }
  });

  test("of two authors, or of two who disagree, begin with the one that every client reads", () => {
    const expected = [gzip.digest, packed.digest];
    expect(digestsOf(source("a", packed), source("b", gzip))).toEqual(expected);
    expect(digestsOf(source("a", packed, gzip), source("b", gzip, packed))).toEqual(expected);
    expect(digestsOf(source("b", gzip, packed), source("a", packed, gzip))).toEqual(expected);
  });

  test("clash where no source has both and nothing tells them apart", () => {
    expect(() => mergeIndex([source("a", gzip, packed), source("b", packed, other)], plain)).toThrow(
      `two sources are for linux/amd64: ${gzip.digest} of a and ${other.digest} of b`,
    );
  });
});

test("Windows images of several versions stand side by side", () => {
  const sources = ["windows(10.0.17763)/amd64", "windows(10.0.20348)/amd64"].map((one) =>
    source(one, image(one)),
  );
  expect(mergeIndex(sources, plain).platforms).toHaveLength(2);
});

test("attestations of images that are not there are left out, by name", () => {
  const gone = attestation(image("linux/arm64"));
  const { entries, dropped } = mergeIndex([source("app:1", image("linux/amd64"), gone)], plain);
  expect(entries).toHaveLength(1);
  expect(dropped).toEqual([expect.stringContaining(gone.digest)]);
});

test("one manifest for two platforms is kept for both, however often it is given", () => {
  const v6 = image("linux/arm/v6");
  const v7 = { ...v6, platform: parsePlatform("linux/arm/v7") };
  const merged = mergeIndex([source("v6", v6), source("both", v7, v6), source("v7", v7)], plain);
  expect(merged.platforms).toEqual(["linux/arm/v6", "linux/arm/v7"]);
  expect(parsed(merged.bytes).manifests).toEqual([v6, v7]);
  requirePlatforms(merged, [parsePlatform("linux/arm/v6"), parsePlatform("linux/arm/v7")]);
});

test("an artifact is no image of the platform that it is for, as SOCI's indexes are", () => {
  const amd64 = image("linux/amd64");
  const soci: Descriptor = {
    ...image("linux/amd64", "soci"),
    artifactType: "application/vnd.amazon.soci.index.v1+json",
  };
  const options = {
    ...plain,
    descriptorAnnotations: [{ platform: parsePlatform("linux/amd64"), annotations: { a: "b" } }],
  };
  const merged = mergeIndex([source("x", soci, amd64)], options);
  expect(merged.platforms).toEqual(["linux/amd64"]);
  expect(parsed(merged.bytes).manifests).toEqual([{ ...amd64, annotations: { a: "b" } }, soci]);
  const onArm = { ...soci, platform: parsePlatform("linux/arm64") };
  const arm = mergeIndex([source("x", onArm, amd64)], plain);
  expect(() => requirePlatforms(arm, [parsePlatform("linux/arm64")])).toThrow(UserError);
  expect(() => mergeIndex([source("x", soci)], plain)).toThrow(UserError);
});

test("an image may say by its artifactType that it is one", () => {
  const named = { ...image("linux/amd64"), artifactType: "application/vnd.oci.image.config.v1+json" };
  expect(mergeIndex([source("x", named)], plain).platforms).toEqual(["linux/amd64"]);
});

test("an index without any image is refused", () => {
  const artifact: Descriptor = { mediaType: imageManifest, digest: sha256("x"), size: 1 };
  expect(() => mergeIndex([source("a", artifact)], plain)).toThrow(UserError);
});

test.each([
  ["linux/amd64", true],
  ["linux/arm", true],
  ["linux/arm/v7", true],
  ["linux/arm/v6", false],
  ["windows/amd64", true],
  ["windows(10.0.17763)/amd64", true],
  ["windows(10.0)/amd64", true],
  ["windows(10.0.17763.5329)/amd64", true],
  ["windows(10.0.17763+win32k)/amd64", true],
  ["windows(10.0.17763+other)/amd64", false],
  ["windows(+win32k)/amd64", true],
  ["windows(10.0.1776)/amd64", false],
  ["windows(10.0.20348)/amd64", false],
])("an image for %s is there: %s", (wanted, there) => {
  const have = ["linux/amd64", "linux/arm/v7", "windows(10.0.17763.5329+win32k)/amd64"];
  const merged = mergeIndex(
    have.map((one) => source(one, image(one))),
    plain,
  );
  const ask = () => requirePlatforms(merged, [parsePlatform(wanted)]);
  if (there) expect(ask).not.toThrow();
  else expect(ask).toThrow(`the sources have no image for ${wanted}`);
});

test("an artifact that is listed for two platforms has its place in any order", () => {
  const amd64 = image("linux/amd64", "a");
  const artifact = (platform: string): Descriptor => ({
    ...image(platform, "one and the same"),
    artifactType: "application/vnd.amazon.soci.index.v1+json",
    digest: `sha256:${"5".repeat(64)}`,
  });
  const [one, two] = [source("x", amd64, artifact("linux/amd64")), source("y", artifact("linux/arm64"))];
  expect(mergeIndex([one, two], plain).digest).toBe(mergeIndex([two, one], plain).digest);
});
