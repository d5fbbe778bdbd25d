import type { EngineEvent } from "../docker/system.ts";
import type { Read } from "../mirror/reads.ts";

/** The repository on Docker Hub that a name means, as its API has it; undefined for another registry's. */
export function hubRepository(name: string): string | undefined {
  const bare = name.replace(/@sha256:[0-9a-f]{64}$/, "").replace(/:[^:/]*$/, "");
  const [first = "", ...rest] = bare.split("/");
  if (/^(?:index\.|registry-1\.)?docker\.io$/.test(first)) return hubRepository(rest.join("/"));
  // What has a dot or a port before its first slash is a host (distribution/reference, `splitDockerDomain`).
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) return undefined;
  return rest.length === 0 ? `library/${first}` : bare;
}

/**
 * Pulls from Docker Hub that the mirror was not asked for: the engine went there itself, silently and anonymously.
 *
 * A pull is told of when it has ended, so one that had begun before `since` cannot be told from one past the mirror: where
 * the mirror has given that repository earlier, it counts for it.
 *
 * @param events what happened in the engine from `since` on
 * @param reads what the mirror has given, from some time before `since` on
 * @returns the names that were pulled
 */
export function fallbacks(events: readonly EngineEvent[], reads: readonly Read[]): string[] {
  const asked = new Set(reads.map(({ repository }) => repository));
  return events.flatMap(({ type, action, id }) => {
    const repository = type === "image" && action === "pull" ? hubRepository(id) : undefined;
    return repository === undefined || asked.has(repository) ? [] : [id];
  });
}
