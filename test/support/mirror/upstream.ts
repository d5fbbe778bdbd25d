import { type Fixture, imageFixture, indexFixture, pushFixture } from "../images/images.ts";
import {
  defaultCredentials,
  type Registry,
  type RegistryOptions,
  type RequestRecord,
  startRegistry,
} from "../registry/index.ts";

const { user, password } = defaultCredentials;

/** The credential of the registry's. */
export const credential = { username: user, password };

/** Bytes of the two layers. */
export const layerSize = 1_500_000;

/** A registry like Docker Hub's with an image of two layers by the tag `1`, the same elsewhere, and one of two platforms. */
export interface Hub extends AsyncDisposable {
  readonly registry: Registry;
  readonly image: Fixture;
  readonly other: Fixture;
  readonly multi: Fixture;
}

export async function startHub(options: RegistryOptions = {}): Promise<Hub> {
  const registry = await startRegistry({ auth: "bearer", ...options });
  const image = imageFixture({ layers: 2, layerSize, mediaTypes: "docker", seed: "app" });
  // The same layers and configuration, in another manifest.
  const other = imageFixture({
    layers: 2,
    layerSize,
    mediaTypes: "docker",
    seed: "app",
    annotations: { a: "b" },
  });
  const platforms = ["linux/amd64", "linux/arm64"].map((platform) =>
    imageFixture({ layers: 1, layerSize, platform, seed: "multi" }),
  );
  const multi = indexFixture(platforms);
  pushFixture(registry, "library/app", image, { tag: "1" });
  pushFixture(registry, "acme/other", other, { tag: "1" });
  pushFixture(registry, "acme/multi", multi, { tag: "1" });
  return { registry, image, other, multi, [Symbol.asyncDispose]: () => registry.close() };
}

/** Requests as letters: T for a token, H and G for a manifest, h and g for a blob; those refused with 401 are left out. */
export function asked(requests: readonly RequestRecord[]): string {
  const letters = requests
    .filter(({ status, kind }) => status !== 401 || kind === "token")
    .map(({ method, kind }) =>
      kind === "token" ? "T" : kind === "blob" ? method[0]?.toLowerCase() : method[0],
    );
  const counts = [..."THGhg"].flatMap((letter) => {
    const count = letters.filter((one) => one === letter).length;
    return count > 0 ? `${letter}${count}` : [];
  });
  return counts.join(" ");
}

/** Bytes of blobs that were sent. */
export function blobBytes(requests: readonly RequestRecord[]): number {
  return requests
    .filter(({ kind, method, status }) => kind === "blob" && method === "GET" && status === 200)
    .reduce((sum, { responseBytes }) => sum + responseBytes, 0);
}
