import { loadYaml } from "../yaml/load-yaml.ts";
import { YamlError, type YamlMap, type YamlNode, type YamlTree } from "../yaml/tree.ts";
import { callInputsOf, eventsOf } from "./events.ts";
import { mentions } from "./mentions.ts";
import { nameOf } from "./parts.ts";
import { scalar } from "./value.ts";
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
 * file counts.
 *
 * What is under `on` does not count, as a path filter reads nothing; only the defaults of inputs there do. Nor do
 * comments, those in scripts included. A text that is not YAML is searched line by line.
 *
 * @param path of the file in the repository
 */
export async function readsFile(text: string, path: string): Promise<Wiring> {
  const parse = await loadParser();
  const parts = documentsOf(text.slice(0, mostCharacters)).map(
    (document) => partsOf(parse(document)?.root) ?? linesOf(document),
  );
  const names = mentions(path);
  return {
    reads: parts.some(({ texts }) => texts.some((one) => names(withoutComments(one)))),
    uses: [...new Set(parts.flatMap(({ uses }) => uses).flatMap(localFiles))].slice(0, mostUses),
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

/** What a workflow says of itself. */
export interface AboutWorkflow {
  /** Whether pushes start it at all, whatever its filters say; undefined when that cannot be read. */
  readonly startedByPush: boolean | undefined;
  /** Its `name:`, by which statuses know it. */
  readonly name: string | undefined;
}

/** Reads what a workflow says of itself, in its first document. */
export async function aboutWorkflow(text: string): Promise<AboutWorkflow> {
  const tree = text.length > mostCharacters ? undefined : (await loadParser())(text);
  if (tree?.root?.kind !== "map") return { startedByPush: undefined, name: undefined };
  return { startedByPush: isStartedByPush(tree.root, tree.positionOf), name: nameOf(tree.root) };
}

function isStartedByPush(workflow: YamlMap, positionOf: YamlTree["positionOf"]): boolean | undefined {
  const on = workflow.entries.get("on")?.value;
  if (!on || (on.kind === "scalar" && (scalar(on) === null || on.text === ""))) return undefined;
  return eventsOf(on, positionOf).some(({ name }) => name === "push");
}

/** Loads a parser that takes more than the forges do; it gives undefined for what is no YAML. */
async function loadParser(): Promise<(text: string) => YamlTree | undefined> {
  const parse = await loadYaml({ duplicates: "first", tags: "ignore" });
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof YamlError) return undefined;
      throw error;
    }
  };
}

const mostDocuments = 100;

/** The documents of a text. Each of them counts here, though forges read the first alone. */
const documentsOf = (text: string): string[] => text.split(/^(?=---(?:\s|$))/m).slice(0, mostDocuments);

interface Parts {
  readonly texts: readonly string[];
  /** The values of all keys `uses`, in the order of the text. */
  readonly uses: readonly string[];
}

/** Every scalar that counts, each once, however many aliases lead to it; undefined for what is no YAML map. */
function partsOf(root: YamlNode | undefined): Parts | undefined {
  if (root?.kind !== "map") return undefined;
  const counted = new Set<YamlNode>();
  const uses: { readonly used: string; readonly offset: number }[] = [];
  const addPairs = (pairs: YamlMap["pairs"]) => {
    for (const { key, value, offset } of pairs) {
      counted.add(key).add(value);
      if (isKey(key, "uses") && value.kind === "scalar") uses.push({ used: value.text, offset });
    }
  };
  addPairs(root.pairs.filter(({ key }) => !isKey(key, "on")));
  for (const input of callInputsOf(root.entries.get("on")?.value)?.values() ?? [])
    if (input.default) counted.add(input.default);
  // The set grows while it is gone through.
  for (const node of counted)
    if (node.kind === "map") addPairs(node.pairs);
    else if (node.kind === "list") for (const item of node.items) counted.add(item);
  return {
    texts: [...counted].flatMap((node) => (node.kind === "scalar" ? [node.text] : [])),
    uses: uses.sort((one, other) => one.offset - other.offset).map(({ used }) => used),
  };
}

const isKey = (node: YamlNode, key: string): boolean => node.kind === "scalar" && node.text === key;

/** The lines of a text that is no YAML. */
function linesOf(text: string): Parts {
  const counted = withoutEvents(text);
  const uses = counted.matchAll(/^[ \t]*(?:-[ \t]+)?uses[ \t]*:[ \t]*["']?(\.\/[^\s"'#]*)/gm);
  return { texts: [counted], uses: [...uses].map(([, used = ""]) => used) };
}

/** A text without the lines of a key `on` and those under it, but for the defaults there. */
function withoutEvents(text: string): string {
  const kept: string[] = [];
  let isEvents = false;
  for (const line of text.split(/\r\n|[\r\n]/)) {
    // A list may begin in the column of its key, and a bracket end there.
    const isKeyLine = /^[^\s#\]}-]/.test(line);
    // One event behind the key ends it.
    if (isKeyLine) isEvents = /^(["']?)on\1[ \t]*:[ \t]*(?:[[{&!#].*)?$/.test(line);
    if (!isEvents || /\bdefault["']?[ \t]*:/.test(line)) kept.push(line);
  }
  return kept.join("\n");
}

/** A text without the lines that are comments, in a shell as in YAML. */
function withoutComments(text: string): string {
  return text.includes("#") ? text.replace(/^[^\S\r\n]*#.*$/gm, "") : text;
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
