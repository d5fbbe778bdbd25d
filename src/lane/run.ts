import { lazyForge } from "../forge/lazy.ts";
import { runPage } from "../forge/run-page.ts";
import { systemClock } from "../retry/clock.ts";
import { forgeKind } from "./forge-kind.ts";
import type { ParsedInputs } from "./inputs.ts";
import { type LaneContext, opener } from "./opener.ts";
import { requireBeat, requireJudgeable } from "./refusals.ts";
import { judgedRefs, readSurroundings, reportedCommit, type Surroundings } from "./surroundings.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Runs `judge` under a commit status, where the inputs ask for one: see `underStatus`.
 *
 * @param judge gives what the status shall say of a verdict that lets the merge pass
 * @throws {UserError} when the run does not tell the commit
 */
export async function withStatus(
  { status }: Pick<ParsedInputs, "status">,
  { env, fetch, log, signal }: LaneContext,
  judge: () => Promise<string>,
): Promise<void> {
  if (status === undefined) {
    await judge();
    return;
  }
  const { context, token, serverUrl, repository } = status;
  const commit = reportedCommit(env);
  const { underStatus } = await import("./status/commit-status.ts");
  const forge = await lazyForge({ serverUrl, token, environment: env, log, fetch }, signal)();
  const page = runPage(forge.kind, serverUrl, repository, env);
  await underStatus({ context, repository, commit, page }, forge, signal, judge);
}

/**
 * Does what the mode asks for: judges the lane, by workflows alone or by runners too, or leaves a heartbeat of it.
 *
 * @returns undefined for a heartbeat, which judges nothing
 * @throws {UserError} for what cannot be done as it is asked for
 */
export async function runLane(inputs: ParsedInputs, context: LaneContext): Promise<Verdict | undefined> {
  const surroundings = readSurroundings(context.env);
  if (inputs.mode !== "beat") return judgeLane(inputs, surroundings, context);
  await leaveHeartbeats(inputs, surroundings, context);
  return undefined;
}

async function judgeLane(
  inputs: ParsedInputs,
  surroundings: Surroundings,
  context: LaneContext,
): Promise<Verdict> {
  requireJudgeable(inputs, surroundings);
  const { log, signal } = context;
  const { head, sha, workspace } = surroundings;
  const { guard } = await import("./guard.ts");
  const { mode, token, isOwn, repository, serverUrl } = inputs;
  const forge =
    mode === "static" || token === undefined ? undefined : opener(token, inputs, workspace, context);
  const request = {
    ...inputs,
    kind: await forgeKind(inputs.kind, workspace, forge, signal),
    workspace,
    readAt: head,
    sha: isOwn ? sha : undefined,
    asksRunners: mode === "check",
    own: { ...repository, serverUrl, refs: isOwn ? judgedRefs(context.env, head ?? sha) : [] },
  };
  return guard(request, { forge, clock: systemClock, log, signal, now: () => new Date() });
}

async function leaveHeartbeats(
  inputs: ParsedInputs,
  surroundings: Surroundings,
  context: LaneContext,
): Promise<void> {
  const token = requireBeat(inputs, surroundings);
  const { runner, workspace } = surroundings;
  const { beat } = await import("./heartbeats/beat.ts");
  const forge = await opener(token, inputs, workspace, context)();
  await beat({ ...inputs, runner }, forge, context);
}
