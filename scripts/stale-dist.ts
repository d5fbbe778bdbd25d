import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesOf } from "./folder-files.ts";

/** A build needs no credential: none of a job's, of git's or of ssh's reaches the packages that build. */
const credential = /^(ACTIONS|GIT|SSH)_|TOKEN/i;

/**
 * Builds the release tree of a work tree anew, and compares it with its `dist/` byte for byte.
 *
 * @returns a few words for every file that differs, such as `dist/LICENSE is missing`
 */
export function staleDist(root: string): string[] {
  const fresh = mkdtempSync(join(tmpdir(), "imgpub-dist-"));
  try {
    const rollup = ["node_modules/rollup/dist/bin/rollup", "--config", "--silent", "--dir", fresh];
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !credential.test(name)));
    execFileSync(process.execPath, rollup, { cwd: root, env, stdio: "inherit" });
    const [built, committed] = [filesOf(fresh), filesOf(join(root, "dist"))];
    const differing: string[] = [];
    for (const [path, bytes] of built) {
      const found = committed.get(path);
      if (!found) differing.push(`dist/${path} is missing`);
      else if (!found.equals(bytes)) differing.push(`dist/${path} differs`);
    }
    for (const path of committed.keys()) if (!built.has(path)) differing.push(`dist/${path} is left over`);
    return differing;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
