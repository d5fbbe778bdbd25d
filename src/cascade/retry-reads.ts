import { formatDuration } from "../base/duration.ts";
import { gitVerdict } from "../git/git-error.ts";
import { retry } from "../retry/retry.ts";
import type { Tools } from "./tools.ts";

/** Reads from the git server, again when that is worth it. */
export type RetryRead = <T>(read: () => Promise<T>) => Promise<T>;

/** Reads under the one retry policy; `say` is told of every pause. */
export function retryReads({ clock, pause, signal }: Tools, say: (line: string) => void): RetryRead {
  return (read) =>
    retry(read, {
      clock,
      pause,
      signal,
      verdict: gitVerdict,
      onRetry: ({ reason, delay, attempt }) =>
        say(`try ${attempt} failed: ${reason}; trying again in ${formatDuration(delay)}`),
    });
}
