import { messageOf } from "../../base/errors.ts";
import type { BareClone, Branch } from "../../git/bare-clone.ts";
import { readCommit } from "../../git/history.ts";
import type { Job } from "../job.ts";
import { isLeftBeside } from "./beside.ts";
import { markOf } from "./mark.ts";

/** So many branches are removed at a time. */
const most = 3;

/**
 * Removes the branch beside another one, and those that interrupted runs left there: two requests to find them, and two
 * for each. Only what holds nothing but what a run put there is removed. What is left harms nothing.
 *
 * @param known commits that are the base's or this run's
 */
export async function discardBeside(
  clone: BareClone,
  branch: string,
  own: string,
  known: readonly string[],
  { signal, say }: Job,
): Promise<void> {
  try {
    const now = Date.now() / 1000;
    const beside = await clone.branches(`${branch}.*`, signal);
    const done = beside.filter(({ name }) => name === own || isLeftBeside(name, branch, now));
    for (const one of done.slice(0, most))
      if (known.includes(one.head) || (await isOurs(clone, one, signal)))
        await clone.remove(one.name, one.head, signal);
  } catch (error) {
    signal.throwIfAborted();
    say(`a branch beside ${branch} may be left over: ${messageOf(error)}`);
  }
}

/** Whether a branch's newest commit has the mark that its name has. */
async function isOurs(clone: BareClone, { name, head }: Branch, signal: AbortSignal): Promise<boolean> {
  const fetched = await clone.fetch(name, signal);
  if (fetched?.head !== head) return false;
  const { message } = await readCommit(clone, head, signal);
  const mark = markOf(name.slice(name.lastIndexOf(".") + 1));
  return message.trimEnd().endsWith(`\n${mark}`);
}
