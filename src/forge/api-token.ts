import { UserError } from "../base/errors.ts";

/**
 * Reads a forge's token, which becomes a part of a header.
 *
 * @throws {UserError} that does not show it
 */
export function parseToken(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UserError("contains white space or a character outside ASCII, and no token does");
}
