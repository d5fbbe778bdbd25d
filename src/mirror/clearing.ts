/** Bytes that have come since what was thrown away of them was cleared away. */
let since = 0;
let turn = 0;
let collect: ((what: "major" | "minor") => void) | undefined;

/** Bytes after which it is, and how many times of that what has grown old is, too. */
const portion = 2 << 20;
const turnsOfAll = 12;

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
  turn += 1;
  collect ??= collector();
  collect(turn % turnsOfAll === 0 ? "major" : "minor");
}

/** Clears away what is young in less than a millisecond, and all in a few: V8 lends its way once this flag asks for it. */
function collector(): (what: "major" | "minor") => void {
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  const gc: unknown = process.getBuiltinModule("node:vm").runInNewContext("gc");
  return typeof gc === "function" ? (type) => gc({ type }) : () => {};
}
