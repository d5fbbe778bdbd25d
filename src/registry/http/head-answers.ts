import type { Phase } from "../../retry/classify.ts";
import { RegistryError, verdictOf } from "../errors.ts";

/**
 * What a run has learnt of a registry's answers to HEAD for manifests. Some have no HEAD, or say no by it to what GET
 * gives, as a proxy does that has not fetched it yet.
 */
export interface HeadAnswers {
  /** Somebody has looked at a tag. */
  looked?: boolean;
  /** GET has given what HEAD would not: it is asked alone from now on. */
  useless?: boolean;
  /** Whether GET agreed when HEAD said no: of a manifest that may be absent, and of one that is waited for. */
  agreed?: Map<Phase, Promise<boolean>>;
}

/**
 * What GET tells of a manifest where HEAD has failed.
 *
 * @param settles whether a "no" decides something, so that GET has to agree: once, where it does
 * @throws what HEAD failed with, where GET need not be asked or agrees
 */
export async function afterHead<T>(
  error: unknown,
  answers: HeadAnswers,
  phase: Phase,
  get: () => Promise<T>,
  settles: boolean,
): Promise<T> {
  const absent = isAbsent(error);
  if (absent ? !settles : !isRefused(error)) throw error;
  const instead = async () => {
    const answer = await get();
    answers.useless = true;
    return answer;
  };
  return absent ? settle(error, answers, phase, instead) : instead();
}

async function settle<T>(no: unknown, answers: HeadAnswers, phase: Phase, get: () => Promise<T>): Promise<T> {
  answers.agreed ??= new Map();
  const { agreed } = answers;
  const others = agreed.get(phase);
  if (others && (await others)) throw no;
  const answer = get();
  // Those that come before there is an answer wait for it.
  if (!others)
    agreed.set(
      phase,
      answer.then(() => false, isAbsent),
    );
  return answer.catch((error: unknown) => {
    if (isAbsent(error)) throw no;
    agreed.delete(phase);
    throw error;
  });
}

function isAbsent(error: unknown): boolean {
  return verdictOf(error)?.action === "absent";
}

/**
 * Whether HEAD was refused, which has no body that could tell why: without one GHCR's rate limit looks like any 403, and
 * Artifactory answers HEAD alone with it. A limit is not asked again.
 */
function isRefused(error: unknown): boolean {
  if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
  return error.verdict.action === "fail" && error.failure.status !== 429;
}
