import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../images/plain-client.ts";
import { run } from "../programs.ts";

/** What skopeo has read of an image. */
export interface SkopeoCopy {
  /** The digest of the manifest that the reference itself names. */
  readonly digest: string;
  /** Every manifest below it. */
  readonly manifests: ReadonlySet<string>;
  readonly blobs: ReadonlySet<string>;
}

const hashOf = (bytes: Buffer | string): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** The exact text of the manifest that `host/repository:tag` names. */
export async function inspectRaw(reference: string, { user, password }: Credentials = {}): Promise<string> {
  const creds = user === undefined ? [] : ["--creds", `${user}:${password}`];
  const args = ["inspect", "--raw", "--tls-verify=false", ...creds, `docker://${reference}`];
  return (await run("skopeo", args)).stdout;
}

/**
 * Copies all of an image to a directory and hashes every file of the copy.
 *
 * @throws Error when skopeo finds something amiss, or a file is not what its name says
 */
export async function copyAll(reference: string, { user, password }: Credentials = {}): Promise<SkopeoCopy> {
  const folder = await mkdtemp(join(tmpdir(), "imgpub-skopeo-"));
  try {
    const creds = user === undefined ? [] : ["--src-creds", `${user}:${password}`];
    const options = ["--all", "--preserve-digests", "--src-tls-verify=false", ...creds];
    await run("skopeo", ["copy", ...options, `docker://${reference}`, `dir:${folder}`]);
    let digest = "";
    const manifests = new Set<string>();
    const blobs = new Set<string>();
    for (const file of await readdir(folder)) {
      if (file === "version") continue;
      const hash = hashOf(await readFile(join(folder, file)));
      const [, hex, kind] = /^([0-9a-f]{64})(\.manifest\.json)?$/.exec(file) ?? [];
      if (file === "manifest.json") digest = hash;
      else if (hash !== `sha256:${hex}`) throw new Error(`${reference}: ${file} has ${hash}`);
      else if (kind !== undefined) manifests.add(hash);
      else blobs.add(hash);
    }
    return { digest, manifests, blobs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
