import type { Event } from "js-yaml";

/** Line and column, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlScalar {
  readonly kind: "scalar";
  readonly offset: number;
  readonly text: string;
  /** Written without quotes, so that it may stand for a number, a truth value or null. */
  readonly plain: boolean;
}

export interface YamlList {
  readonly kind: "list";
  readonly offset: number;
  readonly items: readonly YamlNode[];
}

export interface YamlMap {
  readonly kind: "map";
  readonly offset: number;
  /** By key, in the order of the text; what a merge key (`<<`) adds comes last. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** All that is written, in the order of the text: merge keys too, keys that are no texts, and keys that come again. */
  readonly pairs: readonly YamlPair[];
}

export interface YamlEntry {
  /** Where the key is written, which for an alias is not where what it stands for is. */
  readonly offset: number;
  readonly value: YamlNode;
}

export interface YamlPair extends YamlEntry {
  readonly key: YamlNode;
}

/** A part of a YAML text. What an alias stands for is the same object as what it names, never a copy. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** What a reader does not need, and what it wants to judge itself. */
export interface YamlOptions {
  /**
   * Whether what stands at a key, in a map so deep from 1 on, is not needed; it becomes an empty list, as long as no
   * alias can lead to it.
   */
  readonly skips?: (depth: number, key: string) => boolean;
  /** A key that is there twice is refused, or its first value is that of the entry. */
  readonly duplicates?: "refuse" | "first";
  readonly tags?: "refuse" | "ignore";
}

/** A YAML text whose parts know where they are written. */
export interface YamlTree {
  /** Undefined for a text without content. */
  readonly root: YamlNode | undefined;
  positionOf(offset: number): Position;
}

