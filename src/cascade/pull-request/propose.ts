import { createHash } from "node:crypto";
import type { Forge, PullRequest, PullRequestText } from "../../forge/forge.ts";
import type { GitError } from "../../git/git-error.ts";
import type { FileCommit } from "../../git/fast-import.ts";
import { type Commit, readCommit } from "../../git/history.ts";
import type { Branch, Repository } from "../../git/bare-clone.ts";
import type { Decision, Found } from "../decide.ts";
import type { Template } from "../inputs/templates.ts";
import { lookAtFile } from "../look.ts";
import type { Pushed } from "../pushes.ts";
import type { Reading } from "../retry-reads.ts";

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

/**
 * The branch of the pull request: always the same for a branch and a path, so that a later version refreshes what is
 * open, and never that of another path.
 */
export function pullRequestBranch(base: string, path: string): string {
  const plain = /^\.([\w-]{1,60})$/.exec(path)?.[1];
  // One that ends like the others below might be one of them.
  if (plain !== undefined && !/-[\da-f]{8}$/.test(plain)) return `imgpub/${base}/${plain}`;
  // What git allows in a file's path and not in a branch's name (git-check-ref-format).
  const safe = path.replaceAll(/[^\w-]+/g, "-").slice(0, 60);
  const unique = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return `imgpub/${base}/${safe}-${unique}`;
}

/** How it ended. */
export interface Proposed {
  /** Undefined where a higher version came to the branch before there was one. */
  readonly pullRequest: PullRequest | undefined;
  /** What was decided about the pull request's branch. */
  readonly decision: Decision;
}

export interface ProposalTools {
  readonly forge: Forge;
  /** Pushes to the pull request's branch, which holds `expected`. */
  readonly push: (commit: string, expected: string | undefined) => Promise<Pushed>;
  /** Decides about the version in the branch of an open pull request, after what it held at first. */
  readonly decide: (found: Found, before: Found | undefined) => Decision;
  readonly reading: Reading;
  readonly signal: AbortSignal;
}

/**
 * Opens the pull request, or refreshes the one that is open, so that it brings the version.
 *
 * Its branch only ever moves forward. Where an open one has commits of others, the next one comes on top of them;
 * otherwise it continues the base as well, so that the request changes the one file and has no conflict.
 *
 * @param decision about the base
 * @throws {ForgeError} {@link GitError}
 */
export async function proposeVersion(
  repository: Repository,
  proposal: Proposal,
  decision: Decision,
  tools: ProposalTools,
): Promise<Proposed> {
  const { template, base, commit } = proposal;
  const { forge, reading, signal } = tools;
  const branches = { head: pullRequestBranch(base.name, commit.path), base: base.name };
  const text = textOf(proposal);
  const find = () => forge.findPullRequest(template, branches, signal);
  let existing = await reading(() => repository.fetch(branches.head, signal));
  let open = await find();
  let last: GitError | undefined;
  for (let before: Found | undefined; ; open = await find()) {
    const found = existing && (await foundIn(repository, existing, commit.path, reading, signal));
    const decided = found && (open || before) ? tools.decide(found, before) : undefined;
    if (decided && decided.outcome !== "write" && decided.outcome !== "unchanged")
      return { pullRequest: open, decision: decided };
    const isThere = decided?.outcome === "unchanged";
    // What an open one says of the base is true unless the file has changed there.
    if (isThere && (!open || sameText(open, text))) break;
    if (!open && existing && found && (await isFresh(repository, existing, found, proposal, signal))) break;
    if (last) throw last;
    before ??= found ?? { kind: "absent" };
    const parents = await parentsFor(repository, existing, open !== undefined, proposal, tools);
    // On top of others' work there is nothing to change.
    if (isThere && parents[0] === existing?.head) break;
    const made = await repository.commit({ ...commit, parents }, signal);
    const pushed = await tools.push(made, existing?.head);
    if (pushed.state === "pushed") {
      // It may have been merged or closed meanwhile.
      open = await find();
      break;
    }
    ({ branch: existing, last } = pushed);
  }
  if (!open) return { pullRequest: await openOne(), decision };
  if (sameText(open, text)) return { pullRequest: open, decision };
  return { pullRequest: await forge.updatePullRequest(template, open.number, text, signal), decision };

  function openOne(): Promise<PullRequest> {
    return forge.openPullRequest(template, { ...branches, ...text }, signal);
  }
}

function sameText(open: PullRequest, { title, body }: PullRequestText): boolean {
  return (
    open.title === title &&
    (open.body === undefined || open.body.replaceAll("\r\n", "\n").trim() === body.trim())
  );
}

async function foundIn(
  repository: Repository,
  { head }: Branch,
  path: string,
  reading: Reading,
  signal: AbortSignal,
): Promise<Found> {
  return (await reading(() => lookAtFile(repository, head, path, signal))).found;
}

/** Whether a branch without an open pull request is what an earlier run made for it and did not come to open. */
async function isFresh(
  repository: Repository,
  { head }: Branch,
  found: Found,
  { base, commit }: Proposal,
  signal: AbortSignal,
): Promise<boolean> {
  if (found.kind !== "file" || !Buffer.from(commit.content).equals(found.bytes)) return false;
  const made = await readCommit(repository, head, signal);
  return isOurs(made, commit) && made.parents.includes(base.head);
}

async function parentsFor(
  repository: Repository,
  existing: Branch | undefined,
  isOpen: boolean,
  proposal: Proposal,
  tools: ProposalTools,
): Promise<readonly [string, ...string[]]> {
  const { head } = proposal.base;
  if (!existing || existing.head === head) return [head];
  if (isOpen && (await hasOthers(repository, existing, proposal, tools))) return [existing.head];
  return [head, existing.head];
}

/** The history that is looked at: a request older than so many commits of its base counts as one with others' work. */
const mostHistory = 50;

/**
 * Whether others have added to the branch of the request since it last continued the base. A commit of ours that does
 * has the base as its first parent.
 */
async function hasOthers(
  repository: Repository,
  existing: Branch,
  { base, commit }: Proposal,
  { reading, signal }: ProposalTools,
): Promise<boolean> {
  let name: string | undefined = existing.head;
  let made = await readCommit(repository, name, signal);
  if (!isOurs(made, commit)) return true;
  if (made.parents[0] === base.head) return false;
  await reading(() => repository.fetchHistory([existing.name, base.name], mostHistory, signal));
  for (let left = mostHistory; left > 0 && name !== undefined; left--) {
    if (await repository.contains(base.head, name, signal)) return false;
    made = await readCommit(repository, name, signal).catch(() => ({
      parents: [],
      author: "",
      committer: "",
    }));
    if (!isOurs(made, commit)) return true;
    name = made.parents[0];
  }
  return true;
}

/** Whether a commit is the cascade's own, and nobody has amended it. */
function isOurs({ author, committer }: Commit, { author: { email } }: Proposal["commit"]): boolean {
  return author === email && committer === email;
}

function textOf({ commit, version, from, base }: Proposal): PullRequestText {
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
