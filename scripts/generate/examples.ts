import type { Complain } from "./action.ts";

const exampleStart = /<!-- example: (\S+) -->/g;
const end = "<!-- example:end -->";

/**
 * The text of a README with each example as its file is. An example stands between `<!-- example: <file> -->`, where
 * the file is named from the README's folder, and `<!-- example:end -->`.
 *
 * @param read The content of such a file; undefined where there is none.
 * @param drifted Is told the name of each example that the text has otherwise.
 */
export function withExamples(
  text: string,
  read: (file: string) => string | undefined,
  drifted: (file: string) => void,
  complain: Complain,
): string {
  const starts = [...text.matchAll(exampleStart)];
  let result = text.slice(0, starts[0]?.index);
  for (const [number, start] of starts.entries()) {
    const [marker, file = ""] = start;
    const part = text.slice(start.index, starts[number + 1]?.index);
    const content = read(file);
    const stop = part.indexOf(end);
    if (stop < 0) complain(`the example ${file} lacks its marker ${end}`);
    else if (content === undefined) complain(`there is no file ${file} for the example`);
    else {
      const wanted = `${marker}\n\n\`\`\`yaml\n${content.trimEnd()}\n\`\`\`\n\n`;
      if (part.slice(0, stop) !== wanted) drifted(file);
      result += wanted + part.slice(stop);
      continue;
    }
    result += part;
  }
  return result;
}
