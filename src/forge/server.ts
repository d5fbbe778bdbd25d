import { UserError } from "../base/errors.ts";
import type { Repository } from "./forge.ts";

/**
 * A server's address in its one form: without a slash at its end, query or fragment.
 *
 * @throws {UserError} unless it is an http(s) address without credentials
 */
export function normalServerUrl(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    // What was found is not shown, as it may hold a password.
    throw new UserError(
      "the forge's address is not one; expected http[s]://host[:port][/path] without credentials",
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** The address of a repository's page on Gitea, Forgejo and GitHub. */
export function repositoryUrl(serverUrl: string, { owner, name }: Repository): string {
  return `${serverUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/**
 * The address of a page as the server names it, if that lies on the same origin; otherwise `own`. Servers behind a
 * proxy may name themselves differently, and no other site is to be shown as theirs.
 */
export function pageUrl(named: unknown, serverUrl: string, own: string): string {
  if (typeof named !== "string" || !URL.canParse(named)) return own;
  const url = new URL(named);
  const same = url.origin === new URL(serverUrl).origin && url.username === "" && url.password === "";
  return same ? url.href : own;
}
