import { UserError } from "./errors.ts";
import { isLoopbackName } from "./loopback.ts";
import { quoted } from "./text.ts";

/** The address of a forge. */
export interface ServerUrl {
  /** `http(s)://host[:port][/sub-path]`, without a slash at the end. */
  readonly url: string;
  /** Whether what is sent there, the token included, can be read on the way. */
  readonly insecure: boolean;
}

const accepted = "expected a URL such as https://git.example.com or https://example.com/gitea";

/**
 * Reads the URL of a forge. A path below which the forge is served is kept.
 *
 * @param text undefined when none is given
 * @param fallback the server that the workflow runs on, where it is known
 * @throws {UserError} saying why it is not one, without repeating what may be secret
 */
export function parseServerUrl(text: string | undefined, fallback: string | undefined): ServerUrl {
  const given = text || fallback;
  if (!given) throw new UserError(`no server is given, and none is known from the runner; ${accepted}`);
  const refuse = (what: string): never => {
    throw new UserError(`${what}; ${accepted}`);
  };
  // Checked on the text, as the parser forgets empty ones.
  if (given.includes("@")) refuse('the URL contains credentials, which belong in the input "token"');
  if (/[?#]/.test(given)) refuse("the URL has a query or a fragment");
  if (!/^https?:\/\/[^/\\]/i.test(given)) refuse(`${quoted(given)} is not an http or https URL`);
  if (/[\s\p{C}\\]/u.test(given) || !URL.canParse(given)) refuse(`${quoted(given)} is not a valid URL`);
  const { protocol, host, hostname, pathname } = new URL(given);
  return {
    url: `${protocol}//${host}${pathname.replace(/\/+$/, "")}`,
    insecure: protocol === "http:" && !isLoopbackName(hostname),
  };
}
