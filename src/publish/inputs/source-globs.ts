import { resolve } from "node:path";

/**
 * The globs that a line may stand for, the first that matches anything being meant. On Windows `\` parts folders, as
 * in `${{ runner.temp }}` and for @actions/glob; elsewhere it takes the meaning off a character, or was written on
 * Windows.
 *
 * @param separator what parts folders on this system
 */
export function globsOf(line: string, separator: string): string[] {
  const slashed = line.replaceAll("\\", "/");
  return separator === "\\" || slashed === line ? [slashed] : [line, slashed];
}

/**
 * The files and directories that the first glob to match anything does match, as absolute paths in their order. A
 * directory in which something is matched, as by `**`, is not meant itself.
 */
export async function matchesOf(globs: readonly string[], directory: string): Promise<string[]> {
  const { glob } = await import("tinyglobby");
  for (const line of globs) {
    // What comes before the first special character may be on another drive, of which a glob knows nothing.
    const base = /^(?:[^\\*?{}[\]()!+@]*\/)?/.exec(line)?.[0] ?? "";
    const matched = await glob(line.slice(base.length), {
      cwd: resolve(directory, base),
      absolute: true,
      dot: true,
      expandDirectories: false,
      onlyFiles: false,
    });
    const sorted = matched.toSorted();
    const meant = sorted.filter((path, at) => !(path.endsWith("/") && sorted[at + 1]?.startsWith(path)));
    if (meant.length > 0) return meant.map((path) => resolve(path));
  }
  return [];
}
