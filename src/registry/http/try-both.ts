import { UserError } from "../../base/errors.ts";
import { RegistryError, RegistryRefusal } from "../errors.ts";
import { byProxy } from "./failed-attempt.ts";

/** What other requests to the same host have shown meanwhile. */
interface Known {
  /** Whether TLS is spoken there. */
  readonly isSecure: () => boolean;
  /** Is told of the origin that has shown itself to be the right one. */
  readonly onSpoken: (origin: string) => void;
}

type Outcome<T> = { readonly answer: T } | { readonly error: unknown };

/** OpenSSL's codes for an answer that is none in TLS, as a server for plain HTTP gives it. */
const noTls = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_HTTP_REQUEST",
]);

/** Failures in which nobody was met: without TLS there may be another way, by a proxy for that alone. */
const unmet = new Set(["ENOTFOUND", "EAI_AGAIN"]);

/** Failures in which nobody was met at the port: without TLS it is another one, where a registry's name has none. */
const unmetAtPort = new Set(["ECONNREFUSED", "ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);

/**
 * Sends a request over HTTPS, and again over plain HTTP where the failure shows that no TLS is spoken there, or that the
 * request has reached nobody who could. Every other failure, such as a connection that breaks off or a certificate that
 * is not trusted, is left as it is.
 *
 * A proxy that cannot be used for HTTPS is no reason not to try the other one.
 */
export async function tryBoth<T>(
  secure: string,
  plain: string,
  to: (origin: string) => Promise<T>,
  { isSecure, onSpoken }: Known,
): Promise<T> {
  const first = await outcomeOf(to(secure));
  if (isAnswered(first)) onSpoken(secure);
  if ("answer" in first) return first.answer;
  const shown = showsNoTls(first);
  if (isSecure() || (!shown && !hasMetNobody(first, isWithoutPort(secure, plain)))) throw first.error;
  const second = await outcomeOf(to(plain));
  // A server for TLS answers 400 to plain HTTP, which is no reason to go on like that.
  const spoken = shown || (isAnswered(second) && statusOf(second) !== 400);
  if (spoken) onSpoken(plain);
  if ("answer" in second) return second.answer;
  throw spoken || !(second.error instanceof RegistryError) ? second.error : first.error;
}

function showsNoTls(outcome: Outcome<unknown>): boolean {
  return noTls.has(codeOf(outcome));
}

function hasMetNobody(outcome: Outcome<unknown>, withoutPort: boolean): boolean {
  const code = codeOf(outcome);
  if ("error" in outcome && outcome.error instanceof UserError) return true;
  return unmet.has(code) || (withoutPort && unmetAtPort.has(code)) || isRefusedByProxy(outcome);
}

/** Whether the two have the ports that their schemes have anyway, and so not the same. */
function isWithoutPort(secure: string, plain: string): boolean {
  return new URL(secure).port === "" && new URL(plain).port === "";
}

function outcomeOf<T>(attempt: Promise<T>): Promise<Outcome<T>> {
  return attempt.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
}

/** Whether the other end has answered, be it with a refusal. */
function isAnswered(outcome: Outcome<unknown>): boolean {
  if ("answer" in outcome) return true;
  const { error } = outcome;
  if (!(error instanceof RegistryError)) return error instanceof RegistryRefusal;
  return ["http", "content"].includes(error.failure.kind) && !isRefusedByProxy(outcome);
}

function codeOf(outcome: Outcome<unknown>): string {
  const error = "error" in outcome ? outcome.error : undefined;
  return error instanceof RegistryError && error.failure.kind === "network" ? error.failure.code : "";
}

function statusOf(outcome: Outcome<unknown>): number | undefined {
  const error = "error" in outcome ? outcome.error : undefined;
  return error instanceof RegistryError && error.failure.kind === "http" ? error.failure.status : undefined;
}

function isRefusedByProxy(outcome: Outcome<unknown>): boolean {
  return (
    "error" in outcome && outcome.error instanceof RegistryError && outcome.error.where.endsWith(byProxy)
  );
}
