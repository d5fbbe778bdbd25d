import type { Forge, PullRequest } from "../forge/forge.ts";
import type { FileCommit } from "../git/fast-import.ts";
import type { Branch, Repository } from "../git/repository.ts";
import type { Pushed } from "./push.ts";
import type { Reading } from "./reading.ts";
import type { Template } from "./templates.ts";

/** What a pull request is to bring. */
export interface Proposal {
  readonly template: Template;
  /** The branch that is to receive it. */
  readonly base: Branch;
  /** What the file held, for people; null for no file. */
  readonly from: string | null;
  readonly version: string;
  /** The change, on top of the base. */
  readonly commit: Omit<FileCommit, "parents">;
}

/** The branch of the pull request: always the same, so that a later version refreshes what is open. */
export function pullRequestBranch(base: string, path: string): string {
  // What git allows in a file's path and not in a branch's name (git-check-ref-format).
  const part = (name: string) =>
    name
      .replace(/^\.+|\.+$/g, "")
      .replace(/\.lock$/, "-lock")
      .replace(/\.{2,}|[\s~^:?*[\]@{}\\"]/g, "-") || "-";
  return `imgpub/${base}/${path.split("/").map(part).join("/")}`;
}

/**
 * Opens the pull request, or refreshes the one that is open, so that it brings the version.
 *
 * Its branch only ever moves forward. What others have added to an open one is kept; where the last commit is our own,
 * the next one continues the base as well, so that the request changes the one file and has no conflict.
 *
 * @param push pushes to the pull request's branch
 * @returns the pull request, and the commit that was pushed; null when its branch held the version already
 * @throws {ForgeError} {@link GitError}
 */
export async function proposeVersion(
  repository: Repository,
  proposal: Proposal,
  forge: Forge,
  push: (commit: string, expected: string | undefined) => Promise<Pushed>,
  reading: Reading,
  signal: AbortSignal,
): Promise<{ pullRequest: PullRequest; commit: string | null }> {
  const { template, base } = proposal;
  const branches = { head: pullRequestBranch(base.name, proposal.commit.path), base: base.name };
  const text = textOf(proposal);
  const open = await forge.findPullRequest(template, branches, signal);
  let existing = await reading(() => repository.fetch(branches.head, signal));
  let commit: string | null = null;
  while (!(open && existing && (await holds(repository, existing, proposal, reading, signal)))) {
    const parents = await parentsFor(repository, existing, open !== undefined, proposal, signal);
    const made = await repository.commit({ ...proposal.commit, ...parents }, signal);
    const pushed = await push(made, existing?.head);
    if (pushed.state === "pushed") {
      commit = pushed.commit;
      break;
    }
    existing = pushed.branch;
  }
  if (!open)
    return { pullRequest: await forge.openPullRequest(template, { ...branches, ...text }, signal), commit };
  if (open.title === text.title && sameBody(open.body, text.body)) return { pullRequest: open, commit };
  return { pullRequest: await forge.updatePullRequest(template, open.number, text, signal), commit };
}

function sameBody(found: string | undefined, wanted: string): boolean {
  return found === undefined || found.replaceAll("\r\n", "\n").trim() === wanted.trim();
}

async function holds(
  repository: Repository,
  branch: Branch,
  { commit }: Proposal,
  reading: Reading,
  signal: AbortSignal,
): Promise<boolean> {
  const entry = (await repository.entries(branch.head, [commit.path], signal)).get(commit.path);
  if (!entry?.mode.startsWith("100")) return false;
  const contents = await reading(() => repository.read([entry.oid], signal));
  return contents.get(entry.oid)?.equals(Buffer.from(commit.content)) ?? false;
}

async function parentsFor(
  repository: Repository,
  existing: Branch | undefined,
  isOpen: boolean,
  { base, commit }: Proposal,
  signal: AbortSignal,
): Promise<Pick<FileCommit, "parents">> {
  if (!existing || existing.head === base.head) return { parents: [base.head] };
  const isOurs = (await repository.authorOf(existing.head, signal)) === commit.author.email;
  if (isOpen && !isOurs) return { parents: [existing.head] };
  return { parents: [base.head, existing.head] };
}

function textOf({ commit, version, from, base }: Proposal): { title: string; body: string } {
  const [title = ""] = commit.message.split("\n");
  const code = (text: string) => `\`${text.replaceAll("`", "'")}\``;
  const was = from === null ? "which does not exist yet" : `which holds ${code(from)}`;
  return {
    title,
    body: [
      `Sets ${code(commit.path)}, ${was}, to ${code(version)}.`,
      "",
      `The branch ${code(base.name)} takes no direct push. Merging this starts the build; a later version refreshes it.`,
    ].join("\n"),
  };
}
