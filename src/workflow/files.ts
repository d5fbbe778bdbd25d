import type { ForgeKind } from "../forge/forge.ts";
import { folderRead } from "./workflow-folders.ts";

/**
 * The workflows among the files of a repository.
 *
 * Without globs these are the ones that the forge itself would take: those of the one folder that it reads
 * ({@link folderRead}), with the folders in it, except on GitHub, which looks into none. Gitea from 1.26 on can be told
 * other folders (`WORKFLOW_DIRS`); globs are for those.
 *
 * @param paths from the repository's root, with forward slashes
 * @param globs lines of the input `workflows`; one that begins with `!` takes paths out again
 */
export async function selectWorkflows(
  paths: readonly string[],
  kind: ForgeKind,
  globs: readonly string[] = [],
): Promise<string[]> {
  const candidates = paths.filter(isYaml).sort();
  const matchers = await matchersOf(globs.map((glob) => glob.replace(/^!/, "")));
  const matchersFor = (unwanted: boolean) =>
    matchers.filter((_, at) => globs[at]?.startsWith("!") === unwanted);
  const [wanted, unwanted] = [matchersFor(false), matchersFor(true)];
  const chosen =
    wanted.length === 0
      ? usual(candidates, paths, kind)
      : candidates.filter((path) => wanted.some((matches) => matches(path)));
  return chosen.filter((path) => !unwanted.some((matches) => matches(path)));
}

function usual(candidates: readonly string[], paths: readonly string[], kind: ForgeKind): string[] {
  const folder = folderRead(kind, (one) => paths.some((path) => path.startsWith(`${one}/`)));
  if (folder === undefined) return [];
  const within = candidates.filter((path) => path.startsWith(`${folder}/`));
  return kind === "github" ? within.filter((path) => !path.slice(folder.length + 1).includes("/")) : within;
}

async function matchersOf(globs: readonly string[]): Promise<((path: string) => boolean)[]> {
  if (globs.length === 0) return [];
  const { default: picomatch } = await import("picomatch");
  return globs.map((glob) => picomatch(glob.replace(/^\.?\//, ""), { dot: true }));
}

/** The folder before the first part with a glob in it, without a slash at its end; empty for the root. */
export function globBase(glob: string): string {
  const parts = glob.replace(/^!?(\.?\/)?/, "").split("/");
  const first = parts.findIndex((part) => /[*?[\]{}()!+@|]/.test(part));
  return parts.slice(0, first < 0 ? -1 : Math.min(first, parts.length - 1)).join("/");
}

export const isYaml = (path: string): boolean => /\.ya?ml$/.test(path);
