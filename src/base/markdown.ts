/**
 * `text` for a place in Markdown or HTML where it shall only be read: in a paragraph, a table's cell, a tag's
 * content or an attribute. Characters with a meaning in either become character references, which carry no
 * meaning in Markdown (CommonMark 0.31, section 2.5); line ends become spaces.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[&<>"'`*_{}[\]()#!|~@$\\^]|:(?=\/\/)/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `text` as code, safe in a table's cell. */
export function markdownCode(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** A table of cells that are Markdown already; the first row is the head. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
