import * as core from "@actions/core";
import { messageOf, ReportedError } from "../base/errors.ts";
import { bounded } from "../base/text.ts";
import { actionLog, annotated, mostOfAnnotation } from "./log.ts";

/** Reports that a run was cancelled by a signal, and what the work said to that. */
export function reportCancelled(by: string, error: unknown): void {
  const said = error instanceof ReportedError ? `: ${oneLine(error.message)}` : " before the work was done";
  core.error(annotated(`cancelled by ${by}${said}`));
}

/** Reports an error in its own sentence or, if that is not enough, as a bug with its stack in a folded group. */
export function reportError(error: unknown): void {
  const errors = unrolled(error);
  const message = oneLine(errors.map(messageOf).join("; "));
  if (errors.every((one) => one instanceof ReportedError)) {
    // The log has room for what an annotation has not.
    if (message.length > mostOfAnnotation) actionLog.info(message);
    core.error(annotated(message));
    if (core.isDebug()) actionLog.debug(stacksOf(error).join("\n"));
  } else {
    core.error(
      annotated(
        `unexpected: ${bounded(message, 3_000)}; this is a bug in the action, report it with the stack in the log`,
      ),
    );
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
