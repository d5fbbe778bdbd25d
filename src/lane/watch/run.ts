import type { ParsedInputs } from "../inputs.ts";
import { type LaneContext, opener } from "../opener.ts";
import { requireWatch } from "../refusals.ts";
import { type Watched, watchLane } from "./watch-lane.ts";

/**
 * Watches the lane as the inputs ask for.
 *
 * @throws {UserError} for what cannot be watched as it is asked for
 */
export async function runWatch(inputs: ParsedInputs, context: LaneContext): Promise<Watched> {
  const token = requireWatch(inputs);
  const { env, signal } = context;
  const workspace = env.GITHUB_WORKSPACE || process.cwd();
  const forge = opener(token, inputs, workspace, context);
  const asked = inputs.kind === undefined ? 1 : 0;
  return watchLane({ ...inputs, asked }, { forge, signal, now: () => new Date() });
}
