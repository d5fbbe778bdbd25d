/** How long something takes, in ms, as precisely as people read it: `14 ms`, `0.3 s`, `12 s`, `720 s`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  return `${ms >= 9950 ? Math.round(ms / 1000) : Math.round(ms / 100) / 10} s`;
}

/** How old something is, in ms, in whole units of the largest that says enough, rounded down: `90 s`, `31 min`, `3 h`. */
export function formatAge(ms: number): string {
  if (ms < 120_000) return `${Math.floor(ms / 1000)} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
