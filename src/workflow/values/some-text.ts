/**
 * A text of which only parts are known: between two of them any text may stand, also an empty one. A single part is the
 * whole text.
 */
export type Parts = readonly string[];

export const anyText: Parts = ["", ""];

/** Texts, one behind the other. */
export function concatenated(texts: readonly Parts[]): Parts {
  const all: string[] = [""];
  for (const [first = "", ...others] of texts) all.push((all.pop() ?? "") + first, ...others);
  // Any text next to any text is any text.
  return all.filter((part, at) => part !== "" || at === 0 || at === all.length - 1);
}

/** Whether a text may be this one. */
export function mayBe(parts: Parts, text: string): boolean {
  const [first = "", ...others] = parts;
  const last = others.pop();
  if (last === undefined) return first === text;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const at = endOfAll(others, text, first.length);
  return at !== undefined && at + last.length <= text.length;
}

/** Whether two texts may be the same. */
export function mayBeSame(one: Parts, other: Parts): boolean {
  const [text, second] = [one[0] ?? "", other[0] ?? ""];
  if (one.length === 1) return mayBe(other, text);
  if (other.length === 1) return mayBe(one, second);
  const [end, secondEnd] = [one.at(-1) ?? "", other.at(-1) ?? ""];
  return (
    (text.startsWith(second) || second.startsWith(text)) &&
    (end.endsWith(secondEnd) || secondEnd.endsWith(end))
  );
}

/** Whether a text, of which something is not known, begins with this one: undefined where only a run can tell. */
export function beginsWith([first = ""]: Parts, text: string): boolean | undefined {
  if (first.startsWith(text)) return true;
  return text.startsWith(first) ? undefined : false;
}

/** Whether a text, of which something is not known, ends with this one: undefined where only a run can tell. */
export function endsIn(parts: Parts, text: string): boolean | undefined {
  const last = parts.at(-1) ?? "";
  if (last.endsWith(text)) return true;
  return text.endsWith(last) ? undefined : false;
}

/** Whether a text may hold a part that some other text, of which something is not known, may be. */
export const mayHold = (text: string, parts: Parts): boolean => endOfAll(parts, text, 0) !== undefined;

/** Whether a text may begin with some other one, of which something is not known. */
export const mayBeginWith = (text: string, [first = "", ...others]: Parts): boolean =>
  text.startsWith(first) && endOfAll(others, text, first.length) !== undefined;

/** Whether a text may end with some other one, of which something is not known. */
export function mayEndIn(text: string, parts: Parts): boolean {
  const last = parts.at(-1) ?? "";
  return text.endsWith(last) && mayHold(text.slice(0, text.length - last.length), parts.slice(0, -1));
}

/** Where the last of some parts ends that stand in a text in this order, as early as they can; undefined if they do not. */
function endOfAll(parts: Parts, text: string, from: number): number | undefined {
  let at = from;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return undefined;
    at = found + part.length;
  }
  return at;
}
