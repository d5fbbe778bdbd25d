import { annotate } from "../../src/action/annotate.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { writeSummary } from "../../src/action/summary.ts";
import type { Log } from "../../src/base/log.ts";
import type { Verdict } from "../../src/lane/verdict.ts";

/**
 * Tells a verdict in all the ways that a step has.
 *
 * @returns what a commit status says of it, if it lets the merge pass
 * @throws {LaneRefused} when it does not
 */
export async function tellVerdict(verdict: Verdict, onUnknown: "fail" | "warn", log: Log): Promise<string> {
  const { annotationsOf, logLines, outputsOf, passOf, requireLane, summaryOf } = await import(
    "../../src/lane/report/report.ts"
  );
  const { shown, left } = annotationsOf(verdict, onUnknown);
  for (const annotation of shown) annotate(annotation);
  for (const line of logLines(verdict, left)) log.info(line);
  await writeSummary(() => summaryOf(verdict));
  setOutputs<"lane-guard">({ waiting: undefined, ...outputsOf(verdict) });
  const warning = requireLane(verdict, onUnknown);
  if (warning !== undefined) log.warning(warning);
  return passOf(verdict);
}
