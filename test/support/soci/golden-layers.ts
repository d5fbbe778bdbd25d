import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import golden from "./golden/golden.json" with { type: "json" };

/** The tool string that the golden ztocs have. */
export const awsTool = "AWS SOCI CLI v0.2";

/** A layer, and what AWS's tool makes of it. */
export interface GoldenLayer {
  readonly name: string;
  readonly compression: "gzip" | "none";
  readonly spans: readonly GoldenSpans[];
}

export interface GoldenSpans {
  readonly spanSize: number;
  /** The SHA-256 of the ztoc, null where the layer is refused. */
  readonly ztoc: string | null;
}

const table: Readonly<Record<string, { sha256: string; ztoc: Readonly<Record<string, string | null>> }>> =
  golden;

export const goldenLayers: readonly GoldenLayer[] = Object.entries(table).map(([name, { ztoc }]) => ({
  name,
  compression: name.endsWith(".gz") ? "gzip" : "none",
  spans: Object.entries(ztoc).map(([spanSize, digest]) => ({ spanSize: Number(spanSize), ztoc: digest })),
}));

const script = fileURLToPath(new URL("golden/generate.py", import.meta.url));

/** A folder with the layers, until it is disposed of. @throws Error unless each has the digest in the table */
export async function generatedLayers(): Promise<AsyncDisposable & { read(name: string): Promise<Buffer> }> {
  const folder = await mkdtemp(join(tmpdir(), "soci-layers-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const read = (name: string) => readFile(join(folder, name));
  try {
    await promisify(execFile)("python3", [script], { cwd: folder });
    for (const [name, { sha256 }] of Object.entries(table))
      if (
        sha256 !==
        createHash("sha256")
          .update(await read(name))
          .digest("hex")
      )
        throw new Error(
          `python3 makes another ${name} than golden.json says, as its zlib compresses otherwise`,
        );
  } catch (error) {
    await remove();
    throw error;
  }
  return { read, [Symbol.asyncDispose]: remove };
}
