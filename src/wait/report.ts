import { ReportedError } from "../base/errors.ts";
import { escapeMarkdown, markdownCode, markdownTable } from "../base/markdown.ts";
import { textTable } from "../base/text-table.ts";
import type { RefResult } from "./wait.ts";

/** Not everything is readable; the message names every laggard with its last answer. */
export class WaitFailed extends ReportedError {
  override readonly name = "WaitFailed";
}

/** The values of the action's outputs; `elapsed` is in seconds. */
export function outputsOf(
  results: readonly RefResult[],
  elapsed: number,
): { refs: string; json: string; elapsed: string } {
  return {
    refs: results
      .flatMap(({ ref, state, digest }) => (state === "ready" && digest ? [resolved(ref, digest)] : []))
      .join("\n"),
    json: JSON.stringify(
      results.map(({ ref, state, digest, seconds, polls, error }) => ({
        ref,
        state,
        digest,
        seconds,
        polls,
        error,
      })),
    ),
    elapsed: elapsed.toFixed(1),
  };
}

function resolved(ref: string, digest: string): string {
  const name = ref.replace(/@.*$/, "");
  return `${name.replace(/:[^/:]*$/, "")}@${digest}`;
}

export function logTable(results: readonly RefResult[]): string[] {
  return textTable([
    ["state", "seconds", "polls", "reference"],
    ...results.map(({ ref, state, seconds, polls }) => [state, seconds.toFixed(1), String(polls), ref]),
  ]);
}

/** The wait as Markdown for the job summary: what is not readable first. */
export function summaryOf(results: readonly RefResult[]): string {
  const sorted = [...results].sort((a, b) => Number(a.state === "ready") - Number(b.state === "ready"));
  const ready = results.filter(({ state }) => state === "ready").length;
  return [
    `### Wait: ${ready} of ${results.length} ${results.length === 1 ? "reference" : "references"} readable`,
    "",
    markdownTable([
      ["", "Reference", "Seconds", "Polls", ""],
      ...sorted.map(({ ref, state, seconds, polls, error }) => [
        state === "ready" ? "✅" : "❌",
        markdownCode(ref),
        seconds.toFixed(1),
        String(polls),
        escapeMarkdown(error ?? ""),
      ]),
    ]),
  ].join("\n");
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
