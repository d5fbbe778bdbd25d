import { bounded } from "./text.ts";

/** Characters of a text in a summary: a sentence with its cause is shorter. */
const mostShown = 2_000;

/**
 * `text` for a place in Markdown or HTML where it shall only be read: in a paragraph, a table's cell, a tag's
 * content or an attribute. Characters with a meaning in either become character references, which carry no
 * meaning in Markdown (CommonMark 0.31, section 2.5); white space becomes one space. It is bounded, and
 * fit to be shown.
 *
 * @param most characters
 */
export function escapeMarkdown(text: string, most = mostShown): string {
  return bounded(text.slice(0, 8 * most).replace(/\s+/g, " "), most).replace(
    /[&<>"'`*_{}[\]()#!|~@$\\^]|:(?=\/\/)/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** Characters of a name, a reference or a digest. */
const mostOfCode = 500;

/** `text` as code, safe in a table's cell. */
export function markdownCode(text: string, most = mostOfCode): string {
  return `<code>${escapeMarkdown(text, most)}</code>`;
}

/** Cells that are Markdown already, as a table. The first row is its head; without other rows it is empty. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  return [head, head.map((cell) => "---".padEnd(cell.length, "-")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

/**
 * A link where the address is one of the web without a password; else the text alone, and nothing where there is none.
 */
export function markdownLink(text: string, url: string | null): string {
  if (text === "") return "";
  const shown = escapeMarkdown(text, 100);
  if (url === null || url.length > 2_000 || !isWeb(url)) return shown;
  return `<a href="${escapeMarkdown(new URL(url).href)}">${shown}</a>`;
}

function isWeb(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}
