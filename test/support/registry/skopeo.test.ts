import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { buildxIndexFixture, indexFixture, pullOverHttp, pushFixture } from "../images/images.ts";
import { realPart } from "../real/real.ts";
import { startRegistry } from "./registry.ts";

const run = promisify(execFile);

realPart("skopeo")("the embedded registry as skopeo sees it", () => {
  const index = indexFixture(
    ["linux/amd64", "linux/arm64"].flatMap(
      (platform) => buildxIndexFixture({ platform, layers: 2 }).children,
    ),
  );

  it("gives up an index byte for byte and takes a copy of all of it, with Bearer tokens", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    pushFixture(registry, "a/b", index, { tag: "v1" });
    const creds = "imgpub:secret";
    const source = `docker://${registry.host}/a/b:v1`;
    const inspected = await run("skopeo", [
      "inspect",
      "--raw",
      "--tls-verify=false",
      "--creds",
      creds,
      source,
    ]);
    expect(inspected.stdout).toBe(index.manifest.toString());
    await run("skopeo", [
      "copy",
      "--all",
      "--preserve-digests",
      "--src-tls-verify=false",
      "--dest-tls-verify=false",
      "--src-creds",
      creds,
      "--dest-creds",
      creds,
      source,
      `docker://${registry.host}/c:v2`,
    ]);
    expect(registry.incompleteTags()).toEqual([]);
    const copied = await pullOverHttp(registry.origin, "c", "v2", { user: "imgpub", password: "secret" });
    expect(copied).toMatchObject({ digest: index.descriptor.digest, attestations: 2, manifests: 5 });
  });
});
