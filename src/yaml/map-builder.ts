import { quoted } from "../base/text.ts";
import type { Fail } from "./characters.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlPair } from "./tree.ts";

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
  /** What parsers read otherwise, such as U+2028 or `{?a: b}`, is refused, or taken as YAML 1.2 does. */
  readonly ambiguous?: "refuse" | "take";
  /** What comes after the first document is not read, as the forges do, or must not be there. */
  readonly documents?: "first" | "only";
}

/** What a part is read for. */
export interface Context {
  /** Collections around it. */
  readonly depth: number;
  /** Whether it has an anchor, or something around it has: then an alias can lead to it. */
  readonly anchored: boolean;
  readonly skipped: boolean;
}

/** What stands for whatever nobody needs. */
export const skipped: YamlNode = { kind: "list", offset: 0, items: [] };

/** Keys that merges may add to one text. */
const mostMergedKeys = 10_000;

/** What all maps of a text share. */
export class MapRules {
  readonly options: YamlOptions;
  readonly fail: Fail;
  #merged = 0;

  constructor(options: YamlOptions, fail: Fail) {
    this.options = options;
    this.fail = fail;
  }

  /** Adds what a merge key names to a map that begins at an offset; what is there stays. */
  merge(source: YamlNode, entries: Map<string, YamlEntry>, offset: number): void {
    for (const one of source.kind === "list" ? source.items : [source]) {
      const from = one.kind === "map" ? one.entries : undefined;
      if (!from) this.fail("a merge key takes a map or a list of maps", one.offset);
      this.#merged += from.size;
      if (this.#merged > mostMergedKeys) this.fail(`merge keys add more than ${mostMergedKeys} keys`, offset);
      for (const [name, entry] of from) if (!entries.has(name)) entries.set(name, entry);
    }
  }
}

const noEntries: Map<string, YamlEntry> = new Map();

/** A map in the making: a key, its value, the next key. */
export class MapBuilder {
  /** What its keys are read for. */
  readonly context: Context;
  readonly #rules: MapRules;
  readonly #offset: number;
  readonly #pairs: YamlPair[] = [];
  readonly #entries: Map<string, YamlEntry>;
  #merges: YamlNode[] | undefined;
  #key: YamlNode = skipped;
  #keyOffset = 0;
  #isMerge = false;

  constructor(rules: MapRules, context: Context, offset: number) {
    this.#rules = rules;
    this.context = context;
    this.#offset = offset;
    this.#entries = context.skipped ? noEntries : new Map();
  }

  /** @param alias where the key stands if it is written as one; then it is no merge key */
  key(node: YamlNode, alias?: number): void {
    this.#key = node;
    this.#keyOffset = alias ?? node.offset;
    this.#isMerge = alias === undefined && node.kind === "scalar" && node.plain && node.text === "<<";
  }

  /** What the value of the key is read for. */
  get valueContext(): Context {
    const { anchored, depth } = this.context;
    const { skips } = this.#rules.options;
    if (anchored || this.#key.kind !== "scalar" || !skips?.(depth, this.#key.text)) return this.context;
    return { depth, anchored, skipped: true };
  }

  /** @param isAlias whether it is written as one */
  value(value: YamlNode, isAlias = false): void {
    if (this.context.skipped) return;
    const pair = { key: this.#key, offset: this.#keyOffset, value, isAlias };
    this.#pairs.push(pair);
    if (this.#isMerge) {
      this.#merges ??= [];
      this.#merges.push(value);
    } else if (pair.key.kind === "scalar") {
      const name = pair.key.text;
      if (!this.#entries.has(name)) this.#entries.set(name, pair);
      else if (this.#rules.options.duplicates !== "first")
        this.#rules.fail(`the key ${quoted(name)} is there twice`, pair.offset);
    }
  }

  map(): YamlNode {
    if (this.context.skipped) return skipped;
    for (const source of this.#merges ?? []) this.#rules.merge(source, this.#entries, this.#offset);
    const map: YamlMap = { kind: "map", offset: this.#offset, entries: this.#entries, pairs: this.#pairs };
    return map;
  }
}
