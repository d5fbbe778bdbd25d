import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import type { Identity } from "../../git/fast-import.ts";

const mostCharacters = 20_000;

/**
 * The message of the commit, ending in one newline: `{version}` is replaced, nothing else is interpreted, and
 * each co-author becomes a trailer as git-interpret-trailers(1) would add it, unless it is there already.
 *
 * @throws {UserError} for a message that is empty, holds control characters, or keeps the push from starting a workflow
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
  const whole = added.length === 0 ? `${message}\n` : withTrailer(message, added.join("\n"));
  refuseSkipping(whole);
  return whole;
}

/** A message with one more trailer, or lines of them, at its end. */
export function withTrailer(message: string, trailer: string): string {
  const text = message.trimEnd();
  return `${text}${endsWithTrailers(text.split("\n")) ? "\n" : "\n\n"}${trailer}\n`;
}

/**
 * Refuses words with which a push starts nothing. All forges know those in brackets, and Gitea and Forgejo can be told
 * others (`SKIP_WORKFLOW_STRINGS`); the trailer is GitHub's alone. Letter case counts on Gitea and Forgejo, and GitHub
 * does not say.
 *
 * @see https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
 */
function refuseSkipping(message: string): void {
  const [words] = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i.exec(message) ?? [];
  if (words !== undefined)
    throw new UserError(
      `the message has ${quoted(words)}, with which the push starts no workflow on any forge; expected a message without it`,
    );
  const last =
    message
      .trimEnd()
      .split(/\n[^\S\n]*\n/)
      .at(-1) ?? "";
  const [trailer] = /^skip-checks[ \t]*:[ \t]*true[ \t]*$/im.exec(last) ?? [];
  if (trailer !== undefined)
    throw new UserError(
      `the message ends with the trailer ${quoted(trailer)}, with which the push starts no workflow on GitHub; expected a message without it`,
    );
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
