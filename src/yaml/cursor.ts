import { afterBreak, code, type Fail, isBlank, isBreak, isBreakOrEnd, isGap } from "./characters.ts";

/** Characters from one comment to the next in which only blank lines are looked over. */
const longestGap = 512;

/** A place in a text, which knows where its line begins. */
export class Cursor {
  /** Ends with a character that no text has. */
  readonly text: string;
  readonly fail: Fail;
  at = 0;
  lineStart = 0;

  constructor(text: string, fail: Fail) {
    this.text = `${text}\0`;
    this.fail = fail;
  }

  char(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  column(): number {
    return this.at - this.lineStart;
  }

  breakLine(): void {
    this.at = afterBreak(this.text, this.at);
    this.lineStart = this.at;
  }

  skipBlanks(): void {
    while (isBlank(this.char())) this.at++;
  }

  skipToLineEnd(): void {
    while (!isBreakOrEnd(this.char())) this.at++;
  }

  /** Skips a comment and those that follow it in lines of their own, even behind a tab. */
  skipComments(): void {
    this.skipToLineEnd();
    let { lineStart } = this;
    for (let next = this.at; next < this.at + longestGap; next++) {
      const char = this.text.charCodeAt(next);
      if (isBreak(char)) lineStart = next + 1;
      else if (char === code.hash) {
        this.at = next;
        this.lineStart = lineStart;
        this.skipToLineEnd();
        next = this.at - 1;
      } else if (!isBlank(char)) return;
    }
  }

  /** Skips a comment in the rest of the line, even behind a tab where that is not allowed otherwise. */
  skipLineComment(): void {
    let next = this.at;
    while (next < this.at + longestGap && isBlank(this.text.charCodeAt(next))) next++;
    if (next === this.at + longestGap || this.text.charCodeAt(next) !== code.hash) return;
    this.at = next;
    this.skipToLineEnd();
  }

  /** `---` or `...` at the start of a line. */
  isAtDocumentMark(): boolean {
    const char = this.char();
    return (
      (char === code.minus || char === code.dot) &&
      this.column() === 0 &&
      this.char(1) === char &&
      this.char(2) === char &&
      isGap(this.char(3))
    );
  }

  failToIndent(): never {
    return this.fail("a tab cannot indent a line; use spaces", this.at);
  }
}
