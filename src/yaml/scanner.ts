import {
  afterBreak,
  afterCharacters,
  code,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isFlowIndicator,
  isGap,
} from "./characters.ts";
import { blockValue, doubleQuotedValue, plainValue, singleQuotedValue } from "./scalars.ts";

/**
 * What a text is made of. `key` and `value` are written `?` and `:`, or a `key` is not written at all; what begins with
 * `block` is never written, but follows from how lines are indented.
 */
export type TokenType =
  | "directive"
  | "document-start"
  | "document-end"
  | "block-list"
  | "block-map"
  | "block-end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "key"
  | "value"
  | "anchor"
  | "alias"
  | "tag"
  | "scalar"
  | "end";

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  /** Where what is written ends. */
  readonly end: number;
  /** Of a scalar: its value, or how to make it, which is most often never asked for. */
  readonly value: string | (() => string);
  /** Of a scalar: whether it stands without quotes. */
  readonly plain: boolean;
  /** What begins here and is a key if a colon follows; as long as that is open, the token is held back. */
  candidate: Candidate | undefined;
}

/** What is a key if a colon follows it in its line, not too far away. */
interface Candidate {
  open: boolean;
  /** Whether nothing but a key can stand there. */
  readonly required: boolean;
  /** How many tokens come before it. */
  readonly number: number;
  readonly start: number;
  readonly lineStart: number;
  /** Where it is too long for a key, once that was looked for. */
  limit?: number;
}

/** A flow collection, or the block around all of them. */
interface Level {
  readonly opener: Token | undefined;
  candidate: Candidate | undefined;
}

/** Characters between the start of a key and its colon. */
const longestKey = 1024;
/** Characters from one comment to the next in which only blank lines are looked over. */
const longestGap = 512;
/** Tokens that a forge's parser has read beyond the one it looks at, so that errors there count. */
const lookahead = 2;

/**
 * Takes a text apart as libyaml does, and so go-yaml, with which Gitea, Forgejo and act read workflows. It is more
 * tolerant than YAML 1.2: in brackets and quotes no indentation is asked for.
 *
 * Where a colon decides that what came before it is a key, tokens are put in there. So what may be a key is held back
 * until that is known, which is at the end of its line at the latest.
 */
export class Scanner {
  /** Ends with a character that no text has. */
  readonly #text: string;
  readonly #fail: (message: string, offset: number) => never;
  #at = 0;
  #lineStart = 0;
  /** The column of the block that holds what comes next. */
  #indent = -1;
  readonly #indents: number[] = [];
  #level: Level = { opener: undefined, candidate: undefined };
  readonly #levels: Level[] = [];
  #keyAllowed = true;
  #queue: Token[] = [];
  #head = 0;
  /** The token at the head, once nothing can come before it any more. */
  #ready: Token | undefined;
  #taken = 0;

  /** @param fail is told what is wrong, and at which offset */
  constructor(text: string, fail: (message: string, offset: number) => never) {
    this.#text = `${text}\0`;
    this.#fail = fail;
  }

