import { describe, expect, test } from "vitest";
import type { Digest } from "../../../src/image/digest.ts";
import type { Entry } from "../../../src/image/index-entry.ts";
import { imageManifest } from "../../../src/image/media-types.ts";
import type { MergedIndex } from "../../../src/image/merge-index.ts";
import type { ImageRepository } from "../../../src/image/reference.ts";
import { subjectsFor } from "../../../src/publish/referrers/subjects.ts";

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const build: ImageRepository = { registry: "a.example", repository: "build" };
const near: ImageRepository = { registry: "b.example", repository: "build" };
const copy: ImageRepository = { registry: "b.example", repository: "copy" };
const [index, amd64, arm64, attestation, source] = ["1", "2", "3", "4", "5"].map(digest) as [
  Digest,
  Digest,
  Digest,
  Digest,
  Digest,
];
const same = (a: string, b: string) => a === b;

function entry(of: Digest, from: readonly ImageRepository[], annotations?: Record<string, string>): Entry {
  return {
    descriptor: { mediaType: imageManifest, digest: of, size: 1, ...(annotations && { annotations }) },
    from,
  };
}

function merged(entries: readonly Entry[]): MergedIndex {
  return {
    digest: index,
    mediaType: "",
    bytes: new Uint8Array(),
    entries,
    platforms: [],
    dropped: [],
    notices: [],
    promoted: false,
  };
}

describe("what may be referred to", () => {
  const entries = [
    entry(amd64, [build]),
    entry(arm64, [build]),
    entry(attestation, [build], {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": amd64,
    }),
  ];

  test("of an index that is published as it is: itself and its images, attestations apart", () => {
    expect(subjectsFor(copy, merged(entries), [{ at: build, digest: index }], same)).toEqual({
      kept: [index, amd64, arm64].map((one) => ({ from: build, digest: one })),
      attestations: [{ from: build, digest: attestation }],
      replaced: [],
    });
  });

  test("of indexes that are merged: the images, and apart the indexes, which no longer are", () => {
    expect(subjectsFor(copy, merged(entries), [{ at: build, digest: source }], same)).toMatchObject({
      kept: [{ digest: amd64 }, { digest: arm64 }],
      replaced: [{ from: build, digest: source }],
    });
  });

  test("of images that are merged: each once, whether it is a source or listed by one", () => {
    const sources = [amd64, arm64, amd64].map((one) => ({ at: build, digest: one }));
    expect(subjectsFor(copy, merged([...entries, ...entries]), sources, same)).toMatchObject({
      kept: [{ digest: amd64 }, { digest: arm64 }],
      replaced: [],
    });
  });

  test("is looked for at every place but the one that it goes to, as each may have others", () => {
    const both = [entry(amd64, [build, near]), entry(arm64, [build, copy])];
    expect(subjectsFor(copy, merged(both), [{ at: copy, digest: index }], same)).toEqual({
      kept: [
        { from: build, digest: amd64 },
        { from: near, digest: amd64 },
        { from: build, digest: arm64 },
      ],
      attestations: [],
      replaced: [],
    });
  });
});
