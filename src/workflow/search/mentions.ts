/** What may go on before a file's name and makes it another one. */
const before = String.raw`(?<![\p{L}\p{N}_.~+-])`;
/** What makes a file's name another one behind it; a dot at the end of a sentence does not. */
const after = String.raw`(?![\p{L}\p{N}_~+/-]|\.+[\p{L}\p{N}_$*?{-]|\$[\w{])`;

/**
 * Whether a text names a file of the repository, as itself and not as a part of another name.
 *
 * Any folder may stand before the path, as repositories are checked out into folders. For a path in a folder, its
 * last part counts too where no folder stands before it, since steps run in folders; `./`, a glob and a variable
 * are none, except a variable that is known to be the workspace.
 *
 * @param path relative to the repository's root, with forward slashes
 */
export function mentions(path: string): (text: string) => boolean {
  const parts = path.split("/").map(escapePattern);
  const whole = new RegExp(`${before}${parts.join(String.raw`[\\/]+`)}${after}`, "u");
  const last = parts.length > 1 ? new RegExp(`${parts.at(-1)}${after}`, "gu") : undefined;
  return (text) => whole.test(text) || (last !== undefined && namesAlone(text, last));
}

function namesAlone(text: string, name: RegExp): boolean {
  for (const { index } of text.matchAll(name))
    if (isAlone(text.slice(Math.max(0, index - 200), index))) return true;
  return false;
}

function isAlone(text: string): boolean {
  if (!/[\\/]$/.test(text)) return !/[\p{L}\p{N}_.~+-]$/u.test(text);
  const folder = text.replace(/[\\/]+$/, "").replace(/["']$/, "");
  if (/(?:^|[^\p{L}\p{N}_.~+/\\-])\.$|\*$/u.test(folder)) return true;
  const variable = /\$(?:\w+|\{\w+\}|\{\{[^{}]*\}\})$/.exec(folder)?.[0];
  return variable !== undefined && !/workspace/i.test(variable);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
