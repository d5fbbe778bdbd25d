import { describe, expect, test } from "vitest";
import { clashingImages, withZstd } from "../../../src/image/clashing-images.ts";
import type { Descriptor } from "../../../src/image/descriptor.ts";
import { sha256 } from "../../../src/image/digest.ts";
import { MalformedDocument } from "../../../src/image/errors.ts";
import { type Entry, type Source, sourceOf } from "../../../src/image/index-entry.ts";
import { dockerManifest, imageIndex, imageManifest } from "../../../src/image/media-types.ts";
import { clashesAmong } from "../../../src/image/merge/clashes.ts";
import { agreedMembers, membersOf } from "../../../src/image/merge/index-members.ts";
import { inIndexOrder } from "../../../src/image/merge/index-order.ts";
import { unitedEntries } from "../../../src/image/merge/united-entries.ts";
import { parsePlatform } from "../../../src/image/parse-platform.ts";
import { asZstd, isZstd } from "../../../src/image/zstd.ts";

const here = { registry: "a.io", repository: "app" };
const there = { registry: "b.io", repository: "app" };
const image = (platform: string, seed = ""): Descriptor => ({
  mediaType: imageManifest,
  digest: sha256(`${platform} ${seed}`),
  size: 7,
  platform: parsePlatform(platform),
});
const entry = (descriptor: Descriptor, from = here): Entry => ({ descriptor, from: [from] });
const source = (name: string, ...entries: Entry[]): Source => ({ name, entries });
const amd64 = image("linux/amd64");
const arm64 = image("linux/arm64");

const indexOf = (own: object) => {
  const bytes = Buffer.from(JSON.stringify(own));
  return { bytes, mediaType: imageIndex, digest: sha256(bytes) };
};

describe("what an index says of itself", () => {
  test("is all but what makes it an index, and but what is null or empty", () => {
    const own = { artifactType: "a/b", "x-own": [], "x-null": null, subject: "", "x-false": false, "x-0": 0 };
    const index = indexOf({ schemaVersion: 2, mediaType: imageIndex, manifests: [], ...own });
    expect(membersOf(index)).toEqual({ artifactType: "a/b", "x-own": [], "x-false": false, "x-0": 0 });
    expect(membersOf(indexOf({ annotations: null }))).toEqual({});
    // An empty text is an annotation as any other.
    expect(membersOf(indexOf({ annotations: { a: "", b: null } }))).toEqual({ annotations: { a: "" } });
  });

  test.each<[unknown, string]>([
    [{ a: 1 }, '"annotations.a" is the number 1'],
    ["text", '"annotations" is no object'],
    [["a"], '"annotations" is no object'],
  ])("annotations %j are none", (annotations, fault) => {
    const index = indexOf({ annotations });
    expect(() => membersOf(index)).toThrow(new MalformedDocument(`index ${index.digest}: ${fault}`));
  });
});

describe("what several indexes say alike", () => {
  const saying = (...all: object[]): Source[] =>
    all.map((own, at) => ({ name: String(at), entries: [], index: indexOf({ ...own, n: undefined }) }));

  test("stays, and what they differ in is left out and named", () => {
    const [one, two] = [
      { artifactType: "a/b", "x-b": 1, "x-a": 1, annotations: { same: "1", other: "2", more: "3" } },
      { artifactType: "a/b", "x-b": 2, "x-a": 1, annotations: { same: "1", other: "3" } },
    ];
    expect(agreedMembers(saying(one, two), {})).toEqual({
      members: { artifactType: "a/b", "x-a": 1 },
      annotations: { same: "1" },
      notices: [
        "the sources differ in x-b, annotation more, annotation other: the index is published without",
      ],
    });
  });

  test("what is said anew is no difference, and goes before what they say", () => {
    const sources = saying({ annotations: { a: "1", b: "2" } }, { annotations: { a: "2", b: "2" } });
    expect(agreedMembers(sources, { a: "3", b: "4" })).toEqual({
      members: {},
      annotations: { a: "3", b: "4" },
      notices: [],
    });
  });

  test("only the second of them says something", () => {
    expect(agreedMembers(saying({}, { "x-a": 1 }), {})).toMatchObject({
      members: {},
      notices: ["the sources differ in x-a: the index is published without"],
    });
  });

  test("one alone says everything, also where it is given twice; images say nothing", () => {
    const [one] = saying({ "x-a": 1 });
    expect(agreedMembers([...(one ? [one, one] : []), source("image", entry(amd64))], {})).toEqual({
      members: { "x-a": 1 },
      annotations: {},
      notices: [],
    });
    expect(agreedMembers([], { a: "b" })).toEqual({ members: {}, annotations: { a: "b" }, notices: [] });
  });
});

