import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bounded } from "../../src/base/text.ts";
import type { Ended } from "../../src/git/command.ts";
import type { Git } from "./git.ts";

/**
 * Runs a command of git, and tells whether a hook of the work tree ended it. git's own words do not: a hook's and a
 * server's look the same. Its trace does.
 *
 * @param name such as `pre-push`
 */
export async function withHook(
  git: Git,
  name: string,
  args: readonly string[],
): Promise<{ ended: Ended; refused: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), "imgpub-trace-"));
  const file = join(folder, "events");
  try {
    const ended = await git.try(args, { env: { GIT_TRACE2_EVENT: file } });
    return { ended, refused: hookFailed(await readFile(file, "utf8").catch(() => ""), name) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param trace one event a line: https://git-scm.com/docs/api-trace2#_event_format */
function hookFailed(trace: string, name: string): boolean {
  const events = trace
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const hook = events.find(({ event, hook_name }) => event === "child_start" && hook_name === name);
  return events.some(
    ({ event, sid, child_id, code }) =>
      event === "child_exit" && sid === hook?.sid && child_id === hook?.child_id && code !== 0,
  );
}

/** What a hook said before a push failed, on one line. */
export function hookWords(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => !line.startsWith("error: failed to push some refs to "));
  const words = lines.map((line) => line.trim()).filter((line) => line !== "");
  return words.length === 0 ? "it gave no reason" : bounded(words.join(" "), 300);
}
