import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";

/** Longer ones do not fit into the names of files that git keeps for branches. */
const mostCharacters = 200;

const rules: readonly (readonly [breaks: (name: string) => boolean, what: string])[] = [
  [(name) => name === "", "is empty"],
  [(name) => name.length > mostCharacters, `is longer than ${mostCharacters} characters`],
  [(name) => /^refs(\/|$)/.test(name), "begins with refs/, which must be left off"],
  // Older than the manual: git refuses both for branches, whatever check-ref-format says of them.
  [(name) => name.startsWith("-"), 'begins with "-"'],
  [(name) => name === "HEAD" || name === "@", "stands for whatever is checked out"],
  [(name) => /(^|\/)\./.test(name), 'has a part that begins with "."'],
  [(name) => /\.lock(\/|$)/.test(name), "has a part that ends with .lock"],
  [(name) => name.includes(".."), 'holds ".."'],
  [(name) => /[\p{Cc}\s]/u.test(name) || !name.isWellFormed(), "contains white space or a control character"],
  [(name) => /[~^:?*[\\]/.test(name), "contains one of ~ ^ : ? * [ \\"],
  [(name) => /^\/|\/\/|\/$/.test(name), "has an empty part"],
  [(name) => name.endsWith("."), 'ends with "."'],
  [(name) => name.includes("@{"), 'holds "@{"'],
];

/**
 * Reads the short name of a branch, as `refs/heads/` would be put before it.
 *
 * The rules are those of git-check-ref-format(1), `--branch` included; white space beyond ASCII is refused too.
 *
 * @throws {UserError} naming the rule that is broken
 */
export function parseBranch(name: string): string {
  const broken = rules.find(([breaks]) => breaks(name));
  if (broken)
    throw new UserError(
      `the branch ${quoted(name)} ${broken[1]}; expected the name of a branch, such as main or release/1.x`,
    );
  return name;
}
