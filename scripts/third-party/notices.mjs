import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";

/** Where a comment speaks of a licence of its own, and not of what some function does with licences. */
const licenceWords = /\bcopyright\b|\bMIT\b|@license|\blicensed\b|\bSPDX-/i;

/** Comments that begin a line: blocks, and lines that follow one another. */
const comments = /^[ \t]*(\/\*[\s\S]*?\*\/|\/\/.*(?:\n[ \t]*\/\/.*)*)/gm;

/** Code of others that comes with a package without any word of its licence, by the folder that it lies in. */
const unnamed = new Map([["undici/lib/llhttp", new URL("llhttp/LICENSE", import.meta.url)]]);

const read = (file) => readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim();

/** The texts of licences that lie in a folder: where one may choose between two, there is a file for each. */
const textsIn = (folder) =>
  readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => read(join(folder, file)));

/** The comments of a module that speak of whose it is. */
export const noticesOf = (code) =>
  [...code.replaceAll("\r\n", "\n").matchAll(comments)]
    .map(([, comment]) => comment.replace(/^[ \t]+/gm, " ").trim())
    .filter((comment) => licenceWords.test(comment));

/**
 * The licence of a package, and those of what its modules hold of others.
 *
 * @param folder the package's
 * @param modules paths from there of what is bundled
 * @throws {Error} when the package has none
 */
export function licenceTexts(folder, modules) {
  const texts = textsIn(folder);
  if (texts.length === 0) throw new Error(`${folder} is bundled without the text of its licence`);
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const folders = new Set();
  for (const module of modules) for (let at = dirname(module); at !== "."; at = dirname(at)) folders.add(at);
  for (const below of [...folders].sort()) {
    const file = unnamed.get(`${name}/${below}`);
    const more = [...textsIn(join(folder, below)), ...(file ? [read(file)] : [])];
    texts.push(...more.map((text) => `${below}/\n\n${text}`));
  }
  for (const module of [...modules].sort()) {
    const notices = noticesOf(read(join(folder, module)));
    if (notices.length > 0) texts.push(`${module}\n\n${notices.join("\n\n")}`);
  }
  return texts;
}
