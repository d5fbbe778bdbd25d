import { formatDuration } from "../base/duration.ts";
import { messageOf, ReportedError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Digest } from "../image/digest.ts";
import { formatReference, type Reference } from "../image/reference.ts";
import type { Client } from "../registry/client.ts";
import { NotReadable } from "../registry/not-readable.ts";
import type { RequestContext } from "../registry/request-context.ts";
import { Waiter } from "../registry/waiter.ts";
import { deepReady } from "./deep.ts";

/** What became of one reference: `pending` was not readable when the wait ended. */
export interface RefResult {
  /** As it was asked for. */
  readonly ref: string;
  readonly state: "ready" | "pending" | "failed";
  /** What it resolved to, or was asked for as. */
  readonly digest?: Digest;
  readonly seconds: number;
  /** How often the reference itself was asked for. */
  readonly polls: number;
  /** One sentence. */
  readonly error?: string;
}

export interface WaitOptions {
  /** Milliseconds for the whole wait. */
  readonly timeout: number;
  /** Whether the children of an index count too. */
  readonly deep: boolean;
}

/** Not everything is readable; the message names every laggard with its last answer. */
export class WaitFailed extends ReportedError {
  override readonly name = "WaitFailed";
}

/** Milliseconds that a wait goes on after something failed for good. */
const lastMoment = 1_000;

/**
 * Waits until all references are readable. What no waiting mends, such as refused credentials, ends the wait for
 * all of them within a second. Results come in the order of the references.
 */
export async function waitForRefs(
  references: readonly Reference[],
  client: Client,
  { timeout, deep }: WaitOptions,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<RefResult[]> {
  const waiter = new Waiter(client);
  for (const reference of references) client.declare(reference, ["pull"]);
  const start = client.clock.now();
  const stop = new AbortController();
  const context: RequestContext = { signal: AbortSignal.any([signal, stop.signal]) };
  const last = new Map<string, string>();
  const results = await Promise.all(
    references.map(async (reference): Promise<RefResult> => {
      const ref = formatReference(reference);
      const name = reference.digest ?? reference.tag ?? "";
      const patience = {
        start,
        timeout,
        onPending: (note: { reference: string; reason: string; polls: number }) => {
          last.set(ref, `${note.reference} is not readable; the last answer was ${note.reason}`);
          if (note.polls === 1 || note.polls % 6 === 0)
            log.info(`waiting  ${note.reference}: ${note.reason}`);
        },
      };
      const ended = () => ({
        ref,
        ...(reference.digest && { digest: reference.digest }),
        seconds: Math.round((client.clock.now() - start) / 100) / 10,
        polls: waiter.polls(reference, name),
      });
      try {
        const { digest } = await (deep
          ? deepReady(waiter, reference, name, context, patience)
          : waiter.ready(reference, name, context, patience));
        log.info(
          `ready    ${ref}${reference.digest ? "" : ` = ${digest}`}, ${formatDuration(client.clock.now() - start)}`,
        );
        return { ...ended(), digest, state: "ready" };
      } catch (error) {
        if (context.signal.aborted)
          return { ...ended(), state: "pending", error: last.get(ref) ?? `${ref} was still being asked for` };
        if (error instanceof NotReadable) return { ...ended(), state: "pending", error: error.message };
        if (!(error instanceof ReportedError)) throw error;
        // The others have a moment to come to their own end, so that one run names all that is to be mended.
        client.clock.sleep(lastMoment, context.signal).then(
          () => stop.abort(error),
          () => {},
        );
        log.info(`failed   ${ref}: ${messageOf(error)}`);
        return { ...ended(), state: "failed", error: messageOf(error) };
      }
    }),
  );
  return results;
}

/**
 * Fails the run when anything is not readable.
 *
 * @throws {WaitFailed} naming what failed for good, or else every laggard
 */
export function requireReady(results: readonly RefResult[]): void {
  const failed = results.filter(({ state }) => state === "failed");
  const blamed = failed.length > 0 ? failed : results.filter(({ state }) => state === "pending");
  if (blamed.length === 0) return;
  const errors = [...new Set(blamed.map(({ error }) => error))].join("; ");
  throw new WaitFailed(
    results.length === 1
      ? errors
      : `${blamed.length} of ${results.length} references are not readable: ${errors}`,
  );
}
