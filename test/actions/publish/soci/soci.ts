import { buildxIndexFixture, pushFixture } from "../../../support/images/images.ts";
import { type Registry, startRegistry } from "../../../support/registry/index.ts";
import type { RunResult } from "../../../support/runner.ts";
import { type ActionInputs, publish, reportOf, stillClock } from "../../step.ts";

export const sociType = "application/vnd.amazon.soci.index.v2+json";

const layerSize = 100_000;
/** Two platforms that share one of two large layers, and one whose only layer is small; each with an attestation. */
export const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 2, layerSize, sharedLayers: 1 });
export const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 2, layerSize, sharedLayers: 1 });
export const small = buildxIndexFixture({ platform: "linux/riscv64", layers: 1 });
export const builds = [amd64, arm64, small];
export const largeLayers = new Set(
  [amd64, arm64].flatMap(({ image }) => image.layers.map(({ descriptor }) => descriptor.digest)),
);

/** What these layers are large for. */
export const soci = { soci: "true", "soci-min-layer-size": "64KiB", "soci-span-size": "64KiB" } as const;

/** What a runner hands on where nothing is said of it. */
export const plain = { soci: "false", "soci-min-layer-size": "10MiB", "soci-span-size": "4MiB" } as const;

/** Where one case builds and publishes: two registries, and repositories of its own. */
export class Scene implements AsyncDisposable {
  readonly one: Registry;
  readonly two: Registry;

  private constructor(one: Registry, two: Registry) {
    this.one = one;
    this.two = two;
  }

  static async begin(): Promise<Scene> {
    const [one, two] = await Promise.all([startRegistry(), startRegistry()]);
    for (const fixture of builds) pushFixture(one, "build", fixture);
    return new Scene(one, two);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.one.close(), this.two.close()]);
  }

  get sources(): string {
    return builds.map(({ descriptor }) => `${this.one.host}/build@${descriptor.digest}`).join("\n");
  }

  tags(registry: Registry, repository: string, ...names: string[]): string {
    return names.map((name) => `${registry.host}/${repository}:${name}`).join("\n");
  }

  /** Publishes, after which only its own requests are there to be looked at. */
  run(inputs: ActionInputs<"publish-index">): Promise<RunResult> {
    for (const registry of [this.one, this.two]) registry.clearRequests();
    return publish({ sources: this.sources, ...soci, ...inputs }, stillClock);
  }

  /** Reads of large layers, whole or in part, by their digests. */
  layerReads(): string[] {
    return [this.one, this.two]
      .flatMap((registry) => registry.requests)
      .filter(
        ({ method, kind, reference = "" }) =>
          method === "GET" && kind === "blob" && largeLayers.has(reference),
      )
      .map(({ reference = "" }) => reference);
  }
}

export interface IndexDocument {
  readonly manifests: readonly {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
    readonly artifactType?: string;
    readonly platform?: { readonly os: string; readonly architecture: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}

/** What a tag or digest holds, as data. */
export function documentAt<T = IndexDocument>(registry: Registry, repository: string, reference: string): T {
  const manifest = registry.readManifest(repository, reference);
  if (!manifest) throw new Error(`${repository} has no ${reference}`);
  return JSON.parse(manifest.bytes.toString()) as T;
}

export interface SociReport {
  indexed: number;
  reused: number;
  small: number;
  skipped: { layer: string; reason: string }[];
  plainDigest: string;
  digest?: string;
  toRead?: { layers: number; bytes: number };
}

/** What the output `json` says of the layers of its only target. */
export function sociOf(run: RunResult): SociReport {
  const [target] = reportOf(run) as { soci?: SociReport }[];
  if (!target?.soci) throw new Error(`nothing is said of layers\n${run.stdout}`);
  return target.soci;
}
