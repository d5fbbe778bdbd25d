import type { Document, Node, Pair } from "yaml";
import { mentions } from "./mentions.ts";

/** What one file of a template says about reading another. */
export interface Wiring {
  readonly reads: boolean;
  /** Files of the same repository that it uses and that may read the file in its stead; some may not exist. */
  readonly uses: readonly string[];
}

/**
 * Larger files are searched as plain text, in characters: what is no workflow may take the parser minutes, and nothing
 * else moves meanwhile.
 */
const mostParsed = 64 * 1024;
/** No text is searched further than this, in characters. */
const mostCharacters = 1024 * 1024;
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
  const { texts, uses } = (await partsOf(text)) ?? linesOf(text.slice(0, mostCharacters));
  const names = mentions(path);
  return {
    reads: texts.some((one) => names(withoutComments(one))),
    uses: [...new Set(uses.flatMap(localFiles))].slice(0, mostUses),
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

/** Reads what a workflow says of itself. */
export async function aboutWorkflow(text: string): Promise<AboutWorkflow> {
  const parsed = await parse(text);
  if (!parsed?.yaml.isMap(parsed.document.contents)) return { startedByPush: undefined, name: undefined };
  const { document, yaml } = parsed;
  const resolved = (node: unknown) => (yaml.isAlias(node) ? node.resolve(document) : node);
  const name = resolved(parsed.document.contents.get("name", true));
  const on = resolved(parsed.document.contents.get("on", true));
  return {
    startedByPush: hasPush(on, resolved, yaml),
    name: yaml.isScalar(name) && name.value !== "" ? String(name.value) : undefined,
  };
}

function hasPush(
  on: unknown,
  resolved: (node: unknown) => unknown,
  yaml: typeof import("yaml"),
): boolean | undefined {
  const isPush = (node: unknown) => yaml.isScalar(node) && node.value === "push";
  if (yaml.isScalar(on)) return on.value === "" ? undefined : isPush(on);
  // Each alias costs a look at the whole document, and there are not that many events.
  if (yaml.isSeq(on)) return on.items.slice(0, 100).some((item) => isPush(resolved(item)));
  if (yaml.isMap(on)) return on.items.some(({ key }) => isPush(key));
  return undefined;
}

interface Parts {
  readonly texts: readonly string[];
  /** The values of all keys `uses`. */
  readonly uses: readonly string[];
}

async function parse(text: string): Promise<{ document: Document; yaml: typeof import("yaml") } | undefined> {
  if (text.length > mostParsed) return undefined;
  const yaml = await import("yaml");
  // Looking for keys that are there twice takes the square of their number.
  const document = yaml.parseDocument(text, { schema: "failsafe", uniqueKeys: false });
  return document.errors.length === 0 ? { document, yaml } : undefined;
}

/** Every scalar that counts, each once, however many aliases lead to it; undefined for what is no YAML map. */
async function partsOf(text: string): Promise<Parts | undefined> {
  const parsed = await parse(text);
  if (!parsed) return undefined;
  const { document, yaml } = parsed;
  if (!yaml.isMap(document.contents)) return undefined;
  const texts: string[] = [];
  const uses: string[] = [];
  const anchors = new Map<string, Node>();
  const read = new Set<Node>();

  const resolved = (node: unknown) => (yaml.isAlias(node) ? anchors.get(node.source) : node);
  /** Looks at a part in the order of the text; one that is not read is still looked at for its anchors. */
  const look = (node: unknown, reading: boolean): void => {
    if (yaml.isAlias(node)) {
      if (reading) look(anchors.get(node.source), true);
      return;
    }
    if (yaml.isPair(node)) lookAtPair(node, reading);
    if (!yaml.isNode(node)) return;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (reading) {
      if (read.has(node)) return;
      read.add(node);
    }
    if (yaml.isCollection(node)) for (const item of node.items) look(item, reading);
    else if (reading && yaml.isScalar(node)) texts.push(String(node.value));
  };
  const lookAtPair = ({ key, value }: Pair, reading: boolean): void => {
    look(key, reading);
    look(value, reading);
    if (!reading || !yaml.isScalar(key) || key.value !== "uses") return;
    const used = resolved(value);
    if (yaml.isScalar(used)) uses.push(String(used.value));
  };
  const child = (node: unknown, key: string): unknown => {
    const map = resolved(node);
    return yaml.isMap(map) ? map.get(key, true) : undefined;
  };

  for (const { key, value } of document.contents.items) {
    const on = yaml.isScalar(key) && key.value === "on";
    lookAtPair({ key, value } as Pair, !on);
    const inputs = on ? resolved(child(child(value, "workflow_call"), "inputs")) : undefined;
    if (yaml.isMap(inputs)) for (const input of inputs.items) look(child(input.value, "default"), true);
  }
  return { texts, uses };
}

function linesOf(text: string): Parts {
  const uses = text.matchAll(/^[ \t]*(?:-[ \t]+)?uses[ \t]*:[ \t]*["']?(\.\/[^\s"'#]*)/gm);
  return { texts: [text], uses: [...uses].map(([, used = ""]) => used) };
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
