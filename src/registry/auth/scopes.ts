import type { Action } from "../access.ts";

/** What a token is for: the actions of each repository. */
export type Scopes = ReadonlyMap<string, ReadonlySet<Action>>;

/**
 * Bytes of scopes that are merged into one token at first. Front ends of registries take 8 KiB of headers, some of them
 * for all together: what is left is for the token's signature and certificate, and for the other headers.
 */
export const mostMerged = 6 << 10;

/** Bytes of a token, or of a URL, that everything takes: what is refused in spite of that is not refused for its length. */
export const neverTooLong = 2 << 10;

/** About how many bytes scopes add to a token, which holds them as JSON in Base64 (distribution's token specification). */
export function breadthOf(scopes: Scopes): number {
  return [...scopes].reduce((bytes, scope) => bytes + bytesOf(scope), 0);
}

/**
 * The scopes that share a token with those of a repository: neighbours in the order in which they are given, as many as
 * fit, and the same for whichever of them is asked for. None where the repository is not among them.
 *
 * @param most bytes of all of them, as {@link breadthOf} counts; a single scope may have more, and none is merged at 0
 */
export function groupOf(
  repository: string,
  scopes: Iterable<readonly [string, ReadonlySet<Action>]>,
  most: number,
): Scopes {
  let group = new Map<string, ReadonlySet<Action>>();
  let bytes = 0;
  for (const scope of most > 0 ? scopes : []) {
    const more = bytesOf(scope);
    if (bytes + more > most) {
      if (group.has(repository)) break;
      group = new Map();
      bytes = 0;
    }
    group.set(...scope);
    bytes += more;
  }
  return group.has(repository) ? group : new Map();
}

function bytesOf([name, actions]: readonly [string, ReadonlySet<Action>]): number {
  return (JSON.stringify({ type: "repository", name, actions: [...actions] }).length * 4) / 3;
}
