/** Longer texts, in characters, are cut: a server may say any number of words. */
const mostShown = 300;

export function cut(text: string): string {
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

/** The server's own words in a command's output, on one line: git puts `remote:` before each line of them. */
export function allRemoteWords(stderr: string): string {
  return [...stderr.matchAll(/^remote: ?(.*)$/gm)]
    .map(([, text = ""]) => text.trim())
    .filter((text) => text !== "")
    .join(" ");
}

/** The server's own words, as {@link allRemoteWords}, but of bounded length: to be shown. */
export function remoteWords(stderr: string): string {
  return cut(allRemoteWords(stderr));
}
