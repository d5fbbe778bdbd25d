import { text } from "./reply.ts";
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

/**
 * The answer to a request without the right token: Gitea takes a token as the password of any user, and
 * answers wrong credentials even where anonymous reading is allowed.
 */
export function refuse(call: Call, token: string, anonymousRead: boolean): Reply | undefined {
  const { authorization } = call;
  if (authorization && "password" in authorization && authorization.password === token) return undefined;
  if (!authorization && anonymousRead && call.service === "upload-pack") return undefined;
  return text(401, "Unauthorized\n", { "www-authenticate": 'Basic realm="Gitea"' });
}
