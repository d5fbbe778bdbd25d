import { text } from "./protocol/reply.ts";
import type { Authorization, Call, Reply } from "./types.ts";

export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return undefined;
  const [, encoded] = /^basic ([\w+/=-]+)$/i.exec(header) ?? [];
  const pair = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
  const colon = pair?.indexOf(":") ?? -1;
  if (pair === undefined || colon < 0) return { raw: header };
  return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

/** The name of the authenticated user; undefined for an anonymous one. */
export function userOf(call: Call): string | undefined {
  return call.authorization && "user" in call.authorization ? call.authorization.user : undefined;
}

/** Who may do what. */
export interface Access {
  readonly token: string;
  /** A token that may fetch alone. */
  readonly readToken: string | undefined;
  readonly anonymousRead: boolean;
}

/**
 * The answer to a request without the right token: Gitea takes a token as the password of any user, and
 * answers wrong credentials even where anonymous reading is allowed. What a job's token may not do is done in a
 * repository that it does not see.
 */
export function refuse(call: Call, { token, readToken, anonymousRead }: Access): Reply | undefined {
  const { authorization } = call;
  const password = authorization && "password" in authorization ? authorization.password : undefined;
  if (password === token) return undefined;
  const reads = call.service === "upload-pack";
  if (reads && (password === undefined ? !authorization && anonymousRead : password === readToken))
    return undefined;
  if (password !== undefined && password === readToken) return text(404, "Repository not found\n");
  return text(401, "Unauthorized\n", { "www-authenticate": 'Basic realm="Gitea"' });
}
