import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A directory with these files, removed by `dispose`. */
export async function workspace(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<{ path: string; dispose: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "imgpub-workspace-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    if (!name.endsWith("/")) await writeFile(join(path, name), text);
    else await mkdir(join(path, name), { recursive: true });
  }
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}
