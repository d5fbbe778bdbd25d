import { expect, it } from "vitest";
import { sha256 } from "../../src/image/digest.ts";
import { buildxIndexFixture, partsOf, pushOverHttp } from "../support/images/images.ts";
import { startDockerRegistry } from "../support/real/docker-registry.ts";
import { realPart } from "../support/real/real.ts";
import { copyAll, inspectRaw } from "../support/real/skopeo.ts";
import { runAction } from "../support/runner.ts";

const sources = ["linux/amd64", "linux/arm64"].map((platform) =>
  buildxIndexFixture({ platform, layers: 2, layerSize: 200_000, sharedLayers: 1 }),
);

interface Index {
  readonly manifests: readonly { readonly digest: string; readonly artifactType?: string }[];
}

realPart("docker-registry", "skopeo")("Debian's docker-registry and images that are loaded lazily", () => {
  it("takes them, serves all of them, and gets nothing on a rerun", async () => {
    await using first = await startDockerRegistry();
    await using second = await startDockerRegistry();
    for (const source of sources) await pushOverHttp(first.origin, "org/app", source);
    const publish = async () => {
      const run = await runAction("publish-index", {
        inputs: {
          sources: sources.map(({ descriptor }) => `${first.host}/org/app@${descriptor.digest}`).join("\n"),
          tags: `${first.host}/org/app:1\n${second.host}/far/app:1`,
          ...{ soci: "true", "soci-min-layer-size": "64KiB", "soci-span-size": "64KiB" },
        },
      });
      expect(run.exitCode, run.log).toBe(0);
      return { ...run, target: JSON.parse(run.outputs.json ?? "")[0] };
    };
    const { outputs, target } = await publish();
    expect(target).toMatchObject({ state: "published", soci: { indexed: 3, reused: 0, skipped: [] } });
    for (const reference of [`${first.host}/org/app:1`, `${second.host}/far/app:1`]) {
      const { manifests } = JSON.parse(await inspectRaw(reference)) as Index;
      expect(manifests).toHaveLength(6);
      expect(manifests.filter(({ artifactType }) => artifactType?.includes("soci"))).toHaveLength(2);
      expect(sha256(await inspectRaw(reference))).toBe(outputs.digest);
      // One by one, as skopeo 1.9 loses the artifact types of an index that it copies, and so its digest.
      const copies = await Promise.all(
        manifests.map(({ digest }) => copyAll(`${reference.replace(/:1$/, "")}@${digest}`)),
      );
      expect(copies.map(({ digest }) => digest)).toEqual(manifests.map(({ digest }) => digest));
      const own = new Set(
        sources.map(partsOf).flatMap(({ blobs }) => blobs.map(({ descriptor }) => descriptor.digest)),
      );
      // Three ztocs, and the config of the SOCI indexes.
      expect(new Set(copies.flatMap(({ blobs }) => [...blobs])).size).toBe(own.size + 4);
    }
    const again = await publish();
    expect(again.target).toMatchObject({
      ...{ state: "unchanged", digest: outputs.digest },
      soci: { indexed: 0, reused: 3 },
    });
  });
});
