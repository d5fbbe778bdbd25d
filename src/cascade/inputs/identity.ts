import { inInput, UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import type { Identity } from "../../git/fast-import.ts";

/** Who commits when nobody else is named; the domain can never receive mail (RFC 2606). */
export const defaultIdentity: Identity = Object.freeze({
  name: "imgpub",
  email: "noreply@imgpub.invalid",
});

/** Why an author cannot be had: GitHub's API takes none. */
export function whyNoAuthor(author: Identity, kind: ForgeKind | undefined): string | undefined {
  return kind === "github" && author !== defaultIdentity
    ? "GitHub makes the token's user or app the author of a commit through its API; leave out author-name and author-email, or use commit-through: git"
    : undefined;
}

const address = /^[^\s<>@\p{C}]+@[^\s<>@\p{C}]+$/u;

/**
 * Who is to be the author.
 *
 * @throws {UserError} naming the input, when only one of the two is given or git could not write it
 */
export function parseIdentity(name: string | undefined, email: string | undefined): Identity {
  if (name === undefined && email === undefined) return defaultIdentity;
  if (email === undefined)
    throw new UserError('input "author-name": is given without "author-email"; give both or neither');
  if (name === undefined)
    throw new UserError('input "author-email": is given without "author-name"; give both or neither');
  return {
    name: inInput("author-name", () => parseName(name)),
    email: inInput("author-email", () => parseEmail(email)),
  };
}

/**
 * Reads co-authors, each `Name <mail>`.
 *
 * @throws {UserError} naming the line that is none
 */
export function parseCoAuthors(lines: readonly string[]): Identity[] {
  return lines.map((line) => {
    const [, name, email] = /^([^<>\r\n]*)<([^<>\r\n]*)>$/.exec(line.trim()) ?? [];
    if (name === undefined || email === undefined)
      throw new UserError(`${quoted(line)} is not a co-author; expected Name <mail@example.com>`);
    return { name: parseName(name.trim()), email: parseEmail(email.trim()) };
  });
}

function parseName(name: string): string {
  if (/[<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))
    throw new UserError(
      `the name ${quoted(name)} contains "<", ">", a line end or a control character; expected plain text`,
    );
  // git strips these from both ends (ident.c), and refuses a name of which nothing is left.
  if (/^[\s.,:;"\\']*$/.test(name))
    throw new UserError(`the name ${quoted(name)} has no letter in it; expected plain text`);
  if (name.length > 200) throw new UserError(`the name ${quoted(name)} is longer than 200 characters`);
  return name;
}

function parseEmail(email: string): string {
  if (!address.test(email) || email.length > 254)
    throw new UserError(`${quoted(email)} is not a mail address; expected one such as name@example.com`);
  return email;
}
