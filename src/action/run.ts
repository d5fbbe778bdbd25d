import "./node-version.ts";
import { setMaxListeners } from "node:events";
import * as core from "@actions/core";
import { ReportedError } from "../base/errors.ts";
import type { GroupLog } from "../base/log.ts";
import { actionLog } from "./log.ts";
import { reportCancelled, reportError } from "./report-error.ts";

/** What `run` hands to an action. */
export interface ActionContext {
  /** Aborted, with an `AbortError` as its reason, as soon as the run is cancelled or has failed. */
  readonly signal: AbortSignal;
  readonly log: GroupLog;
}

/** The signals that cancel a run, and with which code the process then ends. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** How long a cancelled action may take to settle, in ms. GitHub kills 10 s after its SIGINT. */
const graceMs = 3_000;

/** How long open handles, or work that is being cut off, may keep a finished action alive, in ms. */
const lingerMs = 1_000;

/**
 * How long a failed action stays on a terminal, in ms. act (0.2.89, seen) gives every step one, and closes it as soon as
 * a process has failed, with what it has not read yet: the error would be lost.
 */
const readingMs = 250;

/**
 * Runs an action to its end and turns whatever happens into what a runner understands.
 *
 * - A {@link ReportedError}, such as a mistake in an input, becomes one error annotation with its sentence.
 * - Any other error is a bug: one annotation that says so, and the stack in a folded group.
 * - SIGINT, SIGTERM or SIGHUP abort the context's signal at once; the run then fails with one sentence that
 *   names the signal, when `main` has settled or after 3 s. A second signal ends the process immediately.
 *
 * A failure aborts the signal too, once it is told: what `main` has left under way has nobody to report to, such as the
 * other half of work done in parallel, or a second that was to be waited for.
 *
 * Never rejects. The process ends by itself once nothing is left to do; it is ended when handles, such as
 * the socket of a reply that nobody read, would keep it alive for longer than a second.
 */
export async function run(main: (context: ActionContext) => Promise<void>): Promise<void> {
  const ending = new Ending();
  for (const [signal, exitCode] of Object.entries(exitCodes))
    process.on(signal, () => ending.cancel(signal, exitCode));
  for (const event of ["uncaughtException", "unhandledRejection"])
    process.on(event, (error: unknown) => ending.crash(error));
  process.on("beforeExit", () =>
    ending.fail(new Error("nothing is left to wait for, and the work is not done")),
  );
  try {
    await main({ signal: ending.signal, log: actionLog });
    ending.succeed();
  } catch (error) {
    ending.fail(error);
  }
}

/** How a run ends: once, in the way that comes first. */
class Ending {
  readonly #abort = new AbortController();
  #cancelled: { readonly by: string; readonly exitCode: number } | undefined;
  #ended = false;

  constructor() {
    // Every request under way listens; Node.js before 24 takes more than ten listeners for a leak, and warns.
    setMaxListeners(0, this.#abort.signal);
  }

  /** Aborted as soon as the run is cancelled or has failed. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The work is done. If the run is cancelled, it was cut short and did not mind. */
  succeed(): void {
    if (this.#cancelled) this.fail(this.signal.reason);
    else this.#end(0, () => {});
  }

  /** The work has failed; if the run is cancelled, because of that. */
  fail(error: unknown): void {
    if (this.#cancelled) {
      const { by, exitCode } = this.#cancelled;
      this.#end(exitCode, () => reportCancelled(by, error));
    } else this.#end(1, () => reportError(error));
  }

  /** An error reached nobody. Work that was cut off may well reject with nobody listening. */
  crash(error: unknown): void {
    if (!this.#cancelled) this.fail(error);
  }

  /** The run is to stop: in a while the first time, at once the second, or when it has ended anyway. */
  cancel(by: string, exitCode: number): void {
    if (this.#ended) process.exit();
    if (this.#cancelled) process.exit(exitCode);
    this.#cancelled = { by, exitCode };
    this.#stop(`cancelled by ${by}`);
    setTimeout(() => {
      this.fail(new ReportedError(`some work went on for ${graceMs / 1_000} s`));
      process.exit();
    }, graceMs).unref();
  }

  #end(exitCode: number, report: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    process.exitCode = exitCode;
    report();
    if (exitCode !== 0) {
      this.#stop("the run has failed");
      if (process.stdout.isTTY) setTimeout(() => {}, readingMs);
    }
    setTimeout(() => {
      core.debug(`still open: ${process.getActiveResourcesInfo().join(", ")}`);
      process.exit();
    }, lingerMs).unref();
  }

  #stop(why: string): void {
    this.#abort.abort(new DOMException(why, "AbortError"));
  }
}
