import { formatDuration } from "../base/duration.ts";
import { messageOf, ReportedError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Digest } from "../image/digest.ts";
import { formatReference, type Reference } from "../image/reference.ts";
import type { Client } from "../registry/client.ts";
import type { ManifestHead } from "../registry/manifests.ts";
import { NotReadable } from "../registry/not-readable.ts";
import type { PollNote } from "../registry/patience.ts";
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

/** Milliseconds that a wait goes on after something failed for good. */
const lastMoment = 1_000;

/** What every reference of a run shares. */
interface Kit {
  readonly client: Client;
  readonly waiter: Waiter;
  readonly log: Log;
  readonly options: WaitOptions;
  /** When the wait began, on the client's clock. */
  readonly start: number;
  /** Ends the wait for all. */
  readonly stop: AbortController;
  /** Aborted with the run, and by `stop`. */
  readonly context: RequestContext;
}

/**
 * Waits until all references are readable. What no waiting mends, such as refused credentials, ends the wait for
 * all of them within a second. Results come in the order of the references.
 */
export async function waitForRefs(
  references: readonly Reference[],
  client: Client,
  options: WaitOptions,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<RefResult[]> {
  for (const reference of references) client.declare(reference, ["pull"]);
  const stop = new AbortController();
  const context = { signal: AbortSignal.any([signal, stop.signal]) };
  const start = client.clock.now();
  const kit: Kit = { client, waiter: new Waiter(client), log, options, start, stop, context };
  return Promise.all(references.map((reference) => waitForRef(reference, kit)));
}

async function waitForRef(reference: Reference, kit: Kit): Promise<RefResult> {
  const { log, context } = kit;
  const ref = formatReference(reference);
  const pending = new PendingRef(ref, log);
  try {
    const { digest } = await untilReadable(reference, kit, (note) => pending.note(note));
    const resolved = reference.digest ? "" : ` = ${digest}`;
    log.info(`ready    ${ref}${resolved}, ${formatDuration(kit.client.clock.now() - kit.start)}`);
    return { ...endOf(reference, kit), digest, state: "ready" };
  } catch (error) {
    if (context.signal.aborted)
      return { ...endOf(reference, kit), state: "pending", error: pending.sentence };
    if (error instanceof NotReadable)
      return { ...endOf(reference, kit), state: "pending", error: error.message };
    if (!(error instanceof ReportedError)) throw error;
    stopSoon(kit, error);
    log.info(`failed   ${ref}: ${messageOf(error)}`);
    return { ...endOf(reference, kit), state: "failed", error: messageOf(error) };
  }
}

function untilReadable(
  reference: Reference,
  { waiter, options, start, context }: Kit,
  onPending: (note: PollNote) => void,
): Promise<ManifestHead> {
  const patience = { start, timeout: options.timeout, onPending };
  const name = nameIn(reference);
  return options.deep
    ? deepReady(waiter, reference, name, context, patience)
    : waiter.ready(reference, name, context, patience);
}

/** What is told of a reference however its wait ended. */
function endOf(reference: Reference, { client, waiter, start }: Kit): Omit<RefResult, "state"> {
  return {
    ref: formatReference(reference),
    ...(reference.digest && { digest: reference.digest }),
    seconds: Math.round((client.clock.now() - start) / 100) / 10,
    polls: waiter.polls(reference, nameIn(reference)),
  };
}

function nameIn({ digest, tag = "" }: Reference): string {
  return digest ?? tag;
}

/** Ends the wait in a moment: until then the others come to their own end, so that one run names all that is amiss. */
function stopSoon({ client, stop, context }: Kit, reason: unknown): void {
  client.clock.sleep(lastMoment, context.signal).then(
    () => stop.abort(reason),
    () => {},
  );
}

/** Keeps and now and then tells what a reference is waiting for. */
class PendingRef {
  /** What is to be said of it where the wait ends now. */
  sentence: string;
  readonly #log: Log;

  constructor(ref: string, log: Log) {
    this.sentence = `${ref} was still being asked for`;
    this.#log = log;
  }

  note({ reference, reason, polls }: PollNote): void {
    this.sentence = `${reference} is not readable; the last answer was ${reason}`;
    if (polls === 1 || polls % 6 === 0) this.#log.info(`waiting  ${reference}: ${reason}`);
  }
}
