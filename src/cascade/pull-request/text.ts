import type { PullRequest, PullRequestText } from "../../forge/forge.ts";
import type { Proposal } from "./proposal.ts";

/** What the request says: it is the same as long as the base, what the file held and the version are. */
export function requestText({ base, from, change }: Proposal, version: string): PullRequestText {
  const [title = ""] = change.message.split("\n");
  const code = (text: string) => `\`${text.replaceAll("`", "'")}\``;
  const was = from === null ? "which does not exist yet" : `which holds ${code(from)}`;
  return {
    title,
    body: [
      `Sets ${code(change.path)}, ${was}, to ${code(version)}.`,
      "",
      `The branch ${code(base.name)} takes no direct push. Merging this starts the build; a later version refreshes it.`,
    ].join("\n"),
  };
}

/** Whether a request has a text, as far as the server tells: it may leave out the body, and trims it. */
export function hasText(request: PullRequest, { title, body }: PullRequestText): boolean {
  return (
    request.title === title &&
    (request.body === undefined || request.body.replaceAll("\r\n", "\n").trim() === body.trim())
  );
}
