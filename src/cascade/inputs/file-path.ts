import { UserError } from "../../base/errors.ts";
import { isPrintable, quoted } from "../../base/text.ts";

const mostCharacters = 500;

/**
 * Reads the path of a file in a repository, with forward slashes, from the repository's root.
 *
 * What git refuses to check out on some system because it stands for `.git` is refused here too: by letter case,
 * by NTFS's short name, trailing dots, blanks and streams, and by characters that HFS+ ignores (git's
 * `core.protectNTFS` and `core.protectHFS`).
 *
 * @throws {UserError} saying why the path is not one
 */
export function parsePath(text: string): string {
  const refuse = (what: string): never => {
    throw new UserError(
      `the path ${quoted(text)} ${what}; expected a path inside the repository, such as .runtime-version or docker/.runtime-version`,
    );
  };
  if (text === "") refuse("is empty");
  if (text.length > mostCharacters) refuse(`is longer than ${mostCharacters} characters`);
  if (!isPrintable(text)) refuse("contains a control or invisible character");
  if (text.includes("\\")) refuse("contains a backslash");
  if (text.startsWith("/")) refuse("is absolute");
  if (/^[A-Za-z]:/.test(text)) refuse("begins with a drive");
  if (text.endsWith("/")) refuse("names a folder");
  for (const part of text.split("/")) {
    if (part === "") refuse("has an empty part");
    if (part === "..") refuse('has the part "..", which may leave the repository');
    if (part === ".") refuse('has the part ".", which is to be left off');
    if (/^(\.git|git~1)(:.*)?$/i.test(part.replace(/[. ]+(?=$|:)/g, "")))
      refuse("leads into git's own folder");
    if (part !== part.trim()) refuse("has a part that begins or ends with a space");
  }
  return text;
}
