import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import type { Identity } from "../../git/fast-import.ts";

const mostCharacters = 20_000;

/**
 * The message of the commit, ending in one newline: `{version}` is replaced, nothing else is interpreted, and
 * each co-author becomes a trailer as git-interpret-trailers(1) would add it, unless it is there already.
 *
 * @throws {UserError} for a message that is empty or holds control characters
 */
export function commitMessage(template: string, version: string, coAuthors: readonly Identity[]): string {
  const text = template.replace(/\r\n?/g, "\n").replaceAll("{version}", () => version);
  if (/(?![\n\t])\p{Cc}/u.test(text) || !text.isWellFormed())
    throw new UserError(`the message ${quoted(text)} contains a control character; expected plain text`);
  if (text.length > mostCharacters)
    throw new UserError(`the message is longer than ${mostCharacters} characters`);
  const message = text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
  if (message.trim() === "") throw new UserError("the message is empty; expected plain text");
  const present = message.split("\n");
  const trailers = [...new Set(coAuthors.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`))];
  const added = trailers.filter((trailer) => !present.includes(trailer));
  if (added.length === 0) return `${message}\n`;
  return `${message}${endsWithTrailers(present) ? "\n" : "\n\n"}${added.join("\n")}\n`;
}

/**
 * Whether the last paragraph is a block of trailers: not the subject, and either nothing but trailers or at least
 * a quarter of them with one that git itself writes.
 */
function endsWithTrailers(lines: readonly string[]): boolean {
  const start = lines.findLastIndex((line) => line.trim() === "") + 1;
  if (start === 0) return false;
  const block = lines.slice(start);
  const isTrailer = (line: string) => /^[A-Za-z0-9-]+[ \t]*:/.test(line);
  const byGit = (line: string) => /^(Signed-off-by: |\(cherry picked from commit )/.test(line);
  let trailers = 0;
  let others = 0;
  let continues = false;
  for (const line of block) {
    // Folded values go on in lines that begin with white space.
    if (/^\s/.test(line) && continues) continue;
    continues = isTrailer(line) || byGit(line);
    if (continues) trailers++;
    else others++;
  }
  return trailers > 0 && (others === 0 || (block.some(byGit) && trailers * 3 >= others));
}
