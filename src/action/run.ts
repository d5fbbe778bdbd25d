import "./node-version.ts";
import * as core from "@actions/core";
import { messageOf, ReportedError } from "../base/errors.ts";
import type { GroupLog } from "../base/log.ts";
import { actionLog } from "./log.ts";

/** What `run` hands to an action. */
export interface ActionContext {
  /** Aborted, with an `AbortError` as its reason, as soon as the run is cancelled. */
  readonly signal: AbortSignal;
  readonly log: GroupLog;
}

const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** How long a cancelled action may take to settle, in ms. GitHub kills 10 s after its SIGINT. */
const graceMs = 3_000;

/** How long open handles may keep a finished action alive, in ms. */
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
 * Never rejects. The process ends by itself once nothing is left to do; it is ended when handles, such as
 * the socket of a reply that nobody read, would keep it alive for longer than a second.
 */
export async function run(main: (context: ActionContext) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  let ended = false;
  let cancelled: { by: string; exitCode: number } | undefined;

  function end(exitCode: number, report?: () => void): void {
    if (ended) return;
    ended = true;
    process.exitCode = exitCode;
    report?.();
    if (exitCode !== 0 && process.stdout.isTTY) setTimeout(() => {}, readingMs);
    setTimeout(() => {
      core.debug(`still open: ${process.getActiveResourcesInfo().join(", ")}`);
      process.exit();
    }, lingerMs).unref();
  }

  function fail(error: unknown): void {
    if (cancelled) {
      const { by, exitCode } = cancelled;
      end(exitCode, () => core.error(sentenceOfCancelled(by, error)));
    } else end(1, () => report(error));
  }

  function stop(error: unknown): void {
    if (ended) return;
    abort.abort(error);
    setTimeout(() => {
      fail(new ReportedError(`some work went on for ${graceMs / 1_000} s`));
      process.exit();
    }, graceMs).unref();
  }

  for (const [by, exitCode] of Object.entries(signals)) {
    process.on(by, () => {
      if (ended) process.exit();
      if (cancelled) process.exit(exitCode);
      cancelled = { by, exitCode };
      stop(new DOMException(`cancelled by ${by}`, "AbortError"));
    });
  }
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    process.on(event, (error: unknown) => {
      // Work that was cut off may well reject with nobody listening.
      if (cancelled) return;
      fail(error);
      stop(error);
    });
  }
  process.on("beforeExit", () => fail(new Error("nothing is left to wait for, and the work is not done")));

  try {
    await main({ signal: abort.signal, log: actionLog });
    if (cancelled) fail(abort.signal.reason);
    else end(0);
  } catch (error) {
    fail(error);
  }
}

function sentenceOfCancelled(by: string, error: unknown): string {
  return `cancelled by ${by}${error instanceof ReportedError ? `: ${oneLine(error.message)}` : " before the work was done"}`;
}

function report(error: unknown): void {
  const errors = unrolled(error);
  const message = oneLine(errors.map(messageOf).join("; "));
  if (errors.every((one) => one instanceof ReportedError)) {
    core.error(message);
    if (core.isDebug()) core.debug(stacksOf(error).join("\n"));
  } else {
    core.error(`unexpected: ${message}; this is a bug in the action, report it with the stack in the log`);
    actionLog.group("Stack", stacksOf(error));
  }
}

/** The errors an AggregateError holds, at any depth; any other error alone. */
function unrolled(error: unknown): unknown[] {
  return error instanceof AggregateError && error.errors.length > 0
    ? error.errors.flatMap(unrolled)
    : [error];
}

/** The stacks of `error`, of the errors it holds and of what caused them. */
function stacksOf(error: unknown, seen = new Set<unknown>()): string[] {
  if (!(error instanceof Error) || seen.has(error)) return [messageOf(error)];
  seen.add(error);
  return [
    error.stack ?? error.message,
    ...(error instanceof AggregateError ? error.errors : []).flatMap((one) => stacksOf(one, seen)),
    ...(error.cause === undefined ? [] : ["caused by:", ...stacksOf(error.cause, seen)]),
  ];
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*[\n\r]\s*/g, " ");
}
