import * as core from "@actions/core";
import type { GroupLog } from "../base/log.ts";
import { fit, linesOf } from "../base/text.ts";

/** GitHub's runner cuts an annotation after 4,096 characters (`_maxIssueMessageLength` in `ExecutionContext.cs`). */
export const mostOfAnnotation = 4_000;

/** `text` without what GitHub's runner obeys anywhere in a line. */
export function broken(text: string): string {
  return text.replaceAll("##[", "## [");
}

/**
 * `text` as lines that a runner prints and never obeys.
 *
 * `core.info` writes its text as it is, and a runner obeys every output line that starts with `::name::`
 * after white space, or holds `##[name]` anywhere (actions/runner, `ActionCommand.cs`). Text from a registry
 * or a file must not reach that, so both are broken by a space.
 */
export function printable(text: string): string[] {
  return linesOf(text).map((line) => broken(line.replace(/^(\s*):(?=:)/, "$1: ")));
}

/** `text` as it is fit for an annotation, whose lines `@actions/core` escapes. */
export function annotated(text: string): string {
  return fit(broken(linesOf(text, mostOfAnnotation).join("\n")), mostOfAnnotation);
}

function info(text: string): void {
  for (const line of printable(text)) core.info(line);
}

/** The log of the running action. */
export const actionLog: GroupLog = {
  info,
  debug: (line) => core.debug(linesOf(line).join("\n")),
  notice: (line) => core.notice(annotated(line)),
  warning: (line) => core.warning(annotated(line)),
  group(title, lines) {
    core.startGroup(annotated(title));
    for (const line of lines) info(line);
    core.endGroup();
  },
};
