import { escapeMarkdown, markdownCode, markdownTable } from "../base/markdown.ts";
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
  return markdownTable([["", "Wave", "By then", "Have it", "Templates", "Built", "Verdict"], ...rows]);
}

function table(results: readonly TemplateResult[]): string {
  const followed = results.some(({ run }) => run !== null);
  const inWaves = results.some(({ wave }) => wave !== null);
  const head = [
    "",
    ...(inWaves ? ["Wave"] : []),
    "Template",
    "From",
    "To",
    "State",
    "Commit",
    "Attempts",
    "Seconds",
    ...(followed ? ["Run"] : []),
  ];
  const rows = results.map((result) => [
    result.failing ? "❌" : marks[result.state] === "❌" ? "⚠️" : marks[result.state],
    ...(inWaves ? [String(result.wave ?? "–")] : []),
    escapeMarkdown(bounded(result.template, 300)),
    version(result.from),
    version(result.to),
    result.state,
    [
      link(result.commit?.slice(0, 10), result.commitUrl),
      link(result.pullRequest === null ? undefined : "pull request", result.pullRequest),
    ]
      .filter(Boolean)
      .join(" ") || "–",
    String(result.attempts),
    result.seconds.toFixed(1),
    ...(followed ? [link(result.run?.state, result.run?.url ?? null) || "–"] : []),
  ]);
  return markdownTable([head, ...rows]);
}

function version(text: string | null): string {
  return text ? markdownCode(bounded(text, 200)) : "–";
}

/** A link where the address is one of the web; else the text alone, and nothing where there is none. */
function link(text: string | undefined, url: string | null): string {
  if (!text) return "";
  const shown = escapeMarkdown(bounded(text, 100));
  if (url === null || url.length > 2_000 || !isWeb(url)) return shown;
  return `<a href="${escapeMarkdown(new URL(url).href)}">${shown}</a>`;
}

function isWeb(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}
