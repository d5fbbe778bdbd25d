import { bounded } from "../base/text.ts";

/** Longer texts, in characters, are cut: a server may say any number of words. */
const mostShown = 300;

export function cut(text: string): string {
  return bounded(text, mostShown);
}

/**
 * What stands before a server's sentence: a hook of Gitea names itself up to 1.23, as Forgejo's do, and writes `error:`
 * from 1.24 on, also on an empty line before and one after (`fail` in cmd/serv.go). GitHub writes `error:`, too.
 */
const prefix = /^(?:error|Gitea|Forgejo):(?: |$)/;

/**
 * The server's own words in a command's output, on one line: git puts `remote:` before each line of them. What only
 * leads up to a sentence is left out.
 */
export function allRemoteWords(stderr: string): string {
  return [...stderr.matchAll(/^remote: ?(.*)$/gm)]
    .map(([, text = ""]) => text.trim().replace(prefix, "").trim())
    .filter((text) => text !== "")
    .join(" ");
}

/** The server's own words, as {@link allRemoteWords}, but of bounded length: to be shown. */
export function remoteWords(stderr: string): string {
  return cut(allRemoteWords(stderr));
}
