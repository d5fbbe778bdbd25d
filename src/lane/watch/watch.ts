// All that mode: watch does and says: a chunk of its own, which the other modes do not load.

export { outputsOf } from "./outputs.ts";
export { runWatch } from "./run.ts";
export { requireFed, warningOf } from "./sentence.ts";
export { logLines, summaryOf } from "./tell.ts";
export type { Watched } from "./watch-lane.ts";