describe("the entries of all sources", () => {
  test("are each once, from everywhere, with their place in each source that has them", () => {
    const united = unitedEntries([
      source("one", entry(amd64), entry(arm64)),
      source("two", entry(arm64, there), entry(arm64, there)),
    ]);
    expect(united.map(({ descriptor }) => descriptor)).toEqual([amd64, arm64]);
    expect(united[1]?.from).toEqual([here, there, there]);
    // Of a source that has it twice, the first.
    expect([...(united[1]?.places ?? [])]).toEqual([
      ["one", 1],
      ["two", 0],
    ]);
    expect(united.map(sourceOf)).toEqual(["one", "one"]);
  });

  test("keep the descriptor that says more, whichever came first, and of two alike the lesser", () => {
    const said = { ...amd64, annotations: { a: "b" } };
    for (const order of [
      [amd64, said],
      [said, amd64],
    ] as const)
      expect(unitedEntries(order.map((one, at) => source(String(at), entry(one))))[0]?.descriptor).toEqual(
        said,
      );
    const [lesser, greater] = ["a", "b"].map((value) => ({ ...amd64, annotations: { a: value } }));
    for (const order of [
      [lesser, greater],
      [greater, lesser],
    ])
      expect(
        unitedEntries(order.flatMap((one, at) => (one ? [source(String(at), entry(one))] : [])))[0]
          ?.descriptor,
      ).toEqual(lesser);
  });

  test("with no platform are one apart from the same with one", () => {
    const { platform: _, ...bare } = amd64;
    expect(unitedEntries([source("x", entry(amd64), entry(bare))])).toHaveLength(2);
  });
});

describe("images for one platform", () => {
  const [one, two] = [image("linux/amd64", "1"), image("linux/amd64", "2")];
  const of = (...sources: Source[]) => unitedEntries(sources);
  const clashing = (...sources: Source[]) =>
    clashesAmong(of(...sources)).map((clash) => [
      clash.platform,
      clash.one.descriptor.digest,
      clash.other.descriptor.digest,
    ]);

  test("clash where nobody has both, and neither is zstd's, or both are", () => {
    const [a, b] = [source("a", entry(one)), source("b", entry(two))];
    expect(clashing(a, b)).toEqual([["linux/amd64", one.digest, two.digest]]);
    expect(clashing(source("a", entry(one), entry(two)))).toEqual([]);
    expect(clashing(a, source("b", entry(asZstd(two))))).toEqual([]);
    expect(clashing(source("a", entry(asZstd(one))), source("b", entry(asZstd(two))))).toHaveLength(1);
    expect(clashing(a, source("b", entry(arm64)))).toEqual([]);
    // A third that has both is the author of the two.
    expect(clashing(a, b, source("c", entry(two), entry(one)))).toEqual([]);
  });

  test("may be told apart once it is known which are zstd's", () => {
    const sources = [source("a", entry(one)), source("b", entry(two)), source("c", entry(arm64))];
    expect(clashingImages(sources).map(({ descriptor }) => descriptor.digest)).toEqual([
      one.digest,
      two.digest,
    ]);
    const marked = withZstd(sources, new Set([two.digest]));
    expect(marked.flatMap(({ entries }) => entries.map(({ descriptor }) => isZstd(descriptor)))).toEqual([
      false,
      true,
      false,
    ]);
    expect(clashingImages(marked)).toEqual([]);
    expect(marked[0]).toEqual(sources[0]);
  });

  test("say that they are zstd's by an annotation, beside their others", () => {
    const annotated = asZstd({ ...one, annotations: { a: "b" } });
    expect(annotated.annotations).toEqual({ a: "b", "io.github.containers.compression.zstd": "true" });
    expect(isZstd({ ...one, annotations: { "io.github.containers.compression.zstd": "1" } })).toBe(false);
    expect(isZstd(one)).toBe(false);
  });
});

describe("the order of an index", () => {
  const attestation = (of: Descriptor, seed: string): Descriptor => ({
    mediaType: imageManifest,
    digest: sha256(`attestation ${seed}`),
    size: 9,
    platform: { os: "unknown", architecture: "unknown" },
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": of.digest,
    },
  });
  const order = (...descriptors: Descriptor[]) =>
    inIndexOrder(unitedEntries([source("x", ...descriptors.map((one) => entry(one)))])).map(
      ({ descriptor }) => descriptor,
    );

  test("images by their platform, their attestations in the same order, and then all else", () => {
    const [a, b] = [attestation(arm64, "a"), attestation(amd64, "b")];
    const rest: Descriptor = { mediaType: dockerManifest, digest: sha256("0"), size: 1 };
    const expected = [amd64, arm64, b, a, rest];
    expect(order(rest, a, arm64, b, amd64)).toEqual(expected);
    expect(order(b, amd64, rest, arm64, a)).toEqual(expected);
  });

  test("of more than nine images too: by number and not by text", () => {
    const images = Array.from({ length: 12 }, (_, at) => image(`linux/arch${String(at).padStart(2, "0")}`));
    const about = images.map((one, at) => attestation(one, String(at)));
    expect(order(...about.toReversed(), ...images.toReversed())).toEqual([...images, ...about]);
  });
});
