import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { digestOf, faults, type Registry, startObjectStore, startRegistry } from "../registry/index.ts";
import {
  attestationFixture,
  buildxIndexFixture,
  imageFixture,
  indexFixture,
  pullOverHttp,
  pushFixture,
  pushOverHttp,
} from "./images.ts";
import { generatedBytes, gzipOf } from "./layer.ts";

it("gives the same digests on every machine", () => {
  expect(buildxIndexFixture().descriptor.digest).toMatchInlineSnapshot(
    `"sha256:17c60d45e8f7f4ac23611128f7f136defc76b370a5f8c0fdcd49b1e607a2d5d7"`,
  );
  expect(imageFixture({ mediaTypes: "docker", platform: "linux/arm/v7" }).descriptor).toMatchInlineSnapshot(`
    {
      "digest": "sha256:407a77a986fad94af3d3330a726760fe81b3350d28e52fbb5ebb2ef47fb3fb32",
      "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
      "platform": {
        "architecture": "arm",
        "os": "linux",
        "variant": "v7",
      },
      "size": 1874,
    }
  `);
});

it("makes other images for other seeds and platforms, save for shared layers", () => {
  const digests = (options: Parameters<typeof imageFixture>[0]): string[] =>
    imageFixture({ layers: 3, ...options }).layers.map(({ descriptor }) => descriptor.digest);
  const base = digests({});
  expect(new Set([...base, ...digests({ seed: "b" }), ...digests({ platform: "linux/arm64" })]).size).toBe(9);
  const shared = { sharedLayers: 2 };
  const [amd, arm] = [digests(shared), digests({ ...shared, platform: "linux/arm64" })];
  expect(amd.map((digest, index) => digest === arm[index])).toEqual([true, true, false]);
});

it("makes layers an engine can unpack, named in the config by their archive", () => {
  const { layers, config } = imageFixture({ layers: 2, layerSize: 70_000 });
  const { rootfs } = JSON.parse(config.bytes.toString()) as { rootfs: { diff_ids: string[] } };
  expect(layers.map(({ bytes }) => digestOf(gunzipSync(bytes)))).toEqual(rootfs.diff_ids);
});

it("writes gzip that any reader reads back", () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 65_534, 65_535, 65_536, 200_000), fc.string(), (size, seed) => {
      const content = Buffer.concat([...generatedBytes(size, seed)]);
      expect(gunzipSync(gzipOf(content)).equals(content)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

it("writes attestations as buildx does", () => {
  const image = imageFixture({ layers: 1 });
  const { descriptor, layers } = attestationFixture(image);
  expect(descriptor.platform).toEqual({ os: "unknown", architecture: "unknown" });
  expect(descriptor.annotations).toEqual({
    "vnd.docker.reference.type": "attestation-manifest",
    "vnd.docker.reference.digest": image.descriptor.digest,
  });
  expect(layers[0]?.descriptor.mediaType).toBe("application/vnd.in-toto+json");
});

it("pushes and pulls over HTTP, with every kind of authentication", async () => {
  const sources = ["linux/amd64", "linux/arm/v7"].map((platform) =>
    buildxIndexFixture({ platform, layers: 3 }),
  );
  const index = indexFixture(
    sources.flatMap((source) => source.children),
    { annotations: { a: "b" } },
  );
  for (const auth of ["none", "basic", "bearer"] as const) {
    await using registry = await startRegistry({ auth });
    const credentials = { user: "imgpub", password: "secret" };
    await pushOverHttp(registry.origin, "a/b", index, { tag: "v1", ...credentials });
    const summary = await pullOverHttp(registry.origin, "a/b", "v1", credentials);
    expect(summary).toMatchObject({
      digest: index.descriptor.digest,
      platforms: ["linux/amd64", "linux/arm/v7"],
      attestations: 2,
      manifests: 5,
      // Two images of three layers and a config, two attestations of one and one.
      blobs: 12,
      annotations: { a: "b" },
    });
    expect(registry.incompleteTags()).toEqual([]);
    if (auth !== "none") await expect(pullOverHttp(registry.origin, "a/b", "v1")).rejects.toThrow(/401/);
  }
});

it("reads the platform of a bare image from its config, and a blob from object storage", async () => {
  await using registry = await startRegistry();
  await using storage = await startObjectStore();
  pushFixture(registry, "a", imageFixture({ platform: "linux/arm64", layers: 1 }), { tag: "v1" });
  registry.faults.add({ act: faults.blobRedirect(storage) });
  const { platforms } = await pullOverHttp(registry.origin, "a", "v1");
  expect(platforms).toEqual(["linux/arm64"]);
  expect(storage.requests.map((r) => [r.status, r.authorization])).toEqual([[200, "none"]]);
});

it("notices whatever is wrong with what it pulls", async () => {
  const source = buildxIndexFixture({ layers: 1 });
  const layer = source.image.layers[0]?.descriptor.digest ?? "";
  const pulled = async (arrange: (registry: Registry) => void): Promise<string> => {
    await using registry = await startRegistry();
    pushFixture(registry, "a", source, { tag: "v1" });
    arrange(registry);
    return await pullOverHttp(registry.origin, "a", "v1").then(
      () => "nothing",
      (error: Error) => error.message,
    );
  };
  const on = (kind: "blob" | "manifest", act: faults.Act) => (registry: Registry) =>
    void registry.faults.add({ match: faults.where({ kind }), act });
  expect(await pulled(() => {})).toBe("nothing");
  expect(await pulled((registry) => void registry.removeBlob("a", layer))).toMatch(`blobs/${layer}: 404`);
  expect(await pulled((r) => void r.removeManifest("a", source.image.descriptor.digest))).toMatch(
    /manifests.*404/,
  );
  expect(await pulled(on("blob", faults.corruptBody()))).toMatch(/blobs\/.*: sha256:/);
  expect(await pulled(on("manifest", faults.corruptBody()))).toMatch(/Docker-Content-Digest/);
  expect(await pulled(on("blob", faults.truncatedBody()))).toMatch(/aborted/);
  const orphan = indexFixture([source.attestation]);
  expect(await pulled((registry) => void pushFixture(registry, "a", orphan, { tag: "v1" }))).toMatch(
    /not beside it/,
  );
  const lying = indexFixture([{ ...source.image, descriptor: { ...source.image.descriptor, size: 1 } }]);
  expect(await pulled((registry) => void pushFixture(registry, "a", lying, { tag: "v1" }))).toMatch(
    /bytes, not 1/,
  );
});

it("leaves out what it is told to leave out", async () => {
  await using registry = await startRegistry();
  const source = buildxIndexFixture({ layers: 1 });
  const layer = source.image.layers[0]?.descriptor.digest;
  pushFixture(registry, "a", source, { tag: "v1", only: (digest) => digest !== layer });
  expect(registry.incompleteTags()).toEqual([{ repository: "a", tag: "v1", missing: [layer] }]);
});
