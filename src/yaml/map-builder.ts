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
  readonly fail: (message: string, offset: number) => never;
  #merged = 0;

  constructor(options: YamlOptions, fail: (message: string, offset: number) => never) {
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

/** A map in the making: a key, its value, the next key. */
export class MapBuilder {
  /** What its keys are read for. */
  readonly context: Context;
  readonly #rules: MapRules;
  readonly #offset: number;
  readonly #pairs: YamlPair[] = [];
  readonly #entries = new Map<string, YamlEntry>();
  readonly #merges: YamlNode[] = [];
  #key: { readonly node: YamlNode; readonly offset: number; readonly merges: boolean };

  constructor(rules: MapRules, context: Context, offset: number) {
    this.#rules = rules;
    this.context = context;
    this.#offset = offset;
    this.#key = { node: skipped, offset, merges: false };
  }

  /** @param alias where the key stands if it is written as one; then it is no merge key */
  key(node: YamlNode, alias?: number): void {
    const merges = alias === undefined && node.kind === "scalar" && node.plain && node.text === "<<";
    this.#key = { node, offset: alias ?? node.offset, merges };
  }

  /** What the value of the key is read for. */
  get valueContext(): Context {
    const { node } = this.#key;
    const { anchored, depth } = this.context;
    if (anchored || node.kind !== "scalar" || !this.#rules.options.skips?.(depth, node.text))
      return this.context;
    return { depth, anchored, skipped: true };
  }

  value(value: YamlNode): void {
    if (this.context.skipped) return;
    const { node, offset, merges } = this.#key;
    this.#pairs.push({ key: node, offset, value });
    if (merges) this.#merges.push(value);
    if (merges || node.kind !== "scalar") return;
    if (!this.#entries.has(node.text)) this.#entries.set(node.text, { offset, value });
    else if (this.#rules.options.duplicates !== "first")
      this.#rules.fail(`the key ${JSON.stringify(node.text)} is there twice`, offset);
  }

  map(): YamlNode {
    if (this.context.skipped) return skipped;
    for (const source of this.#merges) this.#rules.merge(source, this.#entries, this.#offset);
    const map: YamlMap = { kind: "map", offset: this.#offset, entries: this.#entries, pairs: this.#pairs };
    return map;
  }
}
