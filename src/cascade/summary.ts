import { escapeMarkdown, markdownCode, markdownLink, markdownTable } from "../base/markdown.ts";
import { bounded } from "../base/text.ts";
import { counted } from "../base/words.ts";
import { failuresFirst, mostOfError, whereStopped } from "./report.ts";
import type { Cascaded, State, TemplateResult, WaveReport } from "./result.ts";

const marks: Readonly<Record<State, string>> = {
  updated: "✅",
  unchanged: "✅",
  "pull-request": "📬",
  superseded: "⏭️",
  skipped: "⏭️",
  unwired: "❌",
  unstarted: "❌",
  failed: "❌",
  held: "⏸️",
};
/** A summary holds 1 MiB; a row with its sentence takes at most some 4 KiB. */
const mostRows = 200;

/**
 * The cascade as Markdown for the job summary: failures first, with the sentence that helps.
 *
 * @param shardLine what is said of the shard that was worked on; undefined where that is all
 */
export function summaryOf(cascaded: Cascaded, shardLine?: string): string {
  const { results, waves } = cascaded;
  const stopped = whereStopped(cascaded);
  const sorted = failuresFirst(results);
  const shown = sorted.slice(0, mostRows);
  const done = results.filter(({ failing, state }) => !failing && state !== "held").length;
  const left = results.length - shown.length;
  return [
    `### Cascade: ${done} of ${counted(results.length, "template")}`,
    ...(shardLine === undefined ? [] : [shardLine]),
    ...(stopped === undefined ? [] : [`> ⏸️ ${escapeMarkdown(stopped)}`]),
    ...shown.flatMap(({ template, state, error, failing, warnings }) =>
      // Why templates are held is said once.
      [...(error === null || state === "held" ? [] : [error]), ...warnings].map(
        (sentence) =>
          `> ${failing ? "❌" : "⚠️"} **${escapeMarkdown(bounded(template, 300))}**: ${escapeMarkdown(bounded(sentence, mostOfError))}`,
      ),
    ),
    ...(waves.length === 0 ? [] : [waveTable(waves, results)]),
    table(shown),
    ...(left > 0
      ? [`${counted(left, "more template is", "more templates are")} left out here; the log has all of them.`]
      : []),
  ].join("\n\n");
}

const verdicts: Readonly<Record<WaveReport["verdict"], string>> = {
  built: "✅",
  stopped: "❌",
  held: "⏸️",
  planned: "📝",
};

/** The waves, with how many templates each has, and how many of their builds succeeded. */
function waveTable(waves: readonly WaveReport[], results: readonly TemplateResult[]): string {
  const rows = waves.map(({ number, figure, target, verdict }) => {
    const own = results.filter(({ wave }) => wave === number);
    const built = own.filter(({ run }) => run?.state === "success").length;
    return [
      verdicts[verdict],
      String(number),
      figure,
      String(target),
      String(own.length),
      String(built),
      verdict,
    ];
  });
  return markdownTable([["", "Wave", "Up to", "In all", "Templates", "Built", "Verdict"], ...rows]);
}

function table(results: readonly TemplateResult[]): string {
  const followed = results.some(({ run }) => run !== null);
  const inWaves = results.some(({ wave }) => wave !== null);
  // A run's page says more of time than the cascade does, and both are too wide for the column.
  const head = [
    "",
    ...(inWaves ? ["Wave"] : []),
    "Template",
    "Version",
    "State",
    followed ? "Run" : "Seconds",
  ];
  const rows = results.map((result) => [
    result.failing ? "❌" : marks[result.state] === "❌" ? "⚠️" : marks[result.state],
    ...(inWaves ? [String(result.wave ?? "–")] : []),
    escapeMarkdown(bounded(result.template, 300)),
    versions(result),
    stateOf(result),
    followed
      ? markdownLink(result.run?.state ?? "", result.run?.url ?? null) || "–"
      : result.seconds.toFixed(1),
  ]);
  return markdownTable([head, ...rows]);
}

/** `1.4.1 → 1.4.2`, or what the file holds as before. */
function versions({ from, to }: TemplateResult): string {
  const code = (text: string) => markdownCode(bounded(text, 200));
  return from === to ? code(to) : `${from ? code(from) : "–"} → ${code(to)}`;
}

/** The state, with the pages of what was made: `updated after 2 attempts, 0123456789`. */
function stateOf({ state, attempts, commit, commitUrl, pullRequest }: TemplateResult): string {
  return [
    attempts > 1 ? `${state} after ${attempts} attempts` : state,
    markdownLink(commit?.slice(0, 10) ?? "", commitUrl),
    pullRequest === null ? "" : markdownLink("pull request", pullRequest),
  ]
    .filter((part) => part !== "")
    .join(", ");
}
