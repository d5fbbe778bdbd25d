import { abortable } from "../jobs/abortable.ts";
import { RegistryError } from "./errors.ts";

/** A manifest is small: what takes longer than this hangs, and is better asked for again. */
const longestAttempt = 20_000;
const shortestAttempt = 1_000;

/**
 * Asks once, for as long as an answer is of use where `left` milliseconds are left of a wait: at least a second, as
 * nothing is given up that was not asked for. The time in which the request waits for its turn, or for a token, counts; a
 * host that is asked slowly lets it wait for longer than an attempt takes.
 *
 * @param ask is handed the milliseconds that an attempt may take, and a signal that is aborted when no answer is of use
 * @throws {RegistryError} of kind `timeout` when that is over
 */
export async function inTime<T>(
  name: string,
  left: number,
  ask: (deadline: number, over: AbortSignal) => Promise<T>,
): Promise<T> {
  const most = Math.ceil(Math.max(shortestAttempt, left));
  const deadline = Math.min(longestAttempt, most);
  const limit = AbortSignal.timeout(most);
  try {
    return await abortable(ask(deadline, limit), limit);
  } catch (error) {
    throw error === limit.reason ? new RegistryError(name, { kind: "timeout" }, "wait") : error;
  }
}
