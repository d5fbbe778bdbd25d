import { ReportedError } from "../base/errors.ts";
import { outputJson } from "../base/json.ts";
import { bounded } from "../base/text.ts";
import { textTable } from "../base/text-table.ts";
import { counted, joined, mostClauses } from "../base/words.ts";
import type { Cascaded, TemplateResult } from "./result.ts";

/** Some templates failed; the message names them with their reasons. */
export class CascadeFailed extends ReportedError {
  override readonly name = "CascadeFailed";
}

/** Longer sentences are cut, as servers may have a part in them. */
export const mostOfError = 500;

/** The values of the action's outputs. */
export function outputsOf(results: readonly TemplateResult[]): {
  updated: string;
  unchanged: string;
  superseded: string;
  skipped: string;
  held: string;
  failed: string;
  json: string;
} {
  const lines = (which: (result: TemplateResult) => boolean) =>
    results
      .filter(which)
      .map(({ template }) => template)
      .join("\n");
  return {
    updated: lines(({ state }) => state === "updated"),
    unchanged: lines(({ state }) => state === "unchanged"),
    superseded: lines(({ state }) => state === "superseded"),
    skipped: lines(({ state }) => state === "skipped"),
    held: lines(({ state }) => state === "held"),
    failed: lines(({ failing }) => failing),
    json: outputJson(
      results.map(
        ({
          template,
          state,
          branch,
          from,
          to,
          commit,
          pullRequest,
          attempts,
          seconds,
          run,
          wave,
          error,
        }) => ({
          template,
          state,
          branch,
          from,
          to,
          commit,
          pullRequest,
          attempts,
          seconds: Math.round(seconds * 10) / 10,
          run,
          wave,
          error,
        }),
      ),
    ),
  };
}

/** Those that fail the step first; otherwise as they came. */
export function failuresFirst(results: readonly TemplateResult[]): TemplateResult[] {
  return [...results].sort((a, b) => Number(b.failing) - Number(a.failing));
}

/**
 * The cascade as a table of text: a row a template, failures first. Below it stands why templates failed that the error
 * has no room for.
 */
export function logTable(results: readonly TemplateResult[]): string[] {
  const followed = results.some(({ run }) => run !== null);
  const inWaves = results.some(({ wave }) => wave !== null);
  return textTable([
    [
      ...(inWaves ? ["wave"] : []),
      "template",
      "from → to",
      "state",
      "commit",
      "attempts",
      "seconds",
      ...(followed ? ["run"] : []),
    ],
    ...failuresFirst(results).map((result) => [
      ...(inWaves ? [String(result.wave ?? "–")] : []),
      result.template,
      `${result.from || "–"} → ${result.to}`,
      result.state,
      // A pull request is where its commit is to be read.
      result.pullRequest ?? result.commitUrl ?? "–",
      String(result.attempts),
      result.seconds.toFixed(1),
      ...(followed ? [result.run?.state ?? "–"] : []),
    ]),
  ]).concat(
    results
      .filter(({ failing }) => failing)
      .slice(mostClauses)
      .map(sentenceOf),
  );
}

const sentenceOf = ({ template, state, error }: TemplateResult) =>
  `${template}: ${bounded(error ?? state, mostOfError)}`;

/** How far a roll-out came that stopped; undefined for any other cascade. */
export function whereStopped({ results, waves }: Cascaded): string | undefined {
  const held = results.filter(({ state }) => state === "held").length;
  const rest = held === 0 ? "" : ` and ${counted(held, "template is", "templates are")} held`;
  const last = waves.find(({ verdict }) => verdict === "stopped");
  if (last !== undefined)
    return `the roll-out stopped at wave ${last.number} of ${waves.length} (${last.figure})${rest}`;
  return held === 0 ? undefined : `the roll-out has not begun${rest}`;
}

/**
 * Fails the step when any template calls for it.
 *
 * @throws {CascadeFailed} naming such templates with their reasons, the first ten of them; a defect of ours is thrown
 * as it is
 */
export function requireAll(cascaded: Cascaded): void {
  const { results } = cascaded;
  for (const { bug } of results) if (bug !== undefined) throw bug;
  const failed = results.filter(({ failing }) => failing);
  if (failed.length === 0) return;
  const named = joined(failed.map(sentenceOf));
  if (results.length === 1) throw new CascadeFailed(named);
  const what = whereStopped(cascaded) ?? `${failed.length} of ${results.length} templates failed`;
  throw new CascadeFailed(`${what}: ${named}`);
}