/** A text that is no YAML, with the place where that shows. */
export class YamlError extends Error {
  override readonly name = "YamlError";
  readonly position: Position;

  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

/** Keys that merges may add to one text. */
const mostMergedKeys = 10_000;

interface Open {
  readonly node: YamlNode;
  readonly anchored: boolean;
  /** Whether what comes next is passed over. */
  skips(): boolean;
  add(value: YamlNode, offset: number): void;
  close(): void;
}

const skipped: YamlNode = { kind: "list", offset: 0, items: [] };
const skipping: Open = { node: skipped, anchored: false, skips: () => true, add: () => {}, close: () => {} };

/**
 * Loads the parser of YAML events, which takes a fifth of the time that a parser of whole documents does: it decodes
 * only what is asked for.
 */
export async function loadYaml({
  skips = () => false,
  duplicates = "refuse",
  tags = "refuse",
}: YamlOptions = {}): Promise<(text: string) => YamlTree> {
  const { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } = await import("js-yaml");

  /** The first document of a text, as the forges read it. Takes time in proportion to the text, aliases or not. */
  return (source) => {
    const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
    const positionOf = lines(text);
    let events: readonly Event[];
    try {
      events = parseEvents(text, {});
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      throw new YamlError(error.reason, positionOf(error.mark?.position ?? 0));
    }
    const fail = (message: string, offset: number): never => {
      throw new YamlError(message, positionOf(offset));
    };
    // YAML 1.1, which the forges' parsers read, ends lines at the first three, and passes over the last where a line
    // begins; what means something else to them is not judged.
    const other = text.search(/[\u0085\u2028\u2029\uFEFF]/);
    if (other >= 0)
      fail("a line end or a byte order mark that only some parsers know is not judged; leave it off", other);
    const anchors = new Map<string, YamlNode>();
    const open: Open[] = [];
    let root: YamlNode | undefined;
    let merged = 0;

    const begin = (event: { anchorStart: number; anchorEnd: number }, node: YamlNode, offset: number) => {
      if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
      const parent = open.at(-1);
      if (parent) parent.add(node, offset);
      else root = node;
    };
    const list = (offset: number, anchored: boolean): Open => {
      const items: YamlNode[] = [];
      const add = (value: YamlNode) => items.push(value);
      return { node: { kind: "list", offset, items }, anchored, skips: () => false, add, close: () => {} };
    };
    const map = (offset: number, anchored: boolean): Open => {
      const depth = open.length + 1;
      const entries = new Map<string, YamlEntry>();
      const pairs: YamlPair[] = [];
      const merges: YamlNode[] = [];
      let key: YamlNode | undefined;
      let keyOffset = 0;
      const add = (value: YamlNode, at: number) => {
        if (!key) {
          key = value;
          keyOffset = at;
          return;
        }
        const pair = { key, offset: keyOffset, value };
        key = undefined;
        pairs.push(pair);
        if (pair.key.kind !== "scalar") return;
        const name = pair.key.text;
        if (name === "<<" && pair.key.plain) merges.push(value);
        else if (!entries.has(name)) entries.set(name, pair);
        else if (duplicates === "refuse") fail(`the key ${JSON.stringify(name)} is there twice`, keyOffset);
      };
      const close = () => {
        for (const source of merges.flatMap((one) => (one.kind === "list" ? one.items : [one]))) {
          if (source.kind !== "map") return fail("a merge key takes a map or a list of maps", source.offset);
          merged += source.entries.size;
          if (merged > mostMergedKeys) fail(`merge keys add more than ${mostMergedKeys} keys`, offset);
          for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
        }
      };
      const skipsNext = () => !anchored && key?.kind === "scalar" && skips(depth, key.text);
      return { node: { kind: "map", offset, entries, pairs }, anchored, skips: skipsNext, add, close };
    };

    for (const event of events) {
      if (tags === "refuse" && "tagStart" in event && event.tagStart >= 0)
        fail("a tag, which may make another value of it, is not judged; leave it off", event.tagStart);
      if (event.type === EVENT_ID.DOCUMENT) {
        if (root) break;
      } else if (event.type === EVENT_ID.SCALAR) {
        const parent = open.at(-1);
        const offset = event.valueStart < 0 ? (parent?.node.offset ?? 0) : event.valueStart;
        if (event.anchorStart < 0 && parent?.skips()) {
          parent.add(skipped, offset);
          continue;
        }
        const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
        const node = new LazyScalar(offset, plain, () =>
          event.valueStart < 0 ? "" : getScalarValue(text, event),
        );
        begin(event, node, offset);
      } else if (event.type === EVENT_ID.ALIAS) {
        const name = text.slice(event.anchorStart, event.anchorEnd);
        const offset = event.anchorStart - 1;
        const node = anchors.get(name) ?? fail(`no anchor &${name} comes before it`, offset);
        if (open.some((one) => one.node === node)) fail(`the alias *${name} stands in what it names`, offset);
        const parent = open.at(-1);
        if (parent) parent.add(node, offset);
      } else if (event.type === EVENT_ID.POP) open.pop()?.close();
      else {
        const parent = open.at(-1);
        if (event.anchorStart < 0 && parent?.skips()) {
          parent.add(skipped, event.start);
          open.push(skipping);
          continue;
        }
        // What an alias of a part around it leads to can be looked at anywhere.
        const anchored = event.anchorStart >= 0 || parent?.anchored === true;
        const next =
          event.type === EVENT_ID.SEQUENCE ? list(event.start, anchored) : map(event.start, anchored);
        begin(event, next.node, event.start);
        open.push(next);
      }
    }
    return { root, positionOf };
  };
}

/** Most scalars of a workflow are never looked at, so they are decoded when they are. */
class LazyScalar implements YamlScalar {
  readonly kind = "scalar";
  readonly offset: number;
  readonly plain: boolean;
  readonly #decode: () => string;
  #text: string | undefined;

  constructor(offset: number, plain: boolean, decode: () => string) {
    this.offset = offset;
    this.plain = plain;
    this.#decode = decode;
  }

  get text(): string {
    this.#text ??= this.#decode();
    return this.#text;
  }
}

/** Line and column of an offset; lines are found at the first question. */
function lines(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
