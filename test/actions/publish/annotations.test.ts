import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildxIndexFixture, imageFixture, pushFixture } from "../../support/images/images.ts";
import { type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, publish } from "../step.ts";

const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
  for (const fixture of [amd64, arm64]) pushFixture(registry, "app", fixture);
});
afterAll(() => registry.close());

interface Index {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly manifests: readonly {
    readonly digest: string;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}

async function published(inputs: { annotations?: string; metadata?: string; targets?: string }) {
  const sources = `${amd64.descriptor.digest}\n${arm64.descriptor.digest}`;
  const image = `${registry.host}/app`;
  const run = await publish({
    image,
    ...(inputs.targets === undefined && { sources, tags: "1" }),
    ...inputs,
  });
  expectSuccess(run);
  const { bytes = Buffer.from("{}"), digest } = registry.readManifest("app", "1") ?? {};
  expect(run.outputs.digest).toBe(digest);
  return {
    index: JSON.parse(bytes.toString()) as Index,
    notices: run.annotations.map(({ message }) => message),
  };
}

describe("a quoted line", () => {
  // `Util.getList` of docker/actions-toolkit reads such lists as CSV, with `relaxQuotes`.
  test.each([
    ['"org.example.a=b, c"', { "org.example.a": "b, c" }],
    ['"index:org.example.a=b"', { "org.example.a": "b" }],
    ['"org.example.a=say ""hello"", world"', { "org.example.a": 'say "hello", world' }],
    ['org.example.a="b"', { "org.example.a": '"b"' }],
    ['org.example.a=b "c" d', { "org.example.a": 'b "c" d' }],
  ])("%s", async (annotations, expected) => {
    expect(await published({ annotations })).toMatchObject({ index: { annotations: expected }, notices: [] });
  });

  test.each(['"org.example.a=b', '"org.example.a=b" c', '"org.example.a=b","c=d"', '"org.example.a="b""'])(
    "%s is refused",
    async (annotations) => {
      const run = await publish({
        image: `${registry.host}/app`,
        sources: arm64.descriptor.digest,
        tags: "1",
        annotations,
      });
      expect(expectOneError(run)).toBe(
        `input "annotations": ${JSON.stringify(annotations)} begins with a quotation mark and does not end with one; expected key=value, with or without a level such as index: or manifest-descriptor[linux/arm64]: before it, or all of that in quotation marks, with "" for one in it`,
      );
    },
  );

  test("in targets, too", async () => {
    const targets = JSON.stringify([
      { sources: [arm64.descriptor.digest], tags: ["1"], annotations: ['"org.example.a=b, c"'] },
    ]);
    const { index } = await published({ targets });
    expect(index.annotations).toEqual({ "org.example.a": "b, c" });
  });
});

describe("manifest-descriptor: without a platform", () => {
  const annotations = "manifest-descriptor:org.example.a=b";
  const [image, attestation] = [amd64.image.descriptor, amd64.attestation.descriptor];
  const own = attestation.annotations ?? {};

  // `combine` in util/imagetools/create.go of docker/buildx 0.38 annotates every descriptor of the index.
  test("goes to every descriptor, those of attestations among them, and not to the index", async () => {
    const { index, notices } = await published({ annotations });
    expect(notices).toEqual([]);
    expect(index.annotations).toBeUndefined();
    expect(index.manifests.map(({ digest, annotations: theirs }) => [digest, theirs])).toEqual([
      [image.digest, { "org.example.a": "b" }],
      [arm64.descriptor.digest, { "org.example.a": "b" }],
      [attestation.digest, { ...own, "org.example.a": "b" }],
    ]);
  });

  test("and one of a platform goes before it, wherever it stands", async () => {
    const { index } = await published({
      annotations: `manifest-descriptor[linux/arm64]:org.example.a=c\n${annotations}`,
    });
    expect(index.manifests.map(({ annotations: theirs }) => theirs?.["org.example.a"])).toEqual([
      "b",
      "c",
      "b",
    ]);
  });

  test("as docker/metadata-action writes it with DOCKER_METADATA_ANNOTATIONS_LEVELS", async () => {
    const metadata = JSON.stringify({
      tags: [`${registry.host}/app:1`],
      annotations: ["manifest:org.example.a=m", "manifest-descriptor:org.example.a=d"],
    });
    const { index, notices } = await published({ metadata });
    expect(notices).toEqual([
      "annotations of level manifest are set on the index: published manifests are not rewritten",
    ]);
    expect(index.annotations).toEqual({ "org.example.a": "m" });
    expect(index.manifests.map(({ annotations: theirs }) => theirs?.["org.example.a"])).toEqual([
      "d",
      "d",
      "d",
    ]);
  });
});
