import { placed, UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { parseBranch } from "./branch-name.ts";

/** A repository that is to get the version. */
export interface Template {
  /** As it is called everywhere: `owner/repo` or `owner/repo@branch`. */
  readonly text: string;
  readonly owner: string;
  readonly name: string;
  /** undefined: the default branch, whatever the remote says it is. */
  readonly branch: string | undefined;
  /** Whether it is one of those that get the version first. */
  readonly isCanary?: true;
}

/** Where git finds the repository below the server's URL. */
export const repositoryPath = ({ owner, name }: Template): string => `${owner}/${name}.git`;

const accepted = "expected owner/repo or owner/repo@branch";
/** What makes a template one of those that get the version first. A blank is in the name of no branch. */
const canaryMark = /\s+@canary$/;
/** What both GitHub and Gitea allow in names of owners and repositories. */
const nameCharacters = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * Reads `owner/repo` or `owner/repo@branch`, with ` @canary` behind it perhaps. Case is kept: Gitea tells owners apart by it when pushing.
 *
 * @throws {UserError} naming the text and what is wrong with it
 */
export function parseTemplate(line: string): Template {
  const text = line.replace(canaryMark, "");
  const refuse = (what: string): never => {
    throw new UserError(`the template ${quoted(text)} ${what}; ${accepted}`);
  };
  // A URL may carry a password, which must not be repeated.
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/]*@[^/]*:|^[^/]*:[^/]*@/.test(text))
    throw new UserError(`a template is given as a URL; ${accepted}, on the server of the input "server-url"`);
  const at = text.indexOf("@");
  const repository = at < 0 ? text : text.slice(0, at);
  const parts = repository.split("/");
  const [owner = "", name = ""] = parts;
  if (parts.length !== 2)
    return refuse(`needs exactly one slash before the branch, and has ${parts.length - 1}`);
  for (const [what, part] of [
    ["owner", owner],
    ["repository", name],
  ] as const) {
    if (part === "") refuse(`names no ${what}`);
    if (part === "." || part === ".." || !nameCharacters.test(part))
      refuse(
        `has ${quoted(part)} as its ${what}, and only letters, digits, "-", "_" and "." are allowed there`,
      );
  }
  if (/\.git$/i.test(name)) refuse("ends with .git, which must be left off");
  const branch =
    at < 0 ? undefined : placed(`the template ${quoted(text)}: `, () => parseBranch(text.slice(at + 1)));
  return Object.freeze({ text, owner, name, branch, ...(text !== line && { isCanary: true as const }) });
}

/**
 * Reads templates, one a line. Blank lines and those that begin with `#` are left out, and of equal ones all but
 * the first.
 *
 * @throws {UserError} naming the line's text
 */
export function parseTemplates(lines: readonly string[]): Template[] {
  return distinct(
    lines
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map(parseTemplate),
  );
}

/** The first of all that have the same text; a canary is one wherever it is said. */
export function distinct(templates: readonly Template[]): Template[] {
  const byText = new Map<string, Template>();
  for (const template of templates)
    if (template.isCanary || !byText.has(template.text)) byText.set(template.text, template);
  return [...byText.values()];
}
