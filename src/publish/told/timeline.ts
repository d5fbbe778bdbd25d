import { cleaned } from "../../base/text.ts";
import type { PhaseRecord, TargetResult } from "../target.ts";

/** Mermaid refuses larger diagrams, and nobody reads them. */
const mostSections = 40;
/** Characters of a name at the left. */
const mostOfName = 28;
/** Pixels of the bars' part, of a character at the left, and of one within a bar, as Mermaid draws at 700 pixels. */
const [barsWidth, nameLetter, barLetter] = [500, 7, 7];
/** Pixels that a bar takes at least: less is not seen, and holds not even a dot. */
const narrowest = 8;
const mostTicks = 8;

/**
 * What each target did when, as a Mermaid gantt that fits a column of 700 pixels: a row a target, its phases beside each
 * other, named where the name fits. Empty where nothing was begun.
 */
export function timelineOf(results: readonly TargetResult[]): string {
  const shown = results.filter(({ phases }) => phases.length > 0).slice(0, mostSections);
  if (shown.length === 0) return "";
  const records = shown.flatMap(({ phases }) => phases);
  const origin = Math.min(...records.map(({ start }) => start));
  const length = Math.max(1, ...records.map(({ end }) => end - origin));
  const names = shown.map(({ name }) => plain(name));
  const { interval, format } = axisOf(length);
  return [
    "```mermaid",
    "---",
    "displayMode: compact",
    "config:",
    "  gantt:",
    `    leftPadding: ${30 + nameLetter * Math.max(6, ...names.map((name) => name.length))}`,
    "    rightPadding: 30",
    "---",
    "gantt",
    "  dateFormat YYYY-MM-DD HH:mm:ss.SSS",
    `  axisFormat ${format}`,
    `  tickInterval ${interval}`,
    "  todayMarker off",
    ...shown.flatMap(({ phases }, at) => [
      `  section ${names[at]}`,
      ...visible(phases, length).map((record) => barOf(record, origin, length)),
    ]),
    "```",
  ].join("\n");
}

/** The phases that are wide enough to be seen; of a target that has none, the longest. */
function visible(phases: readonly PhaseRecord[], length: number): readonly PhaseRecord[] {
  const wide = phases.filter(({ start, end }) => ((end - start) / length) * barsWidth >= narrowest);
  const longest = phases.reduce((one, other) =>
    other.end - other.start > one.end - one.start ? other : one,
  );
  return wide.length > 0 ? wide : [longest];
}

function barOf({ phase, start, end, outcome }: PhaseRecord, origin: number, length: number): string {
  const [from, to] = [Math.round(start - origin), Math.round(end - origin)];
  const fits = ((to - from) / length) * barsWidth > phase.length * barLetter;
  const mark = outcome === "failed" || outcome === "cancelled" ? "crit, " : "";
  return `  ${fits ? phase : "·"} :${mark}${timeOf(from)}, ${timeOf(Math.max(from + 1, to))}`;
}

/**
 * Milliseconds since the start as a time of day, on a day when no clock is changed: Mermaid reads and shows it in the
 * time zone of whoever looks, so that the axis begins with zero everywhere.
 */
function timeOf(ms: number): string {
  return new Date(Date.UTC(2000, 0, 1) + ms).toISOString().replace("T", " ").replace("Z", "");
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
/** How far ticks may be apart, in milliseconds. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * minute),
  ...[1, 2, 4, 8, 12].map((count) => count * hour),
];

/** Ticks that fit a run of so many milliseconds: at most eight, no two alike. */
function axisOf(length: number): { readonly interval: string; readonly format: string } {
  const step = steps.find((one) => length / one <= mostTicks) ?? 24 * hour;
  if (length < second) return { interval: `${step}millisecond`, format: "%-L ms" };
  if (step < second) return { interval: "1second", format: "%-S s" };
  if (step < minute)
    return { interval: `${step / second}second`, format: length < minute ? "%-S s" : "%-M:%S" };
  if (step < hour)
    return { interval: `${step / minute}minute`, format: length < hour ? "%-M min" : "%-H:%M h" };
  return { interval: `${step / hour}hour`, format: "%-H:%M h" };
}

/** What Mermaid reads as a name and nothing else; of a long one its end, which tells it from others. */
function plain(name: string): string {
  const text = cleaned(name).replace(/[^\w./ -]+/g, "-");
  return (text.length > mostOfName ? `…${text.slice(1 - mostOfName)}` : text).trim() || "image";
}
