import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  attestationFixture,
  buildxIndexFixture,
  type Fixture,
  imageFixture,
  indexFixture,
  pushFixture,
} from "../support/images/images.ts";
import { digestOf, type Registry, startRegistry } from "../support/registry/index.ts";
import { dockerList, ociIndex } from "../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, manifestPuts, publish, reportOf, workspace } from "./step.ts";

const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 2 });
const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 2 });
const plainAmd64 = imageFixture({ platform: "linux/amd64", layers: 1, seed: "plain" });
const plainArm = imageFixture({ platform: "linux/arm/v6", layers: 1, seed: "plain" });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);

let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

/** A repository of its own for each case, so that one registry serves all of them. */
function repository(...fixtures: Fixture[]): string {
  const name = `app-${randomUUID().slice(0, 8)}`;
  for (const fixture of fixtures) pushFixture(registry, name, fixture);
  return name;
}

const image = (name: string) => `${registry.host}/${name}`;
const pinned = (name: string, ...fixtures: Fixture[]) =>
  fixtures.map(({ descriptor }) => `${image(name)}@${descriptor.digest}`).join("\n");
const requestsOf = (name: string) => registry.requests.filter((request) => request.repository === name);
const writesTo = (name: string) => registry.writes().filter((request) => request.repository === name);

interface Index {
  mediaType: string;
  manifests: (Fixture["descriptor"] & { annotations?: Record<string, string> })[];
  annotations?: Record<string, string>;
}
function indexAt(name: string, reference: string, at = registry): Index {
  return JSON.parse(at.readManifest(name, reference)?.bytes.toString() ?? "null");
}

/** The log without what differs from run to run. */
const steady = (log: string) => log.replace(/\d+(?:\.\d)? m?s\b/g, "0 s").trim();

