/**
 * Watches how long the event loop is blocked; `stop` gives the longest time, in milliseconds.
 *
 * It is processor time of the thread between two turns of the event loop. A clock, and so `monitorEventLoopDelay`, would
 * count what other processes take of the processor too. The loop never sleeps meanwhile, as each turn asks for the next.
 */
export function watchTurns(): { stop(): number } {
  let longest = 0;
  let before = process.threadCpuUsage();
  let next = setImmediate(turn);
  function turn(): void {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, user + system);
    before = process.threadCpuUsage();
    next = setImmediate(turn);
  }
  return {
    stop() {
      clearImmediate(next);
      return longest / 1_000;
    },
  };
}
