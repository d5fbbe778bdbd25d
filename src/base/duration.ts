/** Milliseconds in the unit that suits them: `12 s`, `0.3 s`, `14 ms`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  return `${ms >= 9950 ? Math.round(ms / 1000) : Math.round(ms / 100) / 10} s`;
}
