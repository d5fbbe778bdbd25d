import { enumerated } from "../base/enumerated.ts";
import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import type { ForgeKind } from "../forge/forge.ts";
import type { ParsedInputs } from "./inputs.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Refuses to leave heartbeats in a run that must not, or without what that takes. Only trusted events may leave them, as
 * others run what anyone wrote.
 *
 * @returns the token to leave them with
 * @throws {UserError}
 */
export function requireBeat(
  { trustedEvents, token }: Pick<ParsedInputs, "trustedEvents" | "token">,
  { event }: Pick<Surroundings, "event">,
): string {
  if (!trustedEvents.includes(event))
    throw new UserError(
      `input "mode": "beat" is only for runs that a trusted event started, and this one was started by ${event === "" ? "an unknown event" : quoted(event)}; ${trustedEvents.length > 0 ? `expected one of the trusted events: ${enumerated(trustedEvents, 20)}` : "no event is trusted, as trusted-events is empty"}`,
    );
  if (token === undefined)
    throw new UserError(
      'input "token": is required for mode: beat, and nothing was given; expected the job\'s own token',
    );
  return token;
}

/**
 * Refuses to judge other workflows than those that would be merged: on `pull_request_target` they are at the pull
 * request's head, and neither in the workspace nor in another repository.
 *
 * @throws {UserError}
 */
export function requireJudgeable(
  { mode, repository, isOwn }: Pick<ParsedInputs, "mode" | "repository" | "isOwn">,
  { head }: Pick<Surroundings, "head">,
): void {
  if (head === undefined) return;
  if (mode === "static")
    throw new UserError(
      'input "mode": "static" reads the workspace, which on pull_request_target has the workflows of the base and not those to be merged; expected check, or static on pull_request',
    );
  if (!isOwn)
    throw new UserError(
      `input "repository": ${repository.owner}/${repository.name} is not the repository of the pull request, whose head is to be judged; give that repository, or none`,
    );
}

/**
 * Refuses to watch without what that takes.
 *
 * @returns the token to list jobs and runners with
 * @throws {UserError}
 */
export function requireWatch({ token }: Pick<ParsedInputs, "token">): string {
  if (token !== undefined) return token;
  throw new UserError(
    'input "token": is required for mode: watch, and nothing was given; expected a token that may list jobs and runners',
  );
}

/**
 * Refuses to watch more than one repository of GitHub, which has no list of all runs of an owner.
 *
 * @throws {UserError}
 */
export function requireScope(scope: ParsedInputs["scope"], kind: ForgeKind): void {
  if (kind === "github" && scope !== "repository")
    throw new UserError(
      `input "scope": ${quoted(scope)} has no list of waiting jobs on GitHub, which has one for each repository; expected repository`,
    );
}
