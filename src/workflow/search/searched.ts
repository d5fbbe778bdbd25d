import { loadYaml } from "../../yaml/load-yaml.ts";
import { YamlError, type YamlMap, type YamlNode, type YamlTree } from "../../yaml/tree.ts";
import { callInputsOf } from "../events.ts";
import { type Strip, scriptOf } from "./script-comments.ts";
import { withoutComments } from "./without-comments.ts";

/** Loads a parser that takes more than the forges do; it gives undefined for what is no YAML. */
export async function loadLenientYaml(): Promise<(text: string) => YamlTree | undefined> {
  const parse = await loadYaml({ duplicates: "first", tags: "ignore", ambiguous: "take" });
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof YamlError) return undefined;
      throw error;
    }
  };
}

/**
 * Loads what takes a text apart into what counts when it is searched for the name of a file: keys and values, or else
 * lines. What is under `on` does not count, as a path filter reads nothing; only the defaults of inputs there do. Nor do
 * comments, those in scripts included.
 */
export async function loadSearched(): Promise<(text: string) => readonly Searched[]> {
  const parse = await loadLenientYaml();
  return (text) =>
    documentsOf(text).map((document) => {
      const { texts, uses } = partsOf(parse(document)?.root) ?? linesOf(document);
      return { texts: texts.map(withoutComments), uses };
    });
}

const mostDocuments = 100;

/** The documents of a text. Each of them counts here, though forges read the first alone. */
const documentsOf = (text: string): string[] =>
  text
    .split(/^(?=---(?:\s|$))/m)
    .filter((document) => !isPreamble(document))
    .slice(0, mostDocuments);

/** Whether there is nothing but comments, and directives to the parser, which stand before a document. */
const isPreamble = (text: string): boolean =>
  text.split(/\r\n|[\r\n]/).every((line) => /^[ \t]*(?:[#%]|$)/.test(line));

/** What of a document is searched. */
interface Searched {
  readonly texts: readonly string[];
  /** The values of all keys `uses`, in the order of the text. */
  readonly uses: readonly string[];
}

/** Every scalar that counts, each once, however many aliases lead to it; undefined for what is no YAML map. */
function partsOf(root: YamlNode | undefined): Searched | undefined {
  if (root?.kind !== "map") return undefined;
  const counted = new Set<YamlNode>();
  const scripts = new Map<YamlNode, Strip>();
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
    if (node.kind === "map") {
      addPairs(node.pairs);
      const script = scriptOf(node);
      if (script) scripts.set(...script);
    } else if (node.kind === "list") for (const item of node.items) counted.add(item);
  return {
    texts: [...counted].flatMap((node) =>
      node.kind === "scalar" ? [scripts.get(node)?.(node.text) ?? node.text] : [],
    ),
    uses: uses.sort((one, other) => one.offset - other.offset).map(({ used }) => used),
  };
}

const isKey = (node: YamlNode, key: string): boolean => node.kind === "scalar" && node.text === key;

/** The lines of a text that is no YAML. */
function linesOf(text: string): Searched {
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
