import { quoted } from "../base/text.ts";
import type { Git } from "./client.ts";
import { GitError } from "./git-error.ts";

/** Longer addresses, in characters, are cut. */
const mostShown = 200;

/**
 * The error of a repository that is elsewhere now, with where that is as far as the server says so. git follows no
 * redirect here and does not tell where it leads, so it is asked once more, and its headers are looked at: one request.
 *
 * @param path below the server's URL, such as `owner/repo.git`
 * @throws the signal's reason once it is aborted
 */
export async function withPlace(
  error: GitError,
  git: Git,
  path: string,
  signal: AbortSignal,
): Promise<GitError> {
  const url = `${git.server.url}/${path}`;
  const { stderr } = await git.run(["ls-remote", "--heads", url], { signal, trace: "headers" });
  const location = /<= Recv header: *location: *(.*)$/im.exec(stderr)?.[1];
  const advice = location === undefined ? undefined : adviceOn(location.trim(), url, git.server.url);
  const { doing, kind, reason, mayHaveArrived, said } = error;
  return new GitError(doing, { kind, reason, mayHaveArrived, ...(advice && { advice }) }, said);
}

/**
 * What to do about a redirect; undefined for one that leads nowhere.
 *
 * @param location what the server says in the header, as it is
 * @param url of the repository that was asked for
 * @param serverUrl which it lies below
 */
export function adviceOn(location: string, url: string, serverUrl: string): string | undefined {
  const asked = `${url}/info/refs`;
  if (!URL.canParse(location, asked)) return undefined;
  const { origin, pathname } = new URL(location, asked);
  // Without credentials and query, which may be secret.
  const place = `${origin}${pathname}`;
  const repository = repositoryIn(place);
  if (repository === undefined)
    return `it leads to ${shown(place)}; check the address, and that the token is right`;
  const name = nameBelow(serverUrl, repository);
  if (name !== undefined) return `the repository is ${shown(name)} now; name that in its place`;
  const path = withoutGit(url).slice(serverUrl.length);
  return repository.endsWith(path)
    ? `the server is at ${shown(repository.slice(0, -path.length))} now; name that as server-url`
    : `the repository is at ${shown(repository)} now; name it and its server`;
}

/** The repository whose refs an address gives; undefined for another page, such as a login. */
function repositoryIn(place: string): string | undefined {
  const [, repository] = /^(.*)\/info\/refs$/.exec(place) ?? [];
  return repository && withoutGit(repository);
}

/** `owner/name` of a repository of the server. */
function nameBelow(serverUrl: string, repository: string): string | undefined {
  const name = repository.startsWith(`${serverUrl}/`) ? repository.slice(serverUrl.length + 1) : "";
  return /^[^/]+\/[^/]+$/.test(name) ? name : undefined;
}

const withoutGit = (address: string) => address.replace(/\.git$/, "");

const shown = (text: string) => quoted(text, mostShown);
