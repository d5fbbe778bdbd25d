/** Bytes that have come since what was thrown away of them was cleared away. */
let since = 0;
let collect: (() => void) | undefined;

/** Bytes after which it is. */
const portion = 2 << 20;

/**
 * Has what is left of received bytes cleared away in time. They lie outside of the heap, which is so small beside them that
 * it is long in no need of being cleared, while the process takes three times the memory that it needs.
 *
 * @param bytes that have come since the last call
 */
export function clearAway(bytes: number): void {
  since += bytes;
  if (since < portion) return;
  since = 0;
  collect ??= collector();
  collect();
}

/** Clears away what is young, in less than a millisecond: V8 lends its own way once it is asked for by this flag. */
function collector(): () => void {
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  const gc: unknown = process.getBuiltinModule("node:vm").runInNewContext("gc");
  return typeof gc === "function" ? () => gc({ type: "minor" }) : () => {};
}
