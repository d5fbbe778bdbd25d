import { isRecord } from "../../base/json.ts";
import type { ApiClient } from "../api/api-client.ts";
import { ForgeError } from "../errors.ts";

/** Whose a token is, on Gitea and Forgejo. */
export interface TokenUser {
  readonly login: string;
  /** Whether the user administrates the server, and so may ask in the name of others (`sudo`). */
  readonly isAdmin: boolean;
}

/** The user of a token, or why it is not known. */
export async function tokenUser(client: ApiClient, signal: AbortSignal): Promise<TokenUser | ForgeError> {
  try {
    return await client.get("/user", undefined, signal, ({ data }, request) => {
      if (isRecord(data) && typeof data.login === "string")
        return { login: data.login, isAdmin: data.is_admin === true };
      throw client.wrongAnswer(request, "the answer is not a user");
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForgeError) return error;
    throw error;
  }
}

/** Whether the user of a token, if it is known, is an owner. */
export function isLoginOf(owner: string, user: TokenUser | ForgeError): boolean {
  return !(user instanceof ForgeError) && user.login.toLowerCase() === owner.toLowerCase();
}
