import * as core from "@actions/core";
import type { GroupLog } from "../base/log.ts";

/**
 * `text` as lines that a runner prints and never obeys.
 *
 * `core.info` writes its text as it is, and a runner obeys every output line that starts with `::name::`
 * after white space, or holds `##[name]` anywhere (actions/runner, `ActionCommand.cs`). Text from a registry
 * or a file must not reach that, so both are broken by a space, and control characters, which could rewrite
 * a log, become U+FFFD, and so do those that change the order in which it is read.
 */
export function printable(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) =>
    line
      .replace(/[^\P{Cc}\t]|\p{Bidi_C}/gu, "\uFFFD")
      .replace(/^(\s*):(?=:)/, "$1: ")
      .replaceAll("##[", "## ["),
  );
}

function info(text: string): void {
  for (const line of printable(text)) core.info(line);
}

/** The log of the running action. Notices and warnings escape their text themselves. */
export const actionLog: GroupLog = {
  info,
  debug: core.debug,
  notice: (line) => core.notice(line),
  warning: (line) => core.warning(line),
  group(title, lines) {
    core.startGroup(title);
    for (const line of lines) info(line);
    core.endGroup();
  },
};
