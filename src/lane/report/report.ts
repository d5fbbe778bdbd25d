// All that is said of a verdict: a chunk of its own, which a heartbeat does not load.

export { annotationsOf } from "./annotations.ts";
export { outputsOf, requireLane } from "./sentence.ts";
export { logLines, summaryOf } from "./summary.ts";