describe("one target", () => {
  test("publishes two builds with attestations, and says so everywhere", async () => {
    const name = repository(amd64, arm64);
    const run = await publish({
      image: image(name),
      sources: `${amd64.descriptor.digest}\n${arm64.descriptor.digest}`,
      tags: "1.2.3\nlatest",
    });
    expectSuccess(run);
    const digest = registry.tags(name).get("1.2.3") ?? "";
    expect([...registry.tags(name)]).toEqual([
      ["1.2.3", digest],
      ["latest", digest],
    ]);
    expect(run.annotations).toEqual([]);
    expect(run.outputs).toEqual({
      digest,
      refs: `${image(name)}:1.2.3@${digest}\n${image(name)}:latest@${digest}`,
      json: run.outputs.json,
    });
    expect(reportOf(run)).toEqual([
      {
        name,
        state: "published",
        digest,
        platforms: ["linux/amd64", "linux/arm64"],
        tags: [
          { ref: `${image(name)}:1.2.3`, state: "published" },
          { ref: `${image(name)}:latest`, state: "published" },
        ],
        attempts: 1,
        seconds: expect.any(Number),
      },
    ]);
    expect(steady(run.log).split("\n").slice(0, 5)).toEqual([
      `${name}  wait    linux/amd64, linux/arm64 and 2 more → ${digest}, 0 s`,
      `${name}  check   2 tags to move, 0 unchanged, 0 s`,
      `${name}  wait    4 manifests readable, 0 s`,
      `${name}  tag     2 of 2 tags moved, 0 s`,
      `${name}  verify  2 of 2 tags read back, 4 of 4 manifests readable, 0 s`,
    ]);
    expect(run.log).toMatch(
      /^target +state +wait +check +tag +verify +seconds +retries +digest +platforms$/m,
    );
    expect(manifestPuts(registry).filter((put) => put.startsWith(name))).toEqual([
      `${name}:1.2.3`,
      `${name}:latest`,
    ]);
    expect(registry.incompleteTags()).toEqual([]);
  });

  test("keeps descriptors, so that every attestation keeps its markers and names a sibling", async () => {
    const name = repository(amd64, arm64);
    expectSuccess(await publish({ image: image(name), sources: pinned(name, arm64, amd64), tags: "1" }));
    const { mediaType, manifests } = indexAt(name, "1");
    expect(mediaType).toBe(ociIndex);
    const given = [amd64.image, arm64.image, amd64.attestation, arm64.attestation];
    expect(manifests).toEqual(given.map(({ descriptor }) => descriptor));
    const siblings = new Set(manifests.map(({ digest }) => digest));
    for (const { annotations = {} } of manifests)
      if (annotations["vnd.docker.reference.digest"] !== undefined)
        expect(siblings).toContain(annotations["vnd.docker.reference.digest"]);
  });

  test("gives the same digest whatever the order of sources, and writes nothing the second time", async () => {
    const [one, two] = [repository(amd64, arm64), repository(amd64, arm64)];
    const first = await publish({ image: image(one), sources: pinned(one, amd64, arm64), tags: "1,latest" });
    const second = await publish({ image: image(two), sources: pinned(two, arm64, amd64), tags: "1,latest" });
    expectSuccess(first);
    expect(second.outputs.digest).toBe(first.outputs.digest);
    const before = writesTo(one).length;
    const again = await publish({ image: image(one), sources: pinned(one, arm64, amd64), tags: "1,latest" });
    expectSuccess(again);
    expect(writesTo(one)).toHaveLength(before);
    expect(reportOf(again)[0]).toMatchObject({
      state: "unchanged",
      tags: [{ state: "unchanged" }, { state: "unchanged" }],
    });
    expect({ digest: again.outputs.digest, refs: again.outputs.refs }).toEqual({
      digest: first.outputs.digest,
      refs: first.outputs.refs,
    });
  });

  test("publishes to another repository by mounts, and writes nothing the second time", async () => {
    const from = repository(amd64, arm64);
    const to = repository();
    const inputs = { sources: pinned(from, amd64, arm64), tags: `${image(to)}:1\n${image(to)}:latest` };
    const first = await publish(inputs);
    expectSuccess(first);
    expect(registry.incompleteTags()).toEqual([]);
    const uploads = requestsOf(to).filter(({ kind, method }) => kind === "upload" && method !== "POST");
    expect(uploads).toEqual([]);
    const puts = requestsOf(to).filter(({ kind, method }) => kind === "manifest" && method === "PUT");
    const children = [amd64, arm64].flatMap((one) => one.children.map(({ descriptor }) => descriptor.digest));
    expect(new Set(puts.slice(0, 4).map(({ reference }) => reference))).toEqual(new Set<string>(children));
    expect(puts.slice(4).map(({ reference }) => reference)).toEqual(["1", "latest"]);
    const before = writesTo(to).length;
    const again = await publish(inputs);
    expectSuccess(again);
    expect(writesTo(to)).toHaveLength(before);
    expect(reportOf(again)[0]?.state).toBe("unchanged");
    expect(again.outputs.digest).toBe(first.outputs.digest);
  });

  test("keeps the digest of a single index that is only promoted", async () => {
    const pretty = { ...older, manifest: Buffer.from(`${older.manifest.toString()}\n`) };
    const digest = digestOf(pretty.manifest);
    const from = repository({ ...pretty, descriptor: { ...older.descriptor, digest } });
    const to = repository();
    const run = await publish({ sources: `${image(from)}@${digest}`, tags: `${image(to)}:1` });
    expectSuccess(run);
    expect(run.outputs.digest).toBe(digest);
    expect(registry.readManifest(to, "1")?.bytes).toEqual(pretty.manifest);
    expect(registry.incompleteTags()).toEqual([]);
  });

  test("flattens nested indexes, and counts what comes twice once", async () => {
    const nested = indexFixture([indexFixture([amd64]), arm64]);
    const name = repository(nested);
    expectSuccess(
      await publish({ sources: pinned(name, nested, amd64, amd64.image), tags: `${image(name)}:1` }),
    );
    expect(indexAt(name, "1").manifests.map(({ digest }) => digest)).toEqual(
      [amd64.image, arm64.image, amd64.attestation, arm64.attestation].map(
        ({ descriptor }) => descriptor.digest,
      ),
    );
  });

  test("leaves an attestation out whose image is not among the sources, and warns", async () => {
    const stray = attestationFixture(plainArm);
    const source = indexFixture([plainAmd64, stray]);
    const name = repository(source, plainAmd64);
    const run = await publish({ sources: pinned(name, source, plainAmd64), tags: `${image(name)}:1` });
    expectSuccess(run);
    expect(run.annotations).toEqual([
      { level: "warning", message: expect.stringContaining(stray.descriptor.digest) },
    ]);
    expect(indexAt(name, "1").manifests).toEqual([plainAmd64.descriptor]);
  });

  test("reads a bare image's platform, with variant and os.version, from its config", async () => {
    const platform = { os: "windows", architecture: "amd64", "os.version": "10.0.17763.1" };
    const windows = imageFixture({ platform, layers: 1 });
    const name = repository(plainArm, windows);
    const run = await publish({
      image: image(name),
      sources: `${plainArm.descriptor.digest}\n${windows.descriptor.digest}`,
      tags: "1",
      platforms: "linux/arm/v6,windows/amd64",
    });
    expectSuccess(run);
    expect(indexAt(name, "1").manifests.map((one) => one.platform)).toEqual([
      { os: "linux", architecture: "arm", variant: "v6" },
      platform,
    ]);
    expect(reportOf(run)[0]?.platforms).toEqual(["linux/arm/v6", "windows(10.0.17763.1)/amd64"]);
  });

  test("makes a manifest list of Docker images, and an OCI index when it is annotated", async () => {
    const docker = ["linux/amd64", "linux/arm64"].map((platform) =>
      imageFixture({ platform, layers: 1, mediaTypes: "docker" }),
    );
    const name = repository(...docker);
    const inputs = { image: image(name), sources: pinned(name, ...docker) };
    expectSuccess(await publish({ ...inputs, tags: "list" }));
    expect(indexAt(name, "list")).toMatchObject({ mediaType: dockerList });
    expect(registry.readManifest(name, "list")?.mediaType).toBe(dockerList);
    expectSuccess(await publish({ ...inputs, tags: "index", annotations: "a=b" }));
    expect(indexAt(name, "index")).toMatchObject({ mediaType: ociIndex, annotations: { a: "b" } });
    expect(registry.readManifest(name, "index")?.mediaType).toBe(ociIndex);
  });

  test("annotates the index and single descriptors, and says what it coerced", async () => {
    const name = repository(amd64, arm64);
    const run = await publish({
      image: image(name),
      sources: pinned(name, amd64, arm64),
      tags: "1",
      annotations: [
        "plain=a=b",
        "index:own=1",
        "manifest:coerced=2",
        "manifest[linux/amd64]:one=3",
        "index-descriptor:two=4",
        "manifest-descriptor:three=5",
        "index,manifest:both=6",
        "manifest-descriptor[linux/arm64]:org.opencontainers.image.title=arm",
        "own=7",
      ].join("\n"),
    });
    expectSuccess(run);
    expect(run.annotations).toEqual([
      {
        level: "notice",
        message:
          "annotations of level index-descriptor, manifest are set on the index: published manifests are not rewritten",
      },
    ]);
    const { annotations, manifests } = indexAt(name, "1");
    expect(annotations).toEqual({
      plain: "a=b",
      own: "7",
      coerced: "2",
      one: "3",
      two: "4",
      both: "6",
    });
    expect(manifests.map((one) => one.annotations)).toEqual([
      { three: "5" },
      { three: "5", "org.opencontainers.image.title": "arm" },
      { ...amd64.attestation.descriptor.annotations, three: "5" },
      { ...arm64.attestation.descriptor.annotations, three: "5" },
    ]);
  });

  test("takes tags and annotations from docker/metadata-action beside the inputs", async () => {
    const name = repository(plainAmd64);
    const run = await publish({
      sources: pinned(name, plainAmd64),
      tags: `${image(name)}:extra`,
      annotations: "org.opencontainers.image.version=mine",
      metadata: JSON.stringify({
        tags: [`${image(name)}:1.2.3`, `${image(name)}:latest`],
        labels: { ignored: "yes" },
        annotations: [
          "index:org.opencontainers.image.version=1.2.3",
          "index:org.opencontainers.image.title=app",
        ],
      }),
    });
    expectSuccess(run);
    expect(new Set(registry.tags(name).keys())).toEqual(new Set(["extra", "1.2.3", "latest"]));
    expect(indexAt(name, "1.2.3").annotations).toEqual({
      "org.opencontainers.image.version": "mine",
      "org.opencontainers.image.title": "app",
    });
    expect(manifestPuts(registry).findLast((put) => put.startsWith(name))).toBe(`${name}:latest`);
  });

  test("reads sources from a directory of digests, metadata files by a glob, and a bake file", async () => {
    const name = repository(amd64, arm64, plainArm);
    const metadata = (fixture: Fixture) =>
      JSON.stringify({
        "buildx.build.ref": "default/x",
        "containerimage.digest": fixture.descriptor.digest,
        "image.name": image(name),
      });
    const space = await workspace({
      [`digests/${amd64.descriptor.digest.slice(7)}`]: "",
      [`digests/${arm64.descriptor.digest.slice(7)}`]: "",
      "meta/amd64.json": metadata(amd64),
      "meta/arm64.json": metadata(arm64),
      "bake.json": JSON.stringify({
        "buildx.build.warnings": [],
        app: JSON.parse(metadata(amd64)),
        other: {
          "containerimage.digest": arm64.descriptor.digest,
          "image.name": `${image("else")}:1,${image(name)}:1`,
        },
      }),
    });
    try {
      const digests = [];
      for (const sources of ["digests", "meta/*.json", "./meta/*64.json", "bake.json"]) {
        const run = await publish({ image: image(name), sources, tags: "1" }, { cwd: space.path });
        expectSuccess(run);
        digests.push(run.outputs.digest);
      }
      expect(new Set(digests)).toEqual(new Set([registry.tags(name).get("1")]));
    } finally {
      await space.dispose();
    }
  });

  test("writes nothing in a dry run, and prints the digest that the real run then has", async () => {
    const from = repository(amd64, arm64);
    const to = repository();
    pushFixture(registry, to, older, { tag: "latest" });
    const inputs = { sources: pinned(from, amd64, arm64), tags: `${image(to)}:1\n${image(to)}:latest` };
    const before = registry.writes().length;
    const dry = await publish({ ...inputs, "dry-run": "true" });
    expectSuccess(dry);
    expect(registry.writes()).toHaveLength(before);
    expect(reportOf(dry)[0]).toMatchObject({
      state: "planned",
      tags: [{ state: "planned" }, { state: "planned" }],
    });
    expect(dry.outputs.refs).toBe("");
    expect(dry.log).toContain(`${image(to)}:1: would be moved`);
    expect(dry.log).toContain(`${image(to)}:latest: would be moved; it holds ${older.descriptor.digest}`);
    const real = await publish(inputs);
    expectSuccess(real);
    expect(dry.outputs.digest).toBe(real.outputs.digest);
    expect(dry.log).toContain(real.outputs.digest);
  });
});

