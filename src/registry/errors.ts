import { ReportedError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { bounded, oneLine } from "../base/text.ts";
import { classify, type Phase, type Verdict } from "../retry/classify.ts";
import type { Failure } from "../retry/failure.ts";
import { retryAfter, serverTime } from "../retry/retry-after.ts";
import type { AnswerHeaders } from "./http/exchange.ts";

/** A failed attempt at a request to a registry, with what it means. */
export class RegistryError extends ReportedError {
  override readonly name = "RegistryError";
  /** `METHOD host/path`, never with a query, which may carry a signature. */
  readonly where: string;
  readonly failure: Failure;
  readonly phase: Phase;
  readonly verdict: Verdict;
  /** The `WWW-Authenticate` of the answer, where there was one. */
  readonly challenge: string | undefined;

  constructor(
    where: string,
    failure: Failure,
    phase: Phase,
    more: {
      readonly challenge?: string | undefined;
      readonly cause?: unknown;
      /** Where more is known than the failure tells. */
      readonly verdict?: Verdict;
    } = {},
  ) {
    const { verdict = classify(failure, phase) } = more;
    super(sentence(where, failure, verdict), { cause: more.cause });
    this.challenge = more.challenge;
    this.where = where;
    this.failure = failure;
    this.phase = phase;
    this.verdict = verdict;
  }
}

/** The verdict on anything thrown: undefined for what is no failed attempt at a request. */
export function verdictOf(error: unknown): Verdict | undefined {
  return error instanceof RegistryError ? error.verdict : undefined;
}

/** An answer, or undefined where the registry says that there is no such thing. */
export async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (verdictOf(error)?.action === "absent") return undefined;
    throw error;
  }
}

/** Something about a registry that no retry mends, such as a redirect that may not be followed. */
export class RegistryRefusal extends ReportedError {
  override readonly name = "RegistryRefusal";
}

const longestMessage = 300;

function sentence(where: string, failure: Failure, { reason, advice }: Verdict): string {
  const said = failure.kind === "http" ? messageIn(failure.body) : undefined;
  return `${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`;
}

/** Reads an error answer into a {@link Failure}. Its body is data from the network: it is cut, and made one line. */
export function httpFailure(status: number, headers: AnswerHeaders, body: string): Failure {
  const code = codeIn(body);
  const wait = retryAfter(headers["retry-after"], body, serverTime(headers.date, Date.now()));
  return {
    kind: "http",
    status,
    body,
    ...(code !== undefined && { code }),
    ...(wait !== undefined && { retryAfter: wait }),
  };
}

function firstError(body: string): Record<string, unknown> | undefined {
  const parsed = parseJson(body);
  const errors = isRecord(parsed) && Array.isArray(parsed.errors) ? parsed.errors : [];
  return isRecord(errors[0]) ? errors[0] : undefined;
}

function codeIn(body: string): string | undefined {
  const code = firstError(body)?.code;
  return typeof code === "string" && /^[\w-]{1,64}$/.test(code) ? code.toUpperCase() : undefined;
}

/** The start of plain text: no JSON, no web page, and more than the one word that Gitea says, a name of its own code. */
const isWords = /^\s*[^\s<{["]\S*\s+\S/;

/** What an error says: the message of a registry's, or the whole of a plain text, such as that of a front end. */
function messageIn(body: string): string | undefined {
  const message = firstError(body)?.message ?? (isWords.test(body) ? body : undefined);
  return typeof message === "string" ? bounded(oneLine(message), longestMessage) || undefined : undefined;
}
