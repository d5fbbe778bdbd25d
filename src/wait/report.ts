import { ReportedError } from "../base/errors.ts";
import { outputJson } from "../base/json.ts";
import { escapeMarkdown, markdownCode, markdownTable } from "../base/markdown.ts";
import { textTable } from "../base/text-table.ts";
import { counted, joined, mostClauses } from "../base/words.ts";
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
    json: outputJson(
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

/** The wait as a table of text. Below it stands why references are not readable that the error has no room for. */
export function logTable(results: readonly RefResult[]): string[] {
  return textTable([
    ["state", "seconds", "polls", "reference"],
    ...results.map(({ ref, state, seconds, polls }) => [state, seconds.toFixed(1), String(polls), ref]),
  ]).concat([...new Set(blamedIn(results).map(sentenceOf))].slice(mostClauses));
}

/** What failed for good, or else every laggard. */
function blamedIn(results: readonly RefResult[]): readonly RefResult[] {
  const failed = results.filter(({ state }) => state === "failed");
  return failed.length > 0 ? failed : results.filter(({ state }) => state === "pending");
}

const sentenceOf = ({ ref, error }: RefResult) => error ?? `${ref} is not readable`;

/**
 * The wait as Markdown for the job summary: what is not readable first, with the sentence that helps. Its table is narrow
 * enough for a column of 700 pixels; whole references stand below it.
 *
 * @param shardLine what is said of the shard that was waited for; undefined where that is all
 */
export function summaryOf(results: readonly RefResult[], shardLine?: string): string {
  const sorted = [...results].sort((a, b) => Number(a.state === "ready") - Number(b.state === "ready"));
  const ready = results.filter(({ state }) => state === "ready").length;
  const { refs } = outputsOf(results, 0);
  return [
    `### Wait: ${ready} of ${counted(results.length, "reference")} readable`,
    ...(shardLine === undefined ? [] : [shardLine]),
    ...sorted.flatMap(({ state, error }) =>
      state === "ready" || error === undefined ? [] : [`> ❌ ${escapeMarkdown(error)}`],
    ),
    markdownTable([
      ["", "Reference", "Seconds", "Polls"],
      ...sorted.map(({ ref, state, seconds, polls }) => [
        state === "ready" ? "✅" : "❌",
        markdownCode(shortReference(ref)),
        seconds.toFixed(1),
        String(polls),
      ]),
    ]),
    // A fence, as the forges put a button beside it that copies what it holds.
    ...(refs === ""
      ? []
      : [`<details><summary>Digests</summary>\n\n\`\`\`text\n${refs}\n\`\`\`\n\n</details>`]),
  ].join("\n\n");
}

/** A reference as the table has room for it, with the start of its digest. */
const shortReference = (ref: string) => ref.replace(/(?<=@\w+:[0-9a-f]{12})[0-9a-f]+$/, "");

/**
 * Fails the run when anything is not readable.
 *
 * @throws {WaitFailed} naming what failed for good, or else the laggards, the first ten of them
 */
export function requireReady(results: readonly RefResult[]): void {
  const blamed = blamedIn(results);
  if (blamed.length === 0) return;
  const errors = joined([...new Set(blamed.map(sentenceOf))]);
  throw new WaitFailed(
    results.length === 1
      ? errors
      : `${blamed.length} of ${results.length} references ${blamed.length === 1 ? "is" : "are"} not readable: ${errors}`,
  );
}
