import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";

export const schemes = ["light", "dark"] as const;
export type Scheme = (typeof schemes)[number];

/** What the forges write a fenced block of this language as: a picture that a script draws. */
const diagram = /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g;

const read = (module: string) => readFileSync(fileURLToPath(import.meta.resolve(module)), "utf8");

/** The path of the script that draws diagrams. */
export const mermaid = fileURLToPath(import.meta.resolve("@mermaid-js/tiny"));

/**
 * A page that shows Markdown as GitHub shows a job summary: GitHub's flavour and style sheet, and its diagrams still to be
 * drawn by {@link mermaid}.
 *
 * @param open whether what is folded is shown, too
 */
export function pageOf(markdown: string, scheme: Scheme, open = false): string {
  const body = new Marked({ gfm: true, async: false })
    .parse(markdown)
    .toString()
    .replace(diagram, '<div class="mermaid">$1</div>')
    .replaceAll("<details>", open ? "<details open>" : "<details>");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Job summary</title>
<style>${read(`github-markdown-css/github-markdown-${scheme}.css`)}</style>
<style>
  body { margin: 0 }
  .markdown-body { box-sizing: border-box; padding: 16px }
  .mermaid { margin-bottom: 16px }
</style>
<article class="markdown-body">${body}</article>
`;
}
