import { setOutputs } from "../../src/action/outputs.ts";
import { writeSummary } from "../../src/action/summary.ts";
import type { ParsedInputs } from "../../src/lane/inputs.ts";
import type { LaneContext } from "../../src/lane/opener.ts";

/**
 * Watches the lane, and tells what it came to in all the ways that a step has.
 *
 * @throws {LaneStarved} where that fails the step
 * @throws {UserError} for what cannot be watched as it is asked for
 */
export async function watch(
  inputs: ParsedInputs,
  onUnknown: "fail" | "warn",
  context: LaneContext,
): Promise<void> {
  const { log } = context;
  const { logLines, outputsOf, requireFed, runWatch, summaryOf, warningOf } = await import(
    "../../src/lane/watch/watch.ts"
  );
  const watched = await runWatch(inputs, context);
  for (const line of logLines(watched)) log.info(line);
  await writeSummary(() => summaryOf(watched));
  setOutputs<"lane-guard">({ online: undefined, ...outputsOf(watched) });
  requireFed(watched, onUnknown);
  const warning = warningOf(watched);
  if (warning !== undefined) log.warning(warning);
}
