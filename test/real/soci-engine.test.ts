import { afterAll, expect, it } from "vitest";
import { pushOverHttp } from "../support/images/images.ts";
import { type Architecture, runnableImage } from "../support/images/runnable.ts";
import { tryDockerEngine } from "../support/real/docker-engine.ts";
import { startDockerRegistry } from "../support/real/docker-registry.ts";
import { realWhen } from "../support/real/real.ts";
import { runAction } from "../support/runner.ts";

const { engine, otherwise, cause } = await tryDockerEngine();
afterAll(() => engine?.close());

const architectures: readonly Architecture[] = ["amd64", "arm64"];
const own = process.arch === "arm64" ? "arm64" : "amd64";

interface Inspected {
  readonly Id: string;
  readonly Architecture: string;
  readonly RootFS: { readonly Layers: readonly string[] };
}

realWhen(
  engine !== undefined,
  otherwise,
  cause,
)("a docker engine and an image that is loaded lazily", () => {
  const docker = async (...args: string[]) => (await engine?.docker(args))?.stdout.trim() ?? "";

  it("pulls each platform, and runs that of the machine", async () => {
    await using registry = await startDockerRegistry();
    const images = architectures.map((architecture) => runnableImage(architecture, 300_000));
    for (const image of images) await pushOverHttp(registry.origin, "org/app", image);
    const { exitCode, log, outputs } = await runAction("publish-index", {
      inputs: {
        sources: images.map(({ descriptor }) => `${registry.host}/org/app@${descriptor.digest}`).join("\n"),
        tags: `${registry.host}/org/app:1`,
        ...{ soci: "true", "soci-min-layer-size": "64KiB", "soci-span-size": "64KiB" },
      },
    });
    expect(exitCode, log).toBe(0);
    const [{ soci }] = JSON.parse(outputs.json ?? "");
    expect(soci).toMatchObject({ indexed: 2, skipped: [], digest: outputs.digest });
    for (const reference of [`${registry.host}/org/app:1`, `${registry.host}/org/app@${outputs.digest}`])
      for (const [index, architecture] of architectures.entries()) {
        await docker("pull", "--quiet", "--platform", `linux/${architecture}`, reference);
        const [inspected] = JSON.parse(await docker("image", "inspect", reference)) as Inspected[];
        expect(inspected?.Architecture).toBe(architecture);
        expect(inspected?.Id).toBe(images[index]?.config.descriptor.digest);
        expect(inspected?.RootFS.Layers).toHaveLength(1);
        if (architecture === own)
          expect(await docker("run", "--rm", "--network=none", "--platform", `linux/${own}`, reference)).toBe(
            architecture,
          );
        // The engine keeps one image under a digest.
        await docker("image", "rm", reference);
      }
  });
});
