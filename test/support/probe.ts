import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a process took, in bytes. */
export interface Probe {
  /** The most memory that was resident. */
  readonly peak: number;
  /** The source of all modules it loaded. */
  readonly bytes: number;
  /** The files that it loaded as modules. */
  readonly modules: readonly string[];
}

/** Options for `runAction` that make the action report what it took, and that report. */
export async function probed<T>(
  work: (options: { nodeArgs: string[]; env: { PROBE_FILE: string } }) => Promise<T>,
): Promise<{ result: T; probe: Probe }> {
  const folder = mkdtempSync(join(tmpdir(), "imgpub-probe-"));
  try {
    const file = join(folder, "probe.json");
    const nodeArgs = ["--import", new URL("probe.mjs", import.meta.url).href];
    const result = await work({ nodeArgs, env: { PROBE_FILE: file } });
    return { result, probe: JSON.parse(readFileSync(file, "utf8")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
