import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildxIndexFixture, pushOverHttp } from "../../support/images/images.ts";

/**
 * Pushes a small image and its attestation by digest, as buildx does, with the credentials that the job has stored.
 *
 * @param output what buildx is told, such as `type=image,name=ghcr.io/acme/app,push=true`; the name in it is used
 */
export async function pushBuilt(
  output: string,
  platform: string,
): Promise<{ readonly image: string; readonly digest: string }> {
  const [, host = "", repository = ""] = /\bname=([^/,]+)\/([^,]+)/.exec(output) ?? [];
  const { auths } = JSON.parse(readFileSync(join(homedir(), ".docker/config.json"), "utf8")) as {
    auths: Record<string, { auth: string }>;
  };
  const [user = "", password = ""] = Buffer.from(auths[host]?.auth ?? "", "base64")
    .toString()
    .split(":");
  const image = buildxIndexFixture({ platform, layers: 3, seed: repository });
  const digest = await pushOverHttp(`http://${host}`, repository, image, { user, password });
  return { image: `${host}/${repository}`, digest };
}