describe("if-exists", () => {
  const arrange = () => {
    const name = repository(amd64, arm64);
    for (const tag of ["1.2.3", "latest"]) pushFixture(registry, name, older, { tag });
    return name;
  };
  const inputs = (name: string) => ({
    image: image(name),
    sources: pinned(name, amd64, arm64),
    tags: "1.2.3,1.2,latest",
  });

  test("overwrite moves every tag", async () => {
    const name = arrange();
    const run = await publish(inputs(name));
    expectSuccess(run);
    expect(new Set(registry.tags(name).values())).toEqual(new Set([run.outputs.digest]));
  });

  test("skip leaves that tag and succeeds", async () => {
    const name = arrange();
    const run = await publish({ ...inputs(name), "if-exists": "skip" });
    expectSuccess(run);
    const { digest } = run.outputs;
    expect(Object.fromEntries(registry.tags(name))).toEqual({
      "1.2.3": older.descriptor.digest,
      "1.2": digest,
      latest: digest,
    });
    expect(reportOf(run)[0]?.tags.map(({ state }) => state)).toEqual(["kept", "published", "published"]);
    expect(run.outputs.refs).toBe(`${image(name)}:1.2@${digest}\n${image(name)}:latest@${digest}`);
  });

  test("fail moves no tag, moving ones included", async () => {
    const name = arrange();
    const before = new Map(registry.tags(name));
    const run = await publish({ ...inputs(name), "if-exists": "fail" });
    expect(expectOneError(run)).toMatch(
      `input "if-exists": fail, and ${image(name)}:1.2.3 holds ${older.descriptor.digest}, not sha256:`,
    );
    expect(registry.tags(name)).toEqual(before);
    expect(writesTo(name)).toEqual([]);
    expect(reportOf(run)[0]).toMatchObject({
      state: "failed",
      tags: [{ state: "not-moved" }, { state: "not-moved" }, { state: "not-moved" }],
    });
  });

  test("fail lets a tag pass that holds this image already", async () => {
    const name = repository(amd64, arm64);
    expectSuccess(await publish(inputs(name)));
    const run = await publish({ ...inputs(name), "if-exists": "fail" });
    expectSuccess(run);
    expect(reportOf(run)[0]?.state).toBe("unchanged");
  });

  test("moving-tags says which tags move last and whatever they hold", async () => {
    const name = arrange();
    const run = await publish({
      ...inputs(name),
      tags: "1.2.3\n1.2\nlatest\n9",
      "moving-tags": "1.?*",
      "if-exists": "skip",
    });
    expectSuccess(run);
    const puts = requestsOf(name).flatMap(({ method, kind, reference = "" }) =>
      method === "PUT" && kind === "manifest" ? [reference] : [],
    );
    expect(puts[0]).toBe("9");
    expect(new Set(puts.slice(1))).toEqual(new Set(["1.2.3", "1.2"]));
    expect(registry.tags(name).get("latest")).toBe(older.descriptor.digest);
  });
});
