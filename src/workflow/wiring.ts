import { mentions } from "./search/mentions.ts";
import { loadSearched } from "./search/searched.ts";
import { mostCharacters } from "./workflow.ts";

/** What one file of a template says about reading another. */
export interface Wiring {
  readonly reads: boolean;
  /** Files of the same repository that it uses and that may read the file in its stead; some may not exist. */
  readonly uses: readonly string[];
}

const mostUses = 50;

/**
 * Whether a workflow or a composite action reads a file, as far as its text tells: any key or value that names the
 * file counts, see {@link loadSearched}. A text that is not YAML is searched line by line.
 *
 * @param path of the file in the repository
 */
export async function readsFile(text: string, path: string): Promise<Wiring> {
  const searched = (await loadSearched())(text.slice(0, mostCharacters));
  const names = mentions(path);
  return {
    reads: searched.some(({ texts }) => texts.some(names)),
    uses: [...new Set(searched.flatMap(({ uses }) => uses).flatMap(localFiles))].slice(0, mostUses),
  };
}

/** How far a workflow is followed: to the actions and workflows it uses, to what those use, and so on. */
const mostSteps = 4;
const mostFiles = 20;

/**
 * Whether a workflow reads a file, itself or through what it uses of its own repository.
 *
 * @param readFiles gives the texts of those of the files that there are
 */
export async function isWired(
  workflow: string,
  path: string,
  readFiles: (paths: readonly string[]) => Promise<readonly string[]>,
): Promise<boolean> {
  const seen = new Set<string>();
  let texts: readonly string[] = [workflow];
  for (let step = 0; step <= mostSteps; step++) {
    const found = await Promise.all(texts.map((text) => readsFile(text, path)));
    if (found.some(({ reads }) => reads)) return true;
    const next = found.flatMap(({ uses }) => uses).filter((used) => !seen.has(used) && seen.size < mostFiles);
    for (const used of next) seen.add(used);
    if (next.length === 0) return false;
    texts = await readFiles([...new Set(next)]);
  }
  return false;
}

/**
 * The files that a local `uses` may mean: a workflow, or the metadata of an action in a folder. The repository may be
 * checked out into a folder, which is then left off before `.github` and the like.
 */
function localFiles(uses: string): string[] {
  if (!uses.startsWith("./") || uses.length > 500) return [];
  const parts = uses.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..") || uses.includes("${{") || uses.includes("\\")) return [];
  const start = parts.findIndex((part) => /^\.(github|gitea|forgejo)$/.test(part));
  return [parts, ...(start > 0 ? [parts.slice(start)] : [])].flatMap((way) => {
    const path = way.join("/");
    if (/\.ya?ml$/.test(path)) return [path];
    const folder = path === "" ? "" : `${path}/`;
    return [`${folder}action.yml`, `${folder}action.yaml`];
  });
}
