import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The content of every file below a folder by its path from there, in the order of the paths. */
export function filesOf(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path))]));
}