  /** The next token, which stays the next one. After the last one come more of type `end`. */
  peek(): Token {
    while (!this.#ready) {
      const head = this.#queue[this.#head];
      if (this.#head < this.#queue.length - lookahead && !this.#isOpen(head?.candidate)) this.#ready = head;
      else this.#fetch();
    }
    return this.#ready;
  }

  /** Goes on to the token after the next one. */
  take(): void {
    this.peek();
    this.#ready = undefined;
    this.#head++;
    this.#taken++;
    if (this.#head === 256) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #fetch(): void {
    const before = this.#at;
    this.#skipGap();
    const column = this.#column();
    this.#unindent(column, before);
    const char = this.#char(0);
    if (char === code.end) this.#fetchEnd();
    else if (column === 0 && char === code.percent) this.#fetchDirective();
    else if (this.#isDocumentMark()) this.#fetchDocumentMark(char);
    else {
      this.#fetchToken(char);
      this.#skipLineComment();
    }
  }

  #fetchToken(char: number): void {
    switch (char) {
      case code.openBracket:
        this.#fetchOpening("[");
        break;
      case code.openBrace:
        this.#fetchOpening("{");
        break;
      case code.closeBracket:
        this.#fetchClosing("]");
        break;
      case code.closeBrace:
        this.#fetchClosing("}");
        break;
      case code.comma:
        this.#fetchComma();
        break;
      case code.minus:
        if (isGap(this.#char(1))) this.#fetchItem();
        else this.#fetchPlain();
        break;
      case code.question:
        if (isGap(this.#char(1))) this.#fetchKey();
        else this.#fetchPlain();
        break;
      case code.colon:
        if (this.#isFlow() || isGap(this.#char(1))) this.#fetchValue();
        else this.#fetchPlain();
        break;
      case code.asterisk:
        this.#fetchName("alias");
        break;
      case code.ampersand:
        this.#fetchName("anchor");
        break;
      case code.exclamation:
        this.#fetchTag();
        break;
      case code.single:
      case code.double:
        this.#fetchQuoted(char);
        break;
      case code.pipe:
      case code.greater:
        if (this.#isFlow()) this.#failToBegin(char);
        this.#fetchBlockScalar(char === code.greater);
        break;
      case code.tab:
        this.#failToIndent();
        break;
      case code.percent:
      case code.at:
      case code.backtick:
        this.#failToBegin(char);
        break;
      default:
        this.#fetchPlain();
    }
  }

  #failToBegin(char: number): never {
    return this.#fail(`nothing can begin with ${String.fromCharCode(char)} here; use quotes`, this.#at);
  }

  #failToIndent(): never {
    return this.#fail("a tab cannot indent a line; use spaces", this.#at);
  }

  #char(ahead: number): number {
    return this.#text.charCodeAt(this.#at + ahead);
  }

  #column(): number {
    return this.#at - this.#lineStart;
  }

  #isFlow(): boolean {
    return this.#levels.length > 0;
  }

  #breakLine(): void {
    this.#at = afterBreak(this.#text, this.#at);
    this.#lineStart = this.#at;
  }

  #skipBlanks(): void {
    while (isBlank(this.#char(0))) this.#at++;
  }

  #skipToLineEnd(): void {
    while (!isBreakOrEnd(this.#char(0))) this.#at++;
  }

  /** `---` or `...` at the start of a line. */
  #isDocumentMark(): boolean {
    const char = this.#char(0);
    return (
      (char === code.minus || char === code.dot) &&
      this.#column() === 0 &&
      this.#char(1) === char &&
      this.#char(2) === char &&
      isGap(this.#char(3))
    );
  }

  #add(type: TokenType, start: number, end: number, candidate?: Candidate): void {
    this.#queue.push({ type, start, end, value: "", plain: false, candidate });
  }

  /** Adds what is written as one character. */
  #addIndicator(type: TokenType): void {
    this.#at++;
    this.#add(type, this.#at - 1, this.#at);
  }

  /** Adds what is not written, before a token that has a number. */
  #insert(type: TokenType, start: number, number: number): void {
    const place = number - this.#taken;
    const token = { type, start, end: start, value: "", plain: false, candidate: undefined };
    if (place < 0) this.#queue.push(token);
    else this.#queue.splice(this.#head + place, 0, token);
  }

  #isOpen(candidate: Candidate | undefined): candidate is Candidate {
    if (!candidate?.open) return false;
    if (candidate.lineStart === this.#lineStart && !this.#isTooFar(candidate)) return true;
    this.#close(candidate);
    return false;
  }

  #isTooFar(candidate: Candidate): boolean {
    if (this.#at - candidate.start <= longestKey) return false;
    candidate.limit ??= afterCharacters(this.#text, candidate.start, longestKey);
    return this.#at > candidate.limit;
  }

  #close(candidate: Candidate): void {
    if (candidate.required)
      this.#fail("a key is expected here, with a colon in the same line", candidate.start);
    candidate.open = false;
  }

  #dropCandidate(): void {
    if (this.#level.candidate?.open) this.#close(this.#level.candidate);
  }

  /** Notes that what comes next may be a key. */
  #saveCandidate(): Candidate | undefined {
    if (!this.#keyAllowed) return undefined;
    this.#dropCandidate();
    this.#level.candidate = {
      open: true,
      required: !this.#isFlow() && this.#indent === this.#column(),
      number: this.#taken + this.#queue.length - this.#head,
      start: this.#at,
      lineStart: this.#lineStart,
    };
    return this.#level.candidate;
  }

