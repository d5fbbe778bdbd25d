import { createHash } from "node:crypto";
import type { Forge, PullRequest } from "../forge/forge.ts";
import type { FileCommit } from "../git/fast-import.ts";
import { authorsSince, describeCommit } from "../git/history.ts";
import type { Branch, Repository } from "../git/repository.ts";
import type { Decision, Found } from "./decide.ts";
import { lookAtFile } from "./look.ts";
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
  readonly pullRequest: PullRequest;
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
  const open = await forge.findPullRequest(template, branches, signal);
  let existing = await reading(() => repository.fetch(branches.head, signal));
  let before: Found | undefined;
  for (;;) {
    const found = existing && (await foundIn(repository, existing, commit.path, reading, signal));
    if (open && found) {
      const decided = tools.decide(found, before);
      if (decided.outcome === "unchanged") break;
      if (decided.outcome !== "write") return { pullRequest: open, decision: decided };
      before ??= found;
    } else if (existing && found && (await isFresh(repository, existing, found, proposal, signal))) break;
    const parents = await parentsFor(repository, existing, open !== undefined, proposal, tools);
    const made = await repository.commit({ ...commit, parents }, signal);
    const pushed = await tools.push(made, existing?.head);
    if (pushed.state === "pushed") break;
    existing = pushed.branch;
  }
  if (!open)
    return { pullRequest: await forge.openPullRequest(template, { ...branches, ...text }, signal), decision };
  if (open.title === text.title && sameBody(open.body, text.body)) return { pullRequest: open, decision };
  return { pullRequest: await forge.updatePullRequest(template, open.number, text, signal), decision };
}

function sameBody(found: string | undefined, wanted: string): boolean {
  return found === undefined || found.replaceAll("\r\n", "\n").trim() === wanted.trim();
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
  const { author, parents } = await describeCommit(repository, head, signal);
  return author === commit.author.email && parents.includes(base.head);
}

async function parentsFor(
  repository: Repository,
  existing: Branch | undefined,
  isOpen: boolean,
  { base, commit }: Proposal,
  { reading, signal }: ProposalTools,
): Promise<readonly [string, ...string[]]> {
  if (!existing || existing.head === base.head) return [base.head];
  if (isOpen) {
    const authors = await reading(() => authorsSince(repository, base.head, existing, signal));
    if (authors.some((author) => author !== commit.author.email)) return [existing.head];
  }
  return [base.head, existing.head];
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
