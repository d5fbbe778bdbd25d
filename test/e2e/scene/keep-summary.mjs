// Loaded into every Node.js of a job by NODE_OPTIONS: keeps what a step has written to the job's summary, since each
// runner clears that file, or throws it away, at its own time.
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

process.on("exit", () => {
  const { SUMMARIES, GITHUB_JOB, GITHUB_STEP_SUMMARY } = process.env;
  if (SUMMARIES === undefined || GITHUB_JOB === undefined || GITHUB_STEP_SUMMARY === undefined) return;
  const text = readFileSync(GITHUB_STEP_SUMMARY, "utf8");
  if (text !== "") appendFileSync(join(SUMMARIES, GITHUB_JOB), text);
});
