import { Session } from "node:inspector/promises";

/** What each character of a hostile text may take of what {@link WorkCounter} counts: it grows with the text, and no faster. */
export const mostPerCharacter = 250;

/** Counts work, which unlike time is the same on every machine, however busy. */
export interface WorkCounter {
  /**
   * How often the functions and branches of the sources were entered while something ran. What happens within the
   * language, such as in a regular expression, does not count.
   *
   * @param part of the paths of the sources that count
   */
  in(part: string, run: () => unknown): Promise<number>;
}

/**
 * Begins to count. Only what is compiled from now on is counted to the last branch, so begin before the sources are
 * imported: `const work = await vi.hoisted(async () => (await import("../support/work.ts")).countWork());`
 */
export async function countWork(): Promise<WorkCounter> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const counted = async (part: string) => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    return result
      .filter(({ url }) => url.includes(part))
      .flatMap(({ functions }) => functions)
      .flatMap(({ ranges }) => ranges)
      .reduce((sum, { count }) => sum + count, 0);
  };
  return {
    async in(part, run) {
      // What was counted before begins anew.
      await counted(part);
      await run();
      return counted(part);
    },
  };
}
