import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sha256 } from "../../src/image/digest.ts";
import { buildxIndexFixture, pushOverHttp } from "../support/images/images.ts";
import { run } from "../support/programs.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/real/docker-registry.ts";
import { realPart } from "../support/real/real.ts";
import { hasRealPart } from "../support/real/real-part.ts";
import { runAction } from "../support/runner.ts";
import { writeLayout } from "../support/soci/layout.ts";
import { workspace } from "../support/workspace.ts";

const sources = ["linux/amd64", "linux/arm64"].map((platform) =>
  buildxIndexFixture({ platform, layers: 2, layerSize: 200_000, sharedLayers: 1 }),
);

interface Part {
  readonly digest: string;
}

interface Document {
  readonly manifests?: readonly (Part & { readonly artifactType?: string })[];
  readonly config?: Part;
  readonly layers?: readonly Part[];
}

/** What a registry holds below a reference, with that itself. @throws Error unless it is all there */
async function heldBelow(
  { origin }: Pick<DockerRegistry, "origin">,
  repository: string,
  reference: string,
): Promise<string[]> {
  const at = (kind: string, name: string) => `${origin}/v2/${repository}/${kind}/${name}`;
  const accept = ["index", "manifest"].map((kind) => `application/vnd.oci.image.${kind}.v1+json`).join();
  const response = await fetch(at("manifests", reference), { headers: { accept } });
  if (!response.ok) throw new Error(`${reference}: ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const { manifests = [], config, layers = [] } = JSON.parse(bytes.toString()) as Document;
  const blobs = [...(config ? [config] : []), ...layers].map(({ digest }) => digest);
  for (const digest of blobs)
    if (!(await fetch(at("blobs", digest), { method: "HEAD" })).ok) throw new Error(`${digest} is not there`);
  const below = await Promise.all(manifests.map(({ digest }) => heldBelow({ origin }, repository, digest)));
  return [sha256(bytes), ...blobs, ...below.flat()];
}

/** Publishes an image that is loaded lazily as `org/app:1`. Returns all that it consists of, the index first. */
async function publish(registry: DockerRegistry): Promise<string[]> {
  for (const source of sources) await pushOverHttp(registry.origin, "org/app", source);
  const { exitCode, log, outputs } = await runAction("publish-index", {
    inputs: {
      sources: sources.map(({ descriptor }) => `${registry.host}/org/app@${descriptor.digest}`).join("\n"),
      tags: `${registry.host}/org/app:1`,
      ...{ soci: "true", "soci-min-layer-size": "64KiB", "soci-span-size": "64KiB" },
    },
  });
  expect(exitCode, log).toBe(0);
  const held = await heldBelow(registry, "org/app", "1");
  expect(held[0]).toBe(outputs.digest);
  return held;
}

/** Puts what AWS's own tool converts to into a registry, as `aws/app:1`. */
async function publishAws(registry: DockerRegistry): Promise<void> {
  const { path, dispose } = await workspace();
  try {
    const [plain, converted] = [join(path, "plain"), join(path, "converted")];
    const layers = sources.flatMap(({ image }) => image.layers.map(({ bytes }) => bytes));
    await writeLayout(plain, layers);
    const store = ["--content-store", "soci", "--root", join(path, "root")];
    const options = ["--standalone", "--all-platforms", "--min-layer-size", "1", "--format", "oci-dir"];
    await run("soci", [...store, "convert", ...options, plain, converted]);
    const { manifests } = JSON.parse(await readFile(join(converted, "index.json"), "utf8")) as Document;
    const from = `${converted}@${manifests?.[0]?.digest}`;
    await run("oras", ["cp", "--from-oci-layout", "--to-plain-http", from, `${registry.host}/aws/app:1`]);
  } finally {
    await dispose();
  }
}

realPart("docker-registry")("an image that is loaded lazily", () => {
  it("is copied by publish-index without soci, all of it and with its digest", async () => {
    await using first = await startDockerRegistry();
    await using second = await startDockerRegistry();
    const held = await publish(first);
    const inputs = { sources: `${first.host}/org/app:1`, tags: `${second.host}/far/app:1` };
    const { exitCode, log } = await runAction("publish-index", { inputs });
    expect(exitCode, log).toBe(0);
    expect(await heldBelow(second, "far/app", "1")).toEqual(held);
  });
});

realPart(
  "docker-registry",
  "oras",
  "crane",
)("an image that is loaded lazily", () => {
  it.each([
    ["oras", ["cp", "--from-plain-http", "--to-plain-http"]],
    ["crane", ["copy", "--insecure"]],
  ] as const)("is copied by %s, all of it and with its digest", async (program, command) => {
    await using first = await startDockerRegistry();
    await using second = await startDockerRegistry();
    const held = await publish(first);
    await run(program, [...command, `${first.host}/org/app:1`, `${second.host}/far/app:1`]);
    expect(await heldBelow(second, "far/app", "1")).toEqual(held);
  });
});

for (const program of ["skopeo", "newer-skopeo"] as const) {
  const version = hasRealPart(program) ? (await run(program, ["--version"])).stdout.trim() : program;
  const isOld = program === "skopeo" && !hasRealPart(program, "1.18.0");
  realPart(
    "docker-registry",
    program,
    "oras",
    "soci",
  )(version, () => {
    const copy = (first: DockerRegistry, from: string, second: DockerRegistry) =>
      run(program, [
        ...["copy", "--insecure-policy", "--all", "--preserve-digests"],
        ...["--src-tls-verify=false", "--dest-tls-verify=false"],
        ...[`docker://${first.host}/${from}:1`, `docker://${second.host}/far/${from}:1`],
      ]);

    it(`${isOld ? "refuses to copy" : "copies"} ours, and what AWS's own tool converts, alike`, async () => {
      await using first = await startDockerRegistry();
      await using second = await startDockerRegistry();
      await publish(first);
      await publishAws(first);
      for (const image of ["org/app", "aws/app"]) {
        const copied = copy(first, image, second);
        // It writes the index anew without the artifact types, which would have another digest.
        if (isOld) await expect(copied).rejects.toThrow("Instructed to preserve digests");
        else {
          await copied;
          expect(await heldBelow(second, `far/${image}`, "1")).toEqual(await heldBelow(first, image, "1"));
        }
      }
    });
  });
}
