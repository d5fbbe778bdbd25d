/**
 * A text without its comments, in a shell as in YAML: lines that are one, and what stands behind a `#` that begins a word
 * outside of quotes.
 *
 * A quotation may go on over lines, or only seem to: an apostrophe in a text opens none. So a `#` counts where it is outside
 * of quotes both for somebody who reads from the beginning and for one who reads this line alone. In a here-document only
 * whole lines are comments, and quotes there open nothing.
 */
export function withoutComments(text: string): string {
  if (!text.includes("#")) return text;
  const lines = [...text.matchAll(/^.*$/gm)];
  const lastAt = new Map(lines.map(([line], at) => [line.trim(), at]));
  let quote: Quote = "";
  let documents: readonly string[] = [];
  let left = "";
  let done = 0;
  for (const [at, { 0: line, index }] of lines.entries()) {
    left += text.slice(done, index);
    done = index + line.length;
    const [document] = documents;
    if (/^[ \t]*#/.test(line)) continue;
    if (document !== undefined) {
      if (line.trim() === document) documents = documents.slice(1);
      left += line;
      continue;
    }
    const read = readLine(line, quote);
    quote = read.quote;
    // What no line ends is something else, such as a shift of bits.
    documents = read.documents.filter((word) => (lastAt.get(word) ?? 0) > at);
    left += line.slice(0, Math.max(read.end, readLine(line, "").end));
  }
  return left;
}

/** The kind of quotes that a place is in. */
type Quote = "" | "'" | '"';

interface Line {
  /** Where its code ends. */
  readonly end: number;
  /** In what quotes that is. */
  readonly quote: Quote;
  /** The words that end the here-documents which begin behind it. */
  readonly documents: readonly string[];
}

/** @param quote in what it begins */
function readLine(line: string, quote: Quote): Line {
  const documents: string[] = [];
  let open = quote;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (open !== "") {
      if (character === open) open = "";
      else if (character === "\\" && open === '"') at++;
    } else if (character === "'" || character === '"') open = character;
    else if (character === "\\") at++;
    else if (character === "<" && line[at + 1] === "<") {
      const [whole, , word] = documentAt(line, at);
      if (word !== undefined) documents.push(word);
      at += whole.length - 1;
    } else if (character === "#" && /^[\s;&|()]?$/.test(line[at - 1] ?? ""))
      return { end: at, quote: "", documents };
  }
  return { end: line.length, quote: open, documents };
}

/** The sign of a here-document with its word, or as many `<` as there are where that is none. */
function documentAt(line: string, at: number): readonly [string, string | undefined, string | undefined] {
  const sign = /<<-?[ \t]*(["']?)([A-Za-z_]\w*)\1|<+/y;
  sign.lastIndex = at;
  const [whole = "<", quote, word] = sign.exec(line) ?? [];
  return [whole, quote, word];
}
