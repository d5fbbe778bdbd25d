// All that is said of a verdict: a chunk of its own, which a heartbeat does not load.

export { annotationsOf } from "./annotations.ts";
export { logLines } from "./log-lines.ts";
export { outputsOf } from "./outputs.ts";
export { passOf, requireLane } from "./sentence.ts";
export { summaryOf } from "./summary.ts";
