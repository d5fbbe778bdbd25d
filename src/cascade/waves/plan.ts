import type { Figure } from "./figures.ts";

/** One wave, as it is planned. */
export interface Wave {
  /** From 1. */
  readonly number: number;
  /** As it was asked for. */
  readonly figure: string;
  /** How many templates have the version by its end. */
  readonly target: number;
  /** Whether all templates that are left belong to it. */
  readonly isLast: boolean;
}

/** A template, as far as its place matters. */
interface Placed {
  readonly isCanary?: true;
}

/**
 * The waves of a list of templates. A part of a template counts as a whole one. Figures that are beyond the list reach its
 * end, and one that is below those before it adds nothing. The first wave has all canaries.
 */
export function planWaves(figures: readonly Figure[], templates: readonly Placed[]): Wave[] {
  const canaries = templates.filter(({ isCanary }) => isCanary).length;
  const waves: Wave[] = [];
  for (const [at, figure] of figures.entries()) {
    const least = waves.at(-1)?.target ?? canaries;
    const target = Math.min(Math.max(reached(figure, templates.length), least), templates.length);
    waves.push({ number: at + 1, figure: figure.text, target, isLast: at === figures.length - 1 });
  }
  return waves;
}

function reached({ value, unit }: Figure, total: number): number {
  return unit === "templates" ? value : Math.ceil((total * value) / 100);
}

/** The order in which templates get the version: canaries first, and otherwise that of the list. */
export function canariesFirst<T extends Placed>(templates: readonly T[]): T[] {
  return [...templates.filter(({ isCanary }) => isCanary), ...templates.filter(({ isCanary }) => !isCanary)];
}

/**
 * How many more templates a wave takes: so many as lack to its figure, which those that are passed over, such as
 * archived ones, do not count to. The last wave takes all that are left.
 *
 * @param reached templates that count to its figure by now
 * @param left templates that no wave has taken yet
 */
export function takes({ target, isLast }: Wave, reached: number, left: number): number {
  return isLast ? left : Math.min(Math.max(target - reached, 0), left);
}

/**
 * The waves that templates would be in if each of them got the version.
 *
 * @param waves those that are left
 * @param reached templates that count to the figures by now
 * @param left templates that no wave has taken yet
 * @returns a number for each
 */
export function wavesOfRest(waves: readonly Wave[], reached: number, left: number): number[] {
  const numbers: number[] = [];
  for (const wave of waves) {
    const more = takes(wave, reached + numbers.length, left - numbers.length);
    for (let one = 0; one < more; one++) numbers.push(wave.number);
  }
  return numbers;
}
