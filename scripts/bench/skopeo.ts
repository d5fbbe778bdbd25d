import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { buildxIndexFixture, indexFixture, pushFixture } from "../../test/support/images/images.ts";
import { hasRealPart } from "../../test/support/real/real-part.ts";
import { defaultCredentials } from "../../test/support/registry/index.ts";
import { platforms, startBearerRegistry } from "../../test/support/scenarios/publish.ts";

/**
 * Requests of `skopeo copy --all` for the same image into another repository of the same registry: a tag a
 * command, as skopeo takes one. Undefined where it is not installed.
 */
export async function skopeoRequests(tags: readonly string[]): Promise<number | undefined> {
  if (!hasRealPart("skopeo")) return undefined;
  await using registry = await startBearerRegistry();
  const images = platforms.slice(0, 2).map((platform) => buildxIndexFixture({ platform, layers: 10 }));
  const index = indexFixture(images.flatMap(({ children }) => children));
  pushFixture(registry, "org/app", index, { tag: "source" });
  const { user, password } = defaultCredentials;
  const creds = `${user}:${password}`;
  for (const tag of tags)
    await promisify(execFile)("skopeo", [
      "--insecure-policy",
      "copy",
      "--all",
      "--quiet",
      "--src-tls-verify=false",
      "--dest-tls-verify=false",
      `--src-creds=${creds}`,
      `--dest-creds=${creds}`,
      `docker://${registry.host}/org/app:source`,
      `docker://${registry.host}/org/copy:${tag}`,
    ]);
  return registry.requests.length;
}
