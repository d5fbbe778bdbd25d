import { formatDuration } from "../base/duration.ts";
import { gitVerdict } from "../git/git-error.ts";
import { retry } from "../retry/retry.ts";
import type { Tools } from "./tools.ts";

/** Reads from the server, again when that is worth it. */
export type Reading = <T>(read: () => Promise<T>) => Promise<T>;

/** Reading under the one retry policy; `say` is told of every pause. */
export function readingWith({ clock, pause, signal }: Tools, say: (line: string) => void): Reading {
  return (read) =>
    retry(read, {
      clock,
      pause,
      signal,
      verdict: gitVerdict,
      onRetry: ({ reason, delay, attempt }) =>
        say(`try ${attempt}: ${reason}; again in ${formatDuration(delay)}`),
    });
}
