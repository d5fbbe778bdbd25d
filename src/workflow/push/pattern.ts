/**
 * A pattern of a filter of branches, tags or paths: GitHub's, which Gitea and Forgejo took over by way of act.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 * @see https://gitea.com/gitea/act/src/branch/main/pkg/workflowpattern/workflow_pattern.go, with which Gitea 1.22 to 1.26
 * and Forgejo read patterns
 */
export interface Pattern {
  /** Whether it begins with `!`, and so takes out again what was taken in. */
  readonly isNegative: boolean;
  readonly matches: (text: string) => boolean;
}

/** A place in a pattern, at which one character of a text is compared. */
interface Step {
  readonly takes: (character: string) => boolean;
  /** Whether it may take any number of characters. */
  readonly isRepeated: boolean;
  /** How many steps, from this one on, may be left out together; 0 for a step that has to be. */
  readonly skips: number;
}

/** Reads a pattern; undefined for one that is not well formed. */
export function parsePattern(text: string): Pattern | undefined {
  const isNegative = text.startsWith("!");
  const steps = stepsOf([...(isNegative ? text.slice(1) : text)]);
  return steps && { isNegative, matches: (other) => isMatch(steps, other) };
}

const anything = () => true;
const notSlash = (character: string) => character !== "/";
const just = (wanted: string) => (character: string) => character === wanted;

const once = (takes: Step["takes"]): Step => ({ takes, isRepeated: false, skips: 0 });
const anyTimes = (takes: Step["takes"]): Step => ({ takes, isRepeated: true, skips: 1 });

/** A part of a pattern. */
interface Part {
  readonly steps: readonly Step[];
  /** Characters of the pattern. */
  readonly length: number;
}

function stepsOf(pattern: readonly string[]): Step[] | undefined {
  const steps: Step[] = [];
  let at = 0;
  while (at < pattern.length) {
    const part = partAt(pattern, at);
    if (!part) return undefined;
    const repeats = at + part.length;
    const repeated = repeatedBy(part, pattern[repeats], pattern[repeats + 1]);
    if (!repeated) return undefined;
    for (const step of repeated.steps) steps.push(step);
    at += repeated.length;
  }
  return steps;
}

/** Any folders, or none. */
const folders: readonly Step[] = [{ ...once(anything), skips: 3 }, anyTimes(anything), once(just("/"))];

function partAt(pattern: readonly string[], at: number): Part | undefined {
  const [character = "", next, afterNext] = pattern.slice(at, at + 3);
  switch (character) {
    case "*":
      if (next !== "*") return { steps: [anyTimes(notSlash)], length: 1 };
      return afterNext === "/" ? { steps: folders, length: 3 } : { steps: [anyTimes(anything)], length: 2 };
    case "[":
      return classAt(pattern, at);
    case "?":
    case "+":
      // At the start there is nothing that they could repeat, and they stand for themselves.
      return at === 0 ? { steps: [once(just(character))], length: 1 } : undefined;
    case "\\":
      return next === undefined ? undefined : { steps: [once(just(next))], length: 2 };
    default:
      return { steps: [once(just(character))], length: 1 };
  }
}

/**
 * A part with the `?` or `+` behind it, and a `?` behind that, which changes nothing: in act's regular expressions it
 * makes a match lazy. Undefined for what is an error there.
 */
function repeatedBy(part: Part, sign: string | undefined, second: string | undefined): Part | undefined {
  if (sign !== "?" && sign !== "+") return part;
  const [first] = part.steps;
  if (first === undefined) return undefined;
  // A wildcard may be left out already.
  if (first.skips > 0) return sign === "?" ? { ...part, length: part.length + 1 } : undefined;
  const steps = sign === "+" ? [first, anyTimes(first.takes)] : [{ ...first, skips: 1 }];
  return { steps, length: part.length + (second === "?" ? 2 : 1) };
}

const mayBeListed = (character: string) => /^[A-z0-9]$/.test(character);

/** One of the characters in brackets, or of the ranges there. */
function classAt(pattern: readonly string[], at: number): Part | undefined {
  const end = pattern.indexOf("]", at + 1);
  const ranges = end < 0 ? undefined : rangesOf(pattern.slice(at + 1, end));
  if (!ranges || ranges.length === 0) return undefined;
  const takes = (character: string) => ranges.some(([low, high]) => low <= character && character <= high);
  return { steps: [once(takes)], length: end - at + 1 };
}

type Range = readonly [low: string, high: string];

/** A `-` right behind a range stands for itself, as long as its neighbours could be a range too. */
function rangesOf(listed: readonly string[]): readonly Range[] | undefined {
  const ranges: Range[] = [];
  for (let place = 0; place < listed.length; place++) {
    const first = listed[place] ?? "";
    if (first === "-") {
      if (!rangeOf(listed[place - 1], listed[place + 1])) return undefined;
      ranges.push(["-", "-"]);
      continue;
    }
    const isRange = listed[place + 1] === "-";
    const range = rangeOf(first, isRange ? listed[place + 2] : first);
    if (!range) return undefined;
    ranges.push(range);
    if (isRange) place += 2;
  }
  return ranges;
}

function rangeOf(low = "", high = ""): Range | undefined {
  if (!mayBeListed(low) || !mayBeListed(high) || low > high) return undefined;
  return isDigit(low) === isDigit(high) ? [low, high] : undefined;
}

const isDigit = (character: string) => character >= "0" && character <= "9";

/** Goes through the text once, with all the places where the pattern may be. */
function isMatch(steps: readonly Step[], text: string): boolean {
  let places = withSkipped([0], steps);
  for (const character of text) {
    const next: number[] = [];
    for (const place of places) {
      const step = steps[place];
      if (step?.takes(character)) next.push(...(step.isRepeated ? [place, place + 1] : [place + 1]));
    }
    places = withSkipped(next, steps);
    if (places.size === 0) return false;
  }
  return places.has(steps.length);
}

/** Some places, with those that are reached by leaving steps out. */
function withSkipped(places: readonly number[], steps: readonly Step[]): Set<number> {
  const all = new Set(places);
  // The set grows while it is gone through.
  for (const place of all) {
    const skips = steps[place]?.skips ?? 0;
    if (skips > 0) all.add(place + skips);
  }
  return all;
}
