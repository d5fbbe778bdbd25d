import { type BuildxFixture, buildxIndexFixture, type ImageOptions } from "../images/images.ts";
import { defaultCredentials, type Registry, type RegistryOptions, startRegistry } from "../registry/index.ts";

export const platforms = ["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/s390x"] as const;

/** The proxy's delay in the figures, in milliseconds. */
export const delayMs = 40;

/** `DOCKER_AUTH_CONFIG` with the embedded registry's credentials for one host, port included. */
export function dockerAuth(host: string): { DOCKER_AUTH_CONFIG: string } {
  const { user, password } = defaultCredentials;
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  return { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { auth } } }) };
}

/** What `docker buildx build --push` leaves behind for each platform: an index of an image and its attestation. */
export function builds(
  names: readonly string[],
  options: Omit<ImageOptions, "platform"> = {},
): BuildxFixture[] {
  return names.map((platform) => buildxIndexFixture({ ...options, platform }));
}

/** `registry/repository@sha256:…`, one a line. */
export function sourceLines(host: string, repository: string, images: readonly BuildxFixture[]): string {
  return images.map(({ descriptor }) => `${host}/${repository}@${descriptor.digest}`).join("\n");
}

export function startBearerRegistry(options: RegistryOptions = {}): Promise<Registry> {
  return startRegistry({ auth: "bearer", ...options });
}
