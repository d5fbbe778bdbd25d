import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "vitest";

/** The path of an executable, or `undefined`. */
export function onPath(name: string): string | undefined {
  // Debian keeps daemons where an ordinary user's PATH does not look.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * A suite that needs real programs on the PATH, such as `docker-registry` or `skopeo`. Where one is missing
 * the suite is skipped in plain sight, with what is missing in its title; with `IMGPUB_REQUIRE_REAL=1`, as in
 * CI, it fails instead.
 */
export function describeReal(title: string, programs: readonly string[], body: () => void): void {
  const missing = programs.filter((name) => onPath(name) === undefined);
  if (missing.length === 0) describe(title, body);
  else if (process.env.IMGPUB_REQUIRE_REAL === "1")
    test(`${title}: needs ${missing.join(", ")}`, () => {
      throw new Error(`${missing.join(", ")} is not installed`);
    });
  else describe.skip(`${title} [skipped: ${missing.join(", ")} is not installed]`, body);
}
