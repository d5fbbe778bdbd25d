import { messageOf } from "../../base/errors.ts";
import { classify, type Phase } from "../../retry/classify.ts";
import { networkCode } from "../../retry/network-code.ts";
import { httpFailure, RegistryError, RegistryRefusal } from "../errors.ts";

/**
 * What an exchange, or reading a body, threw, as a {@link RegistryError}; the caller's own abort is thrown as it is.
 *
 * @throws the reason of `request.signal` when that was aborted
 */
export function failedAttempt(
  error: unknown,
  where: string,
  request: { readonly signal: AbortSignal; readonly phase: Phase },
): Error {
  request.signal.throwIfAborted();
  if (error instanceof RegistryError || error instanceof RegistryRefusal) return error;
  if (error instanceof Error && error.name === "TimeoutError")
    return new RegistryError(where, { kind: "timeout" }, request.phase, { cause: error });
  const refused = /^Proxy response \((\d{3})\)/.exec(rootMessage(error))?.[1];
  if (refused !== undefined) return refusedByProxy(Number(refused), where, request.phase, error);
  const code = networkCode(error);
  // Without a code it is no failure of the network but a mistake of ours.
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  return new RegistryError(where, { kind: "network", code }, request.phase, { cause: error });
}

/** What a proxy says is about itself, and not about who may use the registry. */
function refusedByProxy(status: number, where: string, phase: Phase, cause: unknown): RegistryError {
  const failure = httpFailure(status, {}, "");
  const verdict = classify(failure, phase);
  const advice = "check HTTPS_PROXY, and NO_PROXY if there is a way without it";
  return new RegistryError(where + byProxy, failure, phase, { cause, verdict: { ...verdict, advice } });
}

/** The end of what says where an error is from, when a proxy refuses to lead there. */
export const byProxy = " by way of the proxy";

/** The message at the bottom of a chain of causes. */
function rootMessage(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? rootMessage(error.cause) : messageOf(error);
}
