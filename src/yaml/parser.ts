import type { Fail } from "./characters.ts";
import { type Context, MapBuilder, MapRules, skipped, type YamlOptions } from "./map-builder.ts";
import { positions } from "./positions.ts";
import { Scanner, type Token, type TokenType } from "./scanner.ts";
import {
  type Position,
  UnknownAnchorError,
  YamlError,
  type YamlNode,
  type YamlScalar,
  type YamlTree,
} from "./tree.ts";

export type { YamlOptions } from "./map-builder.ts";

/** Collections in collections, aliases followed; so often those call themselves who read a tree. */
const deepest = 500;
/** What no text may hold. */
const noCharacters = /[^\t\n\r\x20-\x7E\x85\xA0-\uFFFD]/;
/** What ends a line by YAML 1.1 alone, and a byte order mark that begins one, which go-yaml passes over at times. */
const ambiguousCharacters = /[\x85\u2028\u2029]|(?<![^\n\r])\uFEFF/;

/**
 * Reads the first document of a text.
 *
 * @throws {YamlError} for what is no YAML
 */
export function parseYaml(source: string, options: YamlOptions): YamlTree {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  const positionOf = positions(text);
  const other = text.search(noCharacters);
  if (other >= 0) throw new YamlError("a character that YAML does not allow; remove it", positionOf(other));
  const ambiguous = options.ambiguous === "take" ? -1 : text.search(ambiguousCharacters);
  if (ambiguous >= 0)
    throw new YamlError(
      "a character on which parsers do not agree, so it is not judged; remove it",
      positionOf(ambiguous),
    );
  return { root: new Parser(text, options, positionOf).document(), positionOf };
}

/** Most scalars of a workflow are never looked at, so they are decoded when they are. */
class LazyScalar implements YamlScalar {
  readonly kind = "scalar";
  readonly offset: number;
  readonly plain: boolean;
  #value: string | (() => string);

  constructor(offset: number, plain: boolean, value: string | (() => string)) {
    this.offset = offset;
    this.plain = plain;
    this.#value = value;
  }

  get text(): string {
    if (typeof this.#value !== "string") this.#value = this.#value();
    return this.#value;
  }
}

/** What a name stands for; undefined as long as that has not ended. */
interface Anchor {
  node: YamlNode | undefined;
  /** Collections in it, one in the other. */
  height: number;
}

/** Makes a tree of tokens, by the grammar of libyaml. */
class Parser {
  readonly #text: string;
  readonly #scanner: Scanner;
  readonly #rules: MapRules;
  readonly #positionOf: (offset: number) => Position;
  readonly #fail: Fail;
  readonly #anchors = new Map<string, Anchor>();
  /** How deep it went, in the innermost part that has an anchor. */
  #reached = 0;

  constructor(text: string, options: YamlOptions, positionOf: (offset: number) => Position) {
    this.#text = text;
    this.#positionOf = positionOf;
    this.#fail = (message, offset) => {
      throw new YamlError(message, positionOf(offset));
    };
    this.#scanner = new Scanner(text, options.ambiguous === "take", this.#fail);
    this.#rules = new MapRules(options, this.#fail);
  }

