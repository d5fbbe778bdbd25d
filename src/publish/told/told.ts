// All that is told of a run when it is over: a chunk of its own, which is loaded while the run goes on.

export { logTable, outputsOf, requireAll } from "./report.ts";
export { summaryOf } from "./summary.ts";
