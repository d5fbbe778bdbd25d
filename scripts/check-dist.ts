// Builds the release tree anew, compares it with dist/ byte for byte, and names every file that differs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

function filesOf(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path))]));
}

const fresh = mkdtempSync(join(tmpdir(), "imgpub-dist-"));
try {
  const rollup = ["node_modules/rollup/dist/bin/rollup", "--config", "--silent", "--dir", fresh];
  execFileSync(process.execPath, rollup, { stdio: "inherit" });
  const [built, committed] = [filesOf(fresh), filesOf("dist")];
  const differing: string[] = [];
  for (const [path, bytes] of built) {
    const found = committed.get(path);
    if (!found) differing.push(`dist/${path} is missing`);
    else if (!found.equals(bytes)) differing.push(`dist/${path} differs`);
  }
  for (const path of committed.keys()) if (!built.has(path)) differing.push(`dist/${path} is left over`);
  for (const line of differing) console.error(line);
  if (differing.length > 0) {
    console.error("dist/ is not what the source builds; run `npm run build` and commit the result");
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
