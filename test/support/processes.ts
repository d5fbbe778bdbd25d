import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Processes that have a text in their environment, which they inherit whoever their parent is by now. */
export async function processesWith(text: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    // One that has ended meanwhile, or belongs to somebody else, cannot be read.
    const environment = await readFile(`/proc/${name}/environ`, "latin1").catch(() => "");
    if (environment.includes(text)) found.push(Number(name));
  }
  return found;
}

/** Longer than any process needs to end that is about to, in milliseconds; those that are not last for an hour. */
const mostDying = 120_000;

/** Resolves when there are no such processes any more, or with those that do not end. */
export async function processesLeft(text: string): Promise<number[]> {
  const end = performance.now() + mostDying;
  for (;;) {
    const left = await processesWith(text);
    if (left.length === 0 || performance.now() > end) return left;
    await sleep(5);
  }
}
