import { formatDuration } from "../../base/duration.ts";
import { ReportedError } from "../../base/errors.ts";
import { outputJson } from "../../base/json.ts";
import { textTable } from "../../base/text-table.ts";
import { joined, mostClauses } from "../../base/words.ts";
import type { Phase, TagResult, TargetResult } from "../target.ts";

/** The phases in their order. */
export const phases: readonly Phase[] = ["wait", "soci", "check", "copy", "put", "tag", "verify"];

/** Some targets were not published; the message names each with its reason. */
export class PublishFailed extends ReportedError {
  override readonly name = "PublishFailed";
}

/**
 * The values of the action's outputs.
 *
 * @param all how many targets there are, also in other shards
 */
export function outputsOf(
  results: readonly TargetResult[],
  all: number,
): {
  digest: string | undefined;
  "soci-digest": string | undefined;
  refs: string;
  json: string;
} {
  const held = results.flatMap(({ digest, tags }) =>
    tags.filter(isHeld).map(({ ref, digest: own }) => `${ref}@${own ?? digest}`),
  );
  const only = all === 1 ? results[0] : undefined;
  const holds = (wanted: string | undefined) =>
    only?.tags.some((tag) => isHeld(tag) && (tag.digest ?? only.digest) === wanted) ? wanted : undefined;
  return {
    digest: only?.state === "planned" ? only.digest : holds(only?.digest),
    "soci-digest": holds(only?.soci?.digest),
    // Targets may share a tag.
    refs: [...new Set(held)].join("\n"),
    json: outputJson(
      results.map(({ name, state, digest, platforms, tags, referrers, soci, attempts, seconds, error }) => ({
        name,
        state,
        digest,
        platforms,
        tags,
        referrers,
        soci,
        attempts,
        seconds,
        error,
      })),
    ),
  };
}

const isHeld = ({ state }: TagResult) => state === "published" || state === "unchanged";

/**
 * The run as a table of text: a row a target, a column a phase. Below it stands why targets failed that the error has no
 * room for.
 */
export function logTable(results: readonly TargetResult[]): string[] {
  const used = phases.filter((phase) => results.some((result) => timeOf(result, phase) !== undefined));
  return textTable([
    ["target", "state", ...used, "seconds", "retries", "digest", "platforms"],
    ...results.map((result) => [
      result.name,
      result.state,
      ...used.map((phase) => {
        const time = timeOf(result, phase);
        return time === undefined ? "–" : formatDuration(time);
      }),
      result.seconds.toFixed(1),
      String(retriesOf(result).length),
      result.digest ?? "–",
      result.platforms.join(", ") || "–",
    ]),
  ]).concat(failuresIn(results).slice(mostClauses).map(sentenceOf));
}

const failuresIn = (results: readonly TargetResult[]) =>
  results.filter(({ state }) => state === "failed" || state === "cancelled");

const sentenceOf = ({ name, error }: TargetResult) => `${name}: ${error}`;

/** Milliseconds a target spent in a phase; undefined when it did not come to it. */
export function timeOf(result: TargetResult, phase: Phase): number | undefined {
  const records = result.phases.filter((record) => record.phase === phase);
  return records.length === 0 ? undefined : records.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** The reasons of all retries a target needed. */
export function retriesOf(result: TargetResult): string[] {
  return result.phases.flatMap(({ retries }) => retries);
}

/**
 * Fails the run when any target was not published.
 *
 * @throws {PublishFailed} naming such targets with their reasons, the first ten of them; a defect of ours is thrown as it is
 */
export function requireAll(results: readonly TargetResult[]): void {
  for (const { bug } of results) if (bug !== undefined) throw bug;
  const failed = failuresIn(results);
  const [only] = failed;
  if (!only) return;
  if (results.length === 1) throw new PublishFailed(only.error ?? "the image was not published");
  throw new PublishFailed(
    `${failed.length} of ${results.length} targets ${failed.length === 1 ? "was" : "were"} not published: ${joined(failed.map(sentenceOf))}`,
  );
}
