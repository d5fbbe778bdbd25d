import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";

/** How many templates have the version by the end of a wave. */
export interface Figure {
  /** As it was asked for: `1`, or `25%`. */
  readonly text: string;
  readonly value: number;
  readonly unit: "templates" | "per cent";
}

const accepted = "expected figures that rise, such as 1, 25%, 100%, the last of which is 100%";

/** Every template, in one wave. */
export const all: Figure = Object.freeze({ text: "100%", value: 100, unit: "per cent" });

/**
 * Reads figures, separated by commas or lines: a number of templates from 1 on, or a percentage of all from 1% to 100%.
 * Figures of one unit rise; how those of both compare depends on the list. The last is 100%, since nothing else reaches
 * every template whatever the list: what no wave reaches would never get the version, and nobody would be told.
 *
 * @throws {UserError} naming the figure and what is wrong with it
 */
export function parseFigures(text: string): readonly Figure[] {
  const figures = text.split(/\s*(?:,|[\r\n]+)\s*/).map(parseFigure);
  for (const [at, { text: shown, value, unit }] of figures.entries()) {
    const earlier = figures.slice(0, at);
    if (earlier.some(({ text }) => text === all.text))
      throw new UserError(`${quoted(shown)} comes after 100%, which leaves nothing for it; ${accepted}`);
    const last = earlier.findLast((figure) => figure.unit === unit);
    if (last !== undefined && last.value >= value)
      throw new UserError(`${quoted(shown)} is no more than ${quoted(last.text)} before it; ${accepted}`);
  }
  const end = figures.at(-1);
  if (end?.text !== all.text)
    throw new UserError(
      `the last figure is ${quoted(end?.text ?? "")}, so that some templates may never get the version; ${accepted}`,
    );
  return figures;
}

function parseFigure(text: string): Figure {
  const [, digits, sign] = /^([1-9]\d{0,5})(%?)$/.exec(text) ?? [];
  const value = Number(digits);
  if (digits === undefined || (sign === "%" && value > 100))
    throw new UserError(
      `${quoted(text, 60)} is neither a number of templates from 1 on nor a percentage from 1% to 100%; ${accepted}`,
    );
  return { text, value, unit: sign === "%" ? "per cent" : "templates" };
}
