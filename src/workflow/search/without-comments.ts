/**
 * A text without its comments, in a shell as in YAML: lines that are one, and what stands behind a `#` that begins a word
 * outside of quotes.
 *
 * A quotation may go on over lines, or only seem to: an apostrophe in a here-document opens none. So a `#` counts where it
 * is outside of quotes both for somebody who reads from the beginning and for one who reads this line alone.
 */
export function withoutComments(text: string): string {
  if (!text.includes("#")) return text;
  let quote: Quote = "";
  return text.replace(/^.*$/gm, (line) => {
    if (/^[ \t]*#/.test(line)) return "";
    const read = readLine(line, quote);
    quote = read.quote;
    return line.slice(0, Math.max(read.end, readLine(line, "").end));
  });
}

/** The kind of quotes that a place is in. */
type Quote = "" | "'" | '"';

/**
 * Where the code of a line ends, and in what quotes it does.
 *
 * @param quote in what it begins
 */
function readLine(line: string, quote: Quote): { readonly end: number; readonly quote: Quote } {
  let open = quote;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (open !== "") {
      if (character === open) open = "";
      else if (character === "\\" && open === '"') at++;
    } else if (character === "'" || character === '"') open = character;
    else if (character === "\\") at++;
    else if (character === "#" && /^[\s;&|()]?$/.test(line[at - 1] ?? "")) return { end: at, quote: "" };
  }
  return { end: line.length, quote: open };
}
