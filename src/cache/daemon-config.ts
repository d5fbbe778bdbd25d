import { UserError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import { quoted } from "../base/text.ts";

// The engine's file of settings, daemon.json, as text: what is not ours stays byte for byte.

const key = "registry-mirrors";

/** Settings that set nothing, where there are none. */
const nothing = "{\n}\n";

/** Whether the settings set nothing, as a file that holds only what is ours does once that has gone. */
export const setNothing = (text: string): boolean => text === nothing;

/** Where a value of an object's own member stands in the text. */
interface Member {
  readonly name: string;
  /** Of the quotation mark before the name. */
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** The mirrors that the settings name; undefined where they do not have the key. @throws UserError as {@link withMirrors} */
export function mirrorsIn(text: string): readonly string[] | undefined {
  const value = settingsIn(text)[key];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new UserError(`"${key}" in the engine's settings is no list of addresses; expected one, or none`);
}

/**
 * The settings with other mirrors, and everything else as it was: keys, order, indent and spelling.
 *
 * @param mirrors undefined takes the key out
 * @throws UserError where the settings are no JSON object
 */
export function withMirrors(text: string, mirrors: readonly string[] | undefined): string {
  settingsIn(text);
  const source = text.trim() === "" ? nothing : text;
  const { members, open, close } = membersIn(source);
  // Of a key that stands there twice the last one counts.
  const found = members.findLast(({ name }) => name === key);
  const value = mirrors === undefined ? undefined : listText(mirrors);
  if (found && value !== undefined)
    return source.slice(0, found.valueStart) + value + source.slice(found.valueEnd);
  if (found) return withMirrors(without(source, members, found, open), undefined);
  if (value === undefined) return text;
  const first = members[0];
  if (!first) {
    // Before what there is of blanks, so that taking it out leaves them as they were.
    const blank = source.slice(open + 1, close);
    const lead = /\r?\n/.exec(blank)?.[0];
    const indent = lead === undefined ? blank : `${lead}  `;
    return `${source.slice(0, open + 1)}${indent}"${key}": ${value}${source.slice(open + 1)}`;
  }
  // As its neighbour: on a line of its own, with the same indent, or beside it.
  const between = source.slice(open + 1, first.start);
  return `${source.slice(0, first.start)}"${key}": ${value},${between || " "}${source.slice(first.start)}`;
}

const listText = (mirrors: readonly string[]) => `[${mirrors.map((one) => JSON.stringify(one)).join(", ")}]`;

function without(source: string, members: readonly Member[], found: Member, open: number): string {
  const at = members.indexOf(found);
  const next = members[at + 1];
  if (next) return source.slice(0, found.start) + source.slice(next.start);
  const before = members[at - 1];
  return before
    ? source.slice(0, before.valueEnd) + source.slice(found.valueEnd)
    : source.slice(0, open + 1) + source.slice(found.valueEnd);
}

function settingsIn(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const [place = ""] = /at position \d+(?: \(line \d+ column \d+\))?/.exec((error as Error).message) ?? [];
    throw new UserError(`the engine's settings are no JSON${place && ` (${place})`}; expected an object`);
  }
  if (!isRecord(value))
    throw new UserError(`the engine's settings are ${quoted(text, 60)}; expected an object`);
  return value;
}

/** The members of the object that a JSON text is. It is known to be one. */
function membersIn(text: string): { members: Member[]; open: number; close: number } {
  const members: Member[] = [];
  const open = text.indexOf("{");
  let at = blanks(text, open + 1);
  while (text[at] === '"') {
    const start = at;
    const nameEnd = valueEnd(text, at);
    const name: unknown = JSON.parse(text.slice(start, nameEnd));
    const valueStart = blanks(text, blanks(text, nameEnd) + 1);
    const end = valueEnd(text, valueStart);
    members.push({ name: String(name), start, valueStart, valueEnd: end });
    at = blanks(text, end);
    if (text[at] === ",") at = blanks(text, at + 1);
  }
  return { members, open, close: at };
}

function blanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? "")) at++;
  return at;
}

/** Where the value ends that begins at `from`. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const one = text[at] ?? "";
    if (one === '"') {
      at++;
      while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    } else if (one === "{" || one === "[") depth++;
    else if (one === "}" || one === "]") {
      if (depth === 0) return at;
      depth--;
    } else if (depth === 0 && (one === "," || /\s/.test(one))) return at;
    else continue;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
