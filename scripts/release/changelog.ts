import { UserError } from "../../src/base/errors.ts";
import { quoted } from "../../src/base/text.ts";

/**
 * The text of a version's entry in a changelog (Keep a Changelog 1.1.0), without its heading. Where versions have
 * links at the end of the file, this one needs a link too.
 *
 * @throws {UserError} when there is none, its date is no date, or it says nothing
 */
export function entryOf(changelog: string, version: string, file: string): string {
  const lines = changelog.split(/\r?\n/);
  const wanted = `accepted is one under "## [${version}] - " and a date such as 2026-01-31`;
  const start = lines.findIndex((line) => line.startsWith(`## [${version}]`));
  if (start < 0)
    throw new UserError(
      `${file} has no entry for ${version}, and ${wanted}: move there what stands under "## [Unreleased]"`,
    );
  const heading = lines[start] ?? "";
  const date = heading.slice(`## [${version}]`.length);
  if (!isDate(/^ - (\d{4}-\d{2}-\d{2})$/.exec(date)?.[1] ?? ""))
    throw new UserError(`${file} has the heading ${quoted(heading)}, and ${wanted}`);

  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith("## ") || definition.test(line));
  const entry = end < 0 ? rest : rest.slice(0, end);
  const shown = entry.join("\n").replace(/<!--[\s\S]*?(-->|$)/g, "");
  if (!/^(?!#).*\S/m.test(shown))
    throw new UserError(
      `${file} says nothing of ${version} under its heading; ${wanted} that tells of changes`,
    );
  checkLink(lines, version, file);
  return entry.join("\n").trim();
}

const definition = /^\[([^\]]+)\]: /;

function checkLink(lines: readonly string[], version: string, file: string): void {
  const linked = lines.map((line) => definition.exec(line)?.[1]).filter((name) => /^\d/.test(name ?? ""));
  if (linked.length === 0 || linked.includes(version)) return;
  throw new UserError(
    `${file} has a link for ${linked[0]} and none for ${version}; accepted is a line that begins with "[${version}]: "`,
  );
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
