import { afterCharacters, code, type Fail, isBreak, isFlowIndicator, isGap } from "./characters.ts";
import { Cursor } from "./cursor.ts";
import { type ScalarValue, scanBlock, scanPlain, scanQuoted } from "./scalars.ts";

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
  /** Of a scalar. */
  readonly value: ScalarValue;
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
  readonly #cursor: Cursor;
  readonly #takesAmbiguous: boolean;
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

  /**
   * @param takesAmbiguous whether what parsers read otherwise is taken as YAML 1.2 does
   * @param fail is told what is wrong, and at which offset
   */
  constructor(text: string, takesAmbiguous: boolean, fail: Fail) {
    this.#takesAmbiguous = takesAmbiguous;
    this.#cursor = new Cursor(text, fail);
  }

  /** The next token, which stays the next one. After the last one come more of type `end`. */
  peek(): Token {
    while (!this.#ready) {
      const head = this.#queue[this.#head];
      if (this.#head < this.#queue.length - lookahead && !this.#isOpen(head?.candidate)) this.#ready = head;
      else this.#read();
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

  #read(): void {
    const before = this.#cursor.at;
    this.#skipGap();
    const column = this.#cursor.column();
    this.#unindent(column, before);
    const char = this.#cursor.char();
    if (char === code.end) this.#readEnd();
    else if (column === 0 && char === code.percent) this.#readDirective();
    else if (this.#cursor.isAtDocumentMark()) this.#readDocumentMark(char);
    else {
      this.#readToken(char);
      const last = this.#queue.at(-1);
      const lineEnded = last && this.#cursor.lineStart > last.end;
      if (last?.type !== "-" && !lineEnded) this.#cursor.skipLineComment();
    }
  }

  #readToken(char: number): void {
    switch (char) {
      case code.openBracket:
        this.#readOpening("[");
        break;
      case code.openBrace:
        this.#readOpening("{");
        break;
      case code.closeBracket:
        this.#readClosing("]");
        break;
      case code.closeBrace:
        this.#readClosing("}");
        break;
      case code.comma:
        this.#readComma();
        break;
      case code.minus:
        if (isGap(this.#cursor.char(1))) this.#readItem();
        else this.#readPlain();
        break;
      case code.question:
        if (isGap(this.#cursor.char(1))) this.#readKey();
        else if (this.#isFlow() && !this.#takesAmbiguous) this.#failToJudge(this.#cursor.at);
        else this.#readPlain();
        break;
      case code.colon:
        if (this.#isFlow() || isGap(this.#cursor.char(1))) this.#readValue();
        else this.#readPlain();
        break;
      case code.asterisk:
        this.#readName("alias");
        break;
      case code.ampersand:
        this.#readName("anchor");
        break;
      case code.exclamation:
        this.#readTag();
        break;
      case code.single:
      case code.double:
        this.#readQuoted(char);
        break;
      case code.pipe:
      case code.greater:
        if (this.#isFlow()) this.#failToBegin(char);
        this.#readBlock();
        break;
      case code.tab:
        this.#cursor.failToIndent();
        break;
      case code.percent:
      case code.at:
      case code.backtick:
        this.#failToBegin(char);
        break;
      default:
        this.#readPlain();
    }
  }

  #failToBegin(char: number): never {
    return this.#cursor.fail(
      `nothing can begin with ${String.fromCharCode(char)} here; use quotes`,
      this.#cursor.at,
    );
  }

  /** An older go-yaml, which act still has, ends names at this sign, and takes it for that of a key in brackets. */
  #failToJudge(offset: number): never {
    return this.#cursor.fail(
      "parsers do not agree on what a ? means here, so it is not judged; use quotes",
      offset,
    );
  }

  #isFlow(): boolean {
    return this.#levels.length > 0;
  }

  #add(type: TokenType, start: number, end: number, candidate?: Candidate): void {
    this.#queue.push({ type, start, end, value: "", plain: false, candidate });
  }

  /** Adds what is written as one character. */
  #addIndicator(type: TokenType): void {
    this.#cursor.at++;
    this.#add(type, this.#cursor.at - 1, this.#cursor.at);
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
    if (candidate.lineStart === this.#cursor.lineStart && !this.#isTooFar(candidate)) return true;
    this.#close(candidate);
    return false;
  }

  #isTooFar(candidate: Candidate): boolean {
    if (this.#cursor.at - candidate.start <= longestKey) return false;
    candidate.limit ??= afterCharacters(this.#cursor.text, candidate.start, longestKey);
    return this.#cursor.at > candidate.limit;
  }

  #close(candidate: Candidate): void {
    if (candidate.required)
      this.#cursor.fail("a key is expected here, with a colon in the same line", candidate.start);
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
      required: !this.#isFlow() && this.#indent === this.#cursor.column(),
      number: this.#taken + this.#queue.length - this.#head,
      start: this.#cursor.at,
      lineStart: this.#cursor.lineStart,
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
      let char = this.#cursor.char();
      // Where a key may begin, a tab would be indentation.
      while (char === code.space || (char === code.tab && (this.#isFlow() || !this.#keyAllowed))) {
        this.#cursor.at++;
        char = this.#cursor.char();
      }
      if (char === code.hash) {
        this.#cursor.skipComments();
        char = this.#cursor.char();
      }
      if (!isBreak(char)) return;
      this.#cursor.breakLine();
      if (!this.#isFlow()) this.#keyAllowed = true;
    }
  }

  #readEnd(): void {
    // The end of a text is a line of its own, as no key goes on there.
    this.#cursor.lineStart = this.#cursor.at;
    this.#unindent(-1, this.#cursor.at);
    this.#dropCandidate();
    this.#keyAllowed = false;
    this.#add("end", this.#cursor.at, this.#cursor.at);
  }

  #readDirective(): void {
    const start = this.#cursor.at;
    this.#unindent(-1, start);
    this.#dropCandidate();
    this.#keyAllowed = false;
    this.#cursor.skipToLineEnd();
    const line = this.#cursor.text.slice(start, this.#cursor.at);
    if (
      !/^%(?:YAML[ \t]+1\.[12](?!\d)|TAG[ \t]+!(?:[\w-]*!)?[ \t]+[\w\-;/?:@&=+$,.!~*'()[\]%]+(?![^ \t]))[ \t]*(?:#.*)?$/.test(
        line,
      )
    )
      this.#cursor.fail("this line says nothing that is known about the text", start);
    this.#add("directive", start, this.#cursor.at);
    if (isBreak(this.#cursor.char())) this.#cursor.breakLine();
  }

  #readDocumentMark(char: number): void {
    const start = this.#cursor.at;
    this.#unindent(-1, start);
    this.#dropCandidate();
    this.#keyAllowed = false;
    this.#cursor.at += 3;
    this.#add(char === code.minus ? "document-start" : "document-end", start, this.#cursor.at);
  }

  #readOpening(type: "[" | "{"): void {
    this.#add(type, this.#cursor.at, this.#cursor.at + 1, this.#saveCandidate());
    this.#levels.push(this.#level);
    this.#level = { opener: this.#queue.at(-1), candidate: undefined };
    this.#keyAllowed = true;
    this.#cursor.at++;
  }

  #readClosing(type: "]" | "}"): void {
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

  #readComma(): void {
    this.#dropCandidate();
    this.#keyAllowed = true;
    this.#addIndicator(",");
  }

  #readItem(): void {
    if (!this.#isFlow()) {
      if (!this.#keyAllowed) this.#cursor.fail("an item of a list cannot begin here", this.#cursor.at);
      this.#indentTo(this.#cursor.column(), "block-list", this.#cursor.at);
    }
    this.#dropCandidate();
    this.#keyAllowed = true;
    this.#addIndicator("-");
  }

  #readKey(): void {
    if (!this.#isFlow()) {
      if (!this.#keyAllowed) this.#cursor.fail("a key cannot begin here", this.#cursor.at);
      this.#indentTo(this.#cursor.column(), "block-map", this.#cursor.at);
    }
    this.#dropCandidate();
    this.#keyAllowed = !this.#isFlow();
    this.#addIndicator("key");
  }

  #readValue(): void {
    const { candidate } = this.#level;
    if (this.#isOpen(candidate)) {
      this.#insert("key", candidate.start, candidate.number);
      const column = candidate.start - candidate.lineStart;
      this.#indentTo(column, "block-map", candidate.start, candidate.number);
      candidate.open = false;
      this.#keyAllowed = false;
    } else {
      if (!this.#isFlow()) {
        if (!this.#keyAllowed)
          this.#cursor.fail("a value with a colon before it cannot stand here", this.#cursor.at);
        this.#indentTo(this.#cursor.column(), "block-map", this.#cursor.at);
      }
      this.#keyAllowed = !this.#isFlow();
    }
    this.#addIndicator("value");
  }

  #readName(type: "anchor" | "alias"): void {
    const candidate = this.#saveCandidate();
    this.#keyAllowed = false;
    const start = this.#cursor.at++;
    for (;;) {
      const char = this.#cursor.char();
      if (char <= code.space || char > 0x7e || char === code.colon || isFlowIndicator(char)) break;
      this.#cursor.at++;
    }
    const next = this.#cursor.char();
    const ends =
      isGap(next) ||
      next === code.colon ||
      next === code.comma ||
      next === code.closeBracket ||
      next === code.closeBrace;
    if (this.#cursor.at === start + 1 || !ends)
      this.#cursor.fail("a name in plain letters is expected here", start);
    const sign = this.#cursor.text.slice(start, this.#cursor.at).indexOf("?");
    if (sign >= 0 && !this.#takesAmbiguous) this.#failToJudge(start + sign);
    this.#add(type, start, this.#cursor.at, candidate);
  }

  #readTag(): void {
    const candidate = this.#saveCandidate();
    this.#keyAllowed = false;
    const start = this.#cursor.at;
    const written =
      /!(?:<[\w\-;/?:@&=+$,.!~*'()[\]%]+>|[\w-]*![\w\-;/?:@&=+$,.!~*'()[\]%]+|(?![\w-]*!)[\w\-;/?:@&=+$,.!~*'()[\]%]*)/y;
    written.lastIndex = start;
    const [tag = ""] = written.exec(this.#cursor.text) ?? [];
    this.#cursor.at += tag.length;
    if (tag === "" || !isGap(this.#cursor.char()) || !isEscaped(tag))
      this.#cursor.fail("this is no tag", start);
    this.#add("tag", start, this.#cursor.at, candidate);
  }

  #readPlain(): void {
    const { at: start } = this.#cursor;
    const candidate = this.#saveCandidate();
    const { value, end, broken } = scanPlain(this.#cursor, this.#isFlow(), this.#indent);
    this.#keyAllowed = broken;
    this.#queue.push({ type: "scalar", start, end, value, plain: true, candidate });
  }

  #readQuoted(quote: number): void {
    const { at: start } = this.#cursor;
    const candidate = this.#saveCandidate();
    const value = scanQuoted(this.#cursor, quote);
    this.#keyAllowed = false;
    this.#queue.push({ type: "scalar", start, end: this.#cursor.at, value, plain: false, candidate });
  }

  #readBlock(): void {
    const { at: start } = this.#cursor;
    this.#dropCandidate();
    const value = scanBlock(this.#cursor, this.#indent);
    this.#keyAllowed = true;
    // As far as what comes after it goes, it ends in its first line.
    this.#queue.push({ type: "scalar", start, end: start + 1, value, plain: false, candidate: undefined });
  }
}

/** Whether every percent sign of a tag escapes an octet, and the octets are UTF-8. */
function isEscaped(tag: string): boolean {
  try {
    decodeURIComponent(tag);
    return true;
  } catch {
    return false;
  }
}
