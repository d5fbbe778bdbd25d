import type { Verdict } from "../retry/classify.ts";
import { RegistryError } from "./errors.ts";

/**
 * Tries in all, and the longest pause between them in milliseconds, for what met somebody else's write. It costs the
 * server nothing and is over in a moment, but with several runs on one server it may happen time after time.
 */
const collision = { tries: 12, longestPause: 4_000 } as const;

/**
 * What a failure at Gitea or Forgejo means that may be a collision with another run's write, undefined for any other.
 * It is answered with 500 and nothing else: the server neither waits for the other nor tries again when a version is
 * there already (go-gitea/gitea#29563), or its database locked. Within a run such writes take turns; between runs
 * only trying again helps.
 */
export function collisionOf(error: unknown): Verdict | undefined {
  if (!(error instanceof RegistryError) || error.failure.kind !== "http") return undefined;
  const { status, body } = error.failure;
  return status === 500 && body === "" ? { ...error.verdict, ...collision } : undefined;
}