  #take(): Token {
    const token = this.#scanner.peek();
    this.#scanner.take();
    return token;
  }

  #isNext(type: TokenType): boolean {
    return this.#scanner.peek().type === type;
  }

  /** Where what comes next begins. */
  #here(): number {
    return this.#scanner.peek().start;
  }

  /** Where an alias stands, if one comes next. */
  #aliasStart(): number | undefined {
    return this.#isNext("alias") ? this.#here() : undefined;
  }

  document(): YamlNode | undefined {
    if (this.#isNext("end")) return undefined;
    const context = { depth: 0, anchored: false, skipped: false };
    if (!this.#isNext("directive") && !this.#isNext("document-start"))
      return this.#end(this.#node(context, true));
    this.#directives();
    if (!this.#isNext("document-start")) this.#fail("a line --- is missing here", this.#here());
    this.#take();
    const { type, start } = this.#scanner.peek();
    const empty = type === "directive" || type.startsWith("document") || type === "end";
    return this.#end(empty ? nothing(start) : this.#node(context, true));
  }

  #end(root: YamlNode): YamlNode {
    // Also where the rest is not read, what the forges' parsers have seen of it by then has to be right.
    this.#scanner.peek();
    if (this.#rules.options.documents !== "only") return root;
    if (this.#isNext("document-end")) this.#take();
    if (!this.#isNext("end")) this.#fail("nothing can come after the first document", this.#here());
    return root;
  }

  #directives(): void {
    const seen = new Set<string>();
    while (this.#isNext("directive")) {
      const { start, end } = this.#take();
      const [name, handle] = this.#text.slice(start, end).split(/[ \t]+/);
      const one = name === "%YAML" ? name : `${name} ${handle}`;
      if (seen.has(one)) this.#fail("this is said twice of one document", start);
      seen.add(one);
    }
  }

  /** @param indentless whether a list may stand in the column of the key before it */
  #node(around: Context, block: boolean, indentless = false): YamlNode {
    const { type, start } = this.#scanner.peek();
    if (type === "alias") return this.#alias(around);
    if (type !== "anchor" && type !== "tag") return this.#content(around, start, block, indentless);
    const reached = this.#reached;
    this.#reached = around.depth;
    let anchor: Anchor | undefined;
    let tagged = false;
    for (;;) {
      const { type, start, end } = this.#scanner.peek();
      if (type === "anchor" && !anchor) {
        anchor = { node: undefined, height: 0 };
        this.#anchors.set(this.#text.slice(start + 1, end), anchor);
      } else if (type === "tag" && !tagged) {
        if (this.#rules.options.tags !== "ignore")
          this.#fail("a tag, which may make another value of it, is not judged; leave it off", start);
        tagged = true;
      } else break;
      this.#take();
    }
    const context = anchor ? { depth: around.depth, anchored: true, skipped: false } : around;
    const node = this.#content(context, start, block, indentless, { tagged });
    if (anchor) {
      anchor.node = node;
      anchor.height = this.#reached - around.depth;
    }
    this.#reached = Math.max(this.#reached, reached);
    return node;
  }

  #content(
    context: Context,
    start: number,
    block: boolean,
    indentless: boolean,
    marked?: { readonly tagged: boolean },
  ): YamlNode {
    const token = this.#scanner.peek();
    switch (token.type) {
      case "scalar":
        this.#take();
        if (context.skipped) return skipped;
        return new LazyScalar(start, token.plain && !marked?.tagged, token.value);
      case "[":
        return this.#flowList(this.#inside(context), start);
      case "{":
        return this.#flowMap(this.#inside(context), start);
      case "-":
        if (indentless) return this.#indentlessList(this.#inside(context), start);
        break;
      case "block-list":
        if (block) return this.#blockList(this.#inside(context), start);
        break;
      case "block-map":
        if (block) return this.#blockMap(this.#inside(context), start);
    }
    if (!marked) return this.#fail(`${named(token.type)} cannot stand here`, token.start);
    return nothing(start, !marked.tagged);
  }

  #inside({ depth, anchored, skipped }: Context): Context {
    this.#reach(depth + 1);
    return { depth: depth + 1, anchored, skipped };
  }

  #reach(depth: number): void {
    if (depth > deepest) this.#fail(`this is nested more than ${deepest} times`, this.#here());
    if (depth > this.#reached) this.#reached = depth;
  }

  #alias({ depth }: Context): YamlNode {
    const { start, end } = this.#scanner.peek();
    const name = this.#text.slice(start + 1, end);
    const anchor = this.#anchors.get(name);
    if (!anchor) throw new UnknownAnchorError(`no anchor &${name} comes before it`, this.#positionOf(start));
    this.#reach(depth + anchor.height);
    this.#take();
    return anchor.node ?? this.#fail(`the alias *${name} stands in what it names`, start);
  }

  #blockList(context: Context, offset: number): YamlNode {
    this.#take();
    const items: YamlNode[] = [];
    while (!this.#isNext("block-end")) {
      if (!this.#isNext("-"))
        this.#fail(`a list goes on with -, not with ${this.#nextNamed()}`, this.#here());
      const { end } = this.#take();
      const empty = this.#isNext("-") || this.#isNext("block-end");
      items.push(empty ? nothing(end) : this.#node(context, true));
    }
    this.#take();
    return context.skipped ? skipped : { kind: "list", offset, items };
  }

  /** A list that is the value of a key, with its items in the column of that key. */
  #indentlessList(context: Context, offset: number): YamlNode {
    const items: YamlNode[] = [];
    while (this.#isNext("-")) {
      const { end } = this.#take();
      items.push(this.#isNext("-") ? nothing(end) : this.#blockPart(context, end, false));
    }
    return context.skipped ? skipped : { kind: "list", offset, items };
  }

  /** A key or value in a block, which may be missing behind its sign. */
  #blockPart(context: Context, after: number, indentless: boolean): YamlNode {
    const { type } = this.#scanner.peek();
    const empty = type === "key" || type === "value" || type === "block-end";
    return empty ? nothing(after) : this.#node(context, true, indentless);
  }

  #blockMap(context: Context, offset: number): YamlNode {
    this.#take();
    const map = new MapBuilder(this.#rules, context, offset);
    while (!this.#isNext("block-end")) {
      if (!this.#isNext("key"))
        this.#fail(`a map goes on with a key, not with ${this.#nextNamed()}`, this.#here());
      const { end } = this.#take();
      const alias = this.#aliasStart();
      map.key(this.#blockPart(map.context, end, true), alias);
      if (this.#isNext("value")) {
        const { end } = this.#take();
        const isAlias = this.#isNext("alias");
        map.value(this.#blockPart(map.valueContext, end, true), isAlias);
      } else map.value(nothing(this.#here()));
    }
    this.#take();
    return map.map();
  }

  #flowList(context: Context, offset: number): YamlNode {
    this.#take();
    const items: YamlNode[] = [];
    while (this.#goesOn("]", items.length === 0))
      items.push(this.#isNext("key") ? this.#pair(this.#inside(context)) : this.#node(context, false));
    return context.skipped ? skipped : { kind: "list", offset, items };
  }

  #flowMap(context: Context, offset: number): YamlNode {
    this.#take();
    const map = new MapBuilder(this.#rules, context, offset);
    for (let first = true; this.#goesOn("}", first); first = false) {
      const written = this.#isNext("key");
      if (written) this.#take();
      const alias = this.#aliasStart();
      const empty = written && this.#isNext("value");
      map.key(empty ? nothing(this.#here()) : this.#flowPart(context, this.#here(), "}", written), alias);
      if (written && this.#isNext("value")) {
        this.#take();
        const isAlias = this.#isNext("alias");
        map.value(this.#flowPart(map.valueContext, this.#here(), "}"), isAlias);
      } else map.value(nothing(this.#here()));
    }
    return map.map();
  }

  /** A key or value in brackets, which may be missing. */
  #flowPart(context: Context, missing: number, closing: "]" | "}", mayBeMissing = true): YamlNode {
    const empty = mayBeMissing && (this.#isNext(",") || this.#isNext(closing));
    return empty ? nothing(missing) : this.#node(context, false);
  }

  /** Whether one more comes in brackets; takes the comma before it, or what closes them. */
  #goesOn(closing: "]" | "}", first: boolean): boolean {
    if (!first && !this.#isNext(closing)) {
      if (!this.#isNext(",")) {
        const opening = closing === "]" ? "[" : "{";
        this.#fail(`what ${opening} began goes on with a comma or ends with ${closing}`, this.#here());
      }
      this.#take();
    }
    if (!this.#isNext(closing)) return true;
    this.#take();
    return false;
  }

  /** A map of one pair in a list in brackets, without brackets of its own. */
  #pair(context: Context): YamlNode {
    const { start: offset } = this.#take();
    const map = new MapBuilder(this.#rules, context, offset);
    const alias = this.#aliasStart();
    // What stands in place of a missing key is passed over, as libyaml does.
    if (this.#isNext("value") || this.#isNext(",") || this.#isNext("]")) map.key(nothing(this.#take().end));
    else map.key(this.#node(context, false), alias);
    const at = this.#here();
    if (this.#isNext("value")) {
      this.#take();
      const isAlias = this.#isNext("alias");
      map.value(this.#flowPart(map.valueContext, at, "]"), isAlias);
    } else map.value(nothing(at));
    return map.map();
  }

  #nextNamed(): string {
    return named(this.#scanner.peek().type);
  }
}

/** What is not written, behind what asks for it. */
function nothing(offset: number, plain = true): YamlNode {
  return new LazyScalar(offset, plain, "");
}

function named(type: TokenType): string {
  switch (type) {
    case "directive":
      return "a line with %";
    case "document-start":
      return "---";
    case "document-end":
      return "...";
    case "block-list":
    case "-":
      return "an item of a list";
    case "block-map":
    case "key":
      return "a key";
    case "value":
      return "a colon";
    case "block-end":
    case "end":
      return "the end of the text";
    default:
      return /\w/.test(type) ? `a ${type}` : type;
  }
}
