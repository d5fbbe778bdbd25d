import { placed, UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { parsePlatform } from "../../image/parse-platform.ts";
import type { Platform } from "../../image/platform.ts";
import { formatReference, type Reference } from "../../image/reference.ts";
import type { SaidPlatform, SourceReference } from "../target.ts";

const accepted = "expected behind a source platform=os/architecture[/variant] or os.version=…, each once";

/**
 * The one source of a line, with the platform that the options behind it say.
 *
 * @param options as they are written, such as `,platform=linux/arm/v6`
 * @throws {UserError} for options that are malformed, and for a line that stands for several sources
 */
export function withOptionsOf(
  line: string,
  options: string,
  references: readonly Reference[],
): SourceReference[] {
  const said = placed(`${quoted(line)}: `, () => parseOptions(options));
  const single = new Map(references.map((reference) => [formatReference(reference), reference]));
  const [reference] = single.values();
  if (!reference || single.size > 1)
    throw new UserError(
      `${quoted(line)} stands for ${single.size} sources; expected ${said.text} behind a single one`,
    );
  return [{ ...reference, said }];
}

function parseOptions(options: string): SaidPlatform {
  const values = new Map<string, string>();
  for (const option of options.split(",").slice(1)) {
    const equals = option.indexOf("=");
    const name = option.slice(0, equals).trim().toLowerCase();
    const value = option.slice(equals + 1).trim();
    if (value === "") throw new UserError(`the value of ${name}= is empty; ${accepted}`);
    if (values.has(name)) throw new UserError(`${name}= is given twice; ${accepted}`);
    values.set(name, value);
  }
  const named = values.get("platform");
  const version = values.get("os.version");
  const platform: Partial<Platform> = {
    ...(named !== undefined && parsePlatform(named)),
    ...(version !== undefined && { "os.version": version }),
  };
  return { text: [...values].map(([name, value]) => `${name}=${value}`).join(","), platform };
}

/** What to say of a line that is several sources, or of which an output has left a part empty. */
export function oddLine(line: string, sources: string): UserError {
  const shown = quoted(line);
  const isWhole = !/^,|,$/.test(line);
  const [, option] = /,\s*(?!(?:platform|os\.version)\s*=)([\w.-]+)\s*=/i.exec(line) ?? [];
  if (isWhole && option !== undefined)
    return new UserError(`${shown} has the unknown option ${quoted(option)}; ${accepted}`);
  if (isWhole && line.includes(","))
    return new UserError(`${shown} holds a comma, but each source needs a line of its own; ${sources}`);
  return new UserError(
    `${shown} lacks ${gapIn(line)}: an output or variable in that line is empty; ${sources}`,
  );
}

/** Where a line lacks a part of a reference. */
function gapIn(line: string): string {
  if (/^[@:/,]/.test(line)) return `what belongs before its "${line[0]}"`;
  if (/[@:,]$/.test(line)) return `what belongs behind its last "${line.at(-1)}"`;
  const [before = "", after = ""] = /:@|(?<!:)\/[/@:]/.exec(line)?.[0] ?? "";
  return `what belongs between "${before}" and "${after}"`;
}
