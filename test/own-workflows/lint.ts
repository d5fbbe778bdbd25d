import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Linted {
  readonly status: number | null;
  /** All that the linter said of the files, empty when it has nothing to object. */
  readonly output: string;
}

function lint(program: string, args: readonly string[]): Linted {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    timeout: 600_000,
  });
  if (error) throw error;
  return { status, output: `${stdout}${stderr}`.trim() };
}

/** @param files from the repository's root */
export const actionlint = (files: readonly string[]): Linted =>
  lint("actionlint", ["-no-color", "-config-file", "test/own-workflows/actionlint.yaml", ...files]);

/** The same, offline. What is off is in a configuration, with its reason. */
export const zizmor = (files: readonly string[], ...options: readonly string[]): Linted =>
  lint("zizmor", ["--offline", "--quiet", "--no-progress", "--color=never", ...options, ...files]);