  /** Begins a block at a column, unless one is there. */
  #indentTo(column: number, type: TokenType, start: number, number?: number): void {
    if (this.#isFlow() || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#insert(type, start, number ?? Number.NEGATIVE_INFINITY);
  }

  /** Ends the blocks that lie to the right of a column. */
  #unindent(column: number, at: number): void {
    if (this.#isFlow()) return;
    while (this.#indent > column) {
      this.#add("block-end", at, at);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #skipGap(): void {
    for (;;) {
      let char = this.#char(0);
      // Where a key may begin, a tab would be indentation.
      while (char === code.space || (char === code.tab && (this.#isFlow() || !this.#keyAllowed))) {
        this.#at++;
        char = this.#char(0);
      }
      if (char === code.hash) {
        this.#skipComments();
        char = this.#char(0);
      }
      if (!isBreak(char)) return;
      this.#breakLine();
      if (!this.#isFlow()) this.#keyAllowed = true;
    }
  }

  /** Skips a comment and those that follow it in lines of their own, even behind a tab. */
  #skipComments(): void {
    this.#skipToLineEnd();
    let lineStart = this.#lineStart;
    for (let next = this.#at; next < this.#at + longestGap; next++) {
      const char = this.#text.charCodeAt(next);
      if (isBreak(char)) lineStart = next + 1;
      else if (char === code.hash) {
        this.#at = next;
        this.#lineStart = lineStart;
        this.#skipToLineEnd();
        next = this.#at - 1;
      } else if (!isBlank(char)) return;
    }
  }

  /** Skips a comment after a token, even behind a tab where that is not allowed otherwise. */
  #skipLineComment(): void {
    const last = this.#queue.at(-1);
    if (!last || last.type === "-" || this.#lineStart > last.end) return;
    let next = this.#at;
    while (next < this.#at + longestGap && isBlank(this.#text.charCodeAt(next))) next++;
    if (next === this.#at + longestGap || this.#text.charCodeAt(next) !== code.hash) return;
    this.#at = next;
    this.#skipToLineEnd();
  }

  #fetchEnd(): void {
    // The end of a text is a line of its own, as no key goes on there.
    this.#lineStart = this.#at;
    this.#unindent(-1, this.#at);
    this.#dropCandidate();
    this.#keyAllowed = false;
    this.#add("end", this.#at, this.#at);
  }

  #fetchDirective(): void {
    const start = this.#at;
    this.#unindent(-1, start);
    this.#dropCandidate();
    this.#keyAllowed = false;
    this.#skipToLineEnd();
    const line = this.#text.slice(start, this.#at);
    if (
      !/^%(?:YAML[ \t]+1\.[12](?!\d)|TAG[ \t]+!(?:[\w-]*!)?[ \t]+[\w\-;/?:@&=+$,.!~*'()[\]%]+(?![^ \t]))[ \t]*(?:#.*)?$/.test(
        line,
      )
    )
      this.#fail("this line says nothing that is known about the text", start);
    this.#add("directive", start, this.#at);
    if (isBreak(this.#char(0))) this.#breakLine();
  }

  #fetchDocumentMark(char: number): void {
    const start = this.#at;
    this.#unindent(-1, start);
    this.#dropCandidate();
    this.#keyAllowed = false;
    this.#at += 3;
    this.#add(char === code.minus ? "document-start" : "document-end", start, this.#at);
  }

  #fetchOpening(type: "[" | "{"): void {
    this.#add(type, this.#at, this.#at + 1, this.#saveCandidate());
    this.#levels.push(this.#level);
    this.#level = { opener: this.#queue.at(-1), candidate: undefined };
    this.#keyAllowed = true;
    this.#at++;
  }

  #fetchClosing(type: "]" | "}"): void {
    this.#dropCandidate();
    const { opener, candidate } = this.#level;
    const outer = this.#levels.pop();
    if (outer) {
      // Brackets that hold nothing which may be a key are not held back any longer, as in go-yaml.
      if (opener && !candidate) opener.candidate = undefined;
      this.#level = outer;
    }
    this.#keyAllowed = false;
    this.#addIndicator(type);
  }

  #fetchComma(): void {
    this.#dropCandidate();
    this.#keyAllowed = true;
    this.#addIndicator(",");
  }

  #fetchItem(): void {
    if (!this.#isFlow()) {
      if (!this.#keyAllowed) this.#fail("an item of a list cannot begin here", this.#at);
      this.#indentTo(this.#column(), "block-list", this.#at);
    }
    this.#dropCandidate();
    this.#keyAllowed = true;
    this.#addIndicator("-");
  }

  #fetchKey(): void {
    if (!this.#isFlow()) {
      if (!this.#keyAllowed) this.#fail("a key cannot begin here", this.#at);
      this.#indentTo(this.#column(), "block-map", this.#at);
    }
    this.#dropCandidate();
    this.#keyAllowed = !this.#isFlow();
    this.#addIndicator("key");
  }

  #fetchValue(): void {
    const { candidate } = this.#level;
    if (this.#isOpen(candidate)) {
      this.#insert("key", candidate.start, candidate.number);
      const column = candidate.start - candidate.lineStart;
      this.#indentTo(column, "block-map", candidate.start, candidate.number);
      candidate.open = false;
      this.#keyAllowed = false;
    } else {
      if (!this.#isFlow()) {
        if (!this.#keyAllowed) this.#fail("a value with a colon before it cannot stand here", this.#at);
        this.#indentTo(this.#column(), "block-map", this.#at);
      }
      this.#keyAllowed = !this.#isFlow();
    }
    this.#addIndicator("value");
  }

  #fetchName(type: "anchor" | "alias"): void {
    const candidate = this.#saveCandidate();
    this.#keyAllowed = false;
    const start = this.#at++;
    for (;;) {
      const char = this.#char(0);
      if (char <= code.space || char > 0x7e || char === code.colon || isFlowIndicator(char)) break;
      this.#at++;
    }
    const next = this.#char(0);
    const ends =
      isGap(next) ||
      next === code.colon ||
      next === code.comma ||
      next === code.closeBracket ||
      next === code.closeBrace;
    if (this.#at === start + 1 || !ends) this.#fail("a name in plain letters is expected here", start);
    this.#add(type, start, this.#at, candidate);
  }

  #fetchTag(): void {
    const candidate = this.#saveCandidate();
    this.#keyAllowed = false;
    const start = this.#at;
    const written =
      /!(?:<[\w\-;/?:@&=+$,.!~*'()[\]%]+>|[\w-]*![\w\-;/?:@&=+$,.!~*'()[\]%]+|(?![\w-]*!)[\w\-;/?:@&=+$,.!~*'()[\]%]*)/y;
    written.lastIndex = start;
    const [tag = ""] = written.exec(this.#text) ?? [];
    this.#at += tag.length;
    if (tag === "" || !isGap(this.#char(0))) this.#fail("this is no tag", start);
    this.#add("tag", start, this.#at, candidate);
  }

  #addScalar(
    start: number,
    end: number,
    value: string | (() => string),
    plain: boolean,
    candidate: Candidate | undefined,
  ): void {
    this.#queue.push({ type: "scalar", start, end, value, plain, candidate });
  }

  #fetchPlain(): void {
    const candidate = this.#saveCandidate();
    this.#keyAllowed = false;
    const text = this.#text;
    const start = this.#at;
    const flow = this.#isFlow();
    let end = start;
    let broken = false;
    let lines = false;
    while (this.#char(0) !== code.hash && !this.#isDocumentMark()) {
      let at = this.#at;
      for (; ; at++) {
        const char = text.charCodeAt(at);
        if (flow && isFlowIndicator(char)) break;
        // Most characters lie beyond all others that can end it.
        if (char > code.question) continue;
        if (isGap(char)) break;
        if ((char === code.colon || (flow && char === code.question)) && isGap(text.charCodeAt(at + 1)))
          break;
      }
      if (at > this.#at) {
        lines ||= broken;
        broken = false;
        end = at;
      }
      this.#at = at;
      if (!isBlank(this.#char(0)) && !isBreak(this.#char(0))) break;
      for (let char = this.#char(0); ; char = this.#char(0)) {
        if (isBreak(char)) {
          this.#breakLine();
          broken = true;
        } else if (isBlank(char)) {
          if (broken && char === code.tab && this.#column() <= this.#indent) this.#failToIndent();
          this.#at++;
        } else break;
      }
      if (!flow && this.#column() <= this.#indent) break;
    }
    if (broken) this.#keyAllowed = true;
    const written = text.slice(start, end);
    this.#addScalar(start, end, lines ? later(plainValue, written) : written, true, candidate);
  }

  #fetchQuoted(quote: number): void {
    const candidate = this.#saveCandidate();
    this.#keyAllowed = false;
    const start = this.#at++;
    let asWritten = true;
    for (;;) {
      const char = this.#char(0);
      if (char === quote) {
        if (quote === code.double || this.#char(1) !== quote) break;
        asWritten = false;
        this.#at += 2;
      } else if (isBreak(char)) {
        asWritten = false;
        this.#breakLine();
        if (this.#isDocumentMark()) this.#fail("a document ends or begins here, inside of quotes", this.#at);
      } else if (char === code.backslash && quote === code.double) {
        asWritten = false;
        this.#at += isBreakOrEnd(this.#char(1)) ? 1 : 2;
      } else if (char === code.end) this.#fail("nothing closes this quote", start);
      else this.#at++;
    }
    const written = this.#text.slice(start + 1, this.#at);
    this.#at++;
    const value = asWritten ? written : this.#quotedValue(quote, written, start + 1);
    this.#addScalar(start, this.#at, value, false, candidate);
  }

  #quotedValue(quote: number, written: string, start: number): string | (() => string) {
    if (quote === code.single) return later(singleQuotedValue, written);
    return doubleQuotedValue(written, (message, offset) => this.#fail(message, start + offset));
  }

  #fetchBlockScalar(folded: boolean): void {
    this.#dropCandidate();
    this.#keyAllowed = true;
    const start = this.#at++;
    const [head = ""] = /^(?:[+-]\d?|\d[+-]?)?/.exec(this.#text.slice(this.#at, this.#at + 2)) ?? [];
    const [digit = ""] = /\d/.exec(head) ?? [];
    const chomping = head.includes("+") ? "keep" : head.includes("-") ? "strip" : "clip";
    if (digit === "0") this.#fail("a block is indented by 1 to 9", this.#at);
    this.#at += head.length;
    this.#skipBlanks();
    if (this.#char(0) === code.hash) this.#skipToLineEnd();
    if (!isBreakOrEnd(this.#char(0))) this.#fail("a line ends after this, or after a comment", this.#at);
    if (isBreak(this.#char(0))) this.#breakLine();
    const from = this.#at;
    const indent = this.#skipEmptyLines(digit === "" ? 0 : Math.max(this.#indent, 0) + Number(digit));
    while (this.#column() === indent && this.#char(0) !== code.end) {
      this.#skipToLineEnd();
      if (isBreak(this.#char(0))) this.#breakLine();
      this.#skipEmptyLines(indent);
    }
    const lines = { start: from, end: this.#at, indent, folded, chomping } as const;
    const text = this.#text;
    this.#addScalar(start, start + 1, () => blockValue(text, lines), false, undefined);
  }

  /** Goes to the first character that is not indentation, and gives the indentation of the block scalar. */
  #skipEmptyLines(indent: number): number {
    let widest = 0;
    for (;;) {
      while ((indent === 0 || this.#column() < indent) && this.#char(0) === code.space) this.#at++;
      widest = Math.max(widest, this.#column());
      if ((indent === 0 || this.#column() < indent) && this.#char(0) === code.tab) this.#failToIndent();
      if (!isBreak(this.#char(0))) return indent || Math.max(widest, this.#indent + 1, 1);
      this.#breakLine();
    }
  }
}

function later(decode: (written: string) => string, written: string): () => string {
  return () => decode(written);
}
