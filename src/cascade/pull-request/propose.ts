import { ReportedError } from "../../base/errors.ts";
import type { Branches, Forge, PullRequest, PullRequestText } from "../../forge/forge.ts";
import type { BareClone, Branch } from "../../git/bare-clone.ts";
import type { Change } from "../change.ts";
import type { DeliveryError } from "../commit/delivery.ts";
import { openDelivery } from "../commit/open.ts";
import { type Decision, decide } from "../decide.ts";
import type { Found } from "../facts/facts.ts";
import type { Job } from "../job.ts";
import { lookAtFile, type SeenFile } from "../look.ts";
import { Pushes } from "../pushes.ts";
import { hasOthers, isFresh } from "./authorship.ts";
import { pullRequestBranch } from "./branch.ts";
import { joinedParents, linearParents, mayHaveOthers, nextStep, type RequestFacts } from "./next-step.ts";
import type { Proposal } from "./proposal.ts";
import { hasText, requestText } from "./text.ts";

/** How it ended. */
export interface Proposed {
  /** Undefined where a higher version came to the branch before there was one. */
  readonly pullRequest: PullRequest | undefined;
  /** Why what is in the pull request's branch was left as it is; undefined where the request brings the version. */
  readonly left?: Decision;
}

/** All that the request is made with. */
interface Work {
  readonly clone: BareClone;
  readonly forge: Forge;
  readonly proposal: Proposal;
  readonly branches: Branches;
  readonly text: PullRequestText;
  readonly job: Job;
}

/** From a look at what there is to a push. */
interface Round {
  /** The request's branch; undefined where there is none. */
  readonly branch: Branch | undefined;
  /** What it held in the first round; undefined in that one. */
  readonly before: Found | undefined;
  /** Why there may be no other push; undefined while there may. */
  readonly final: DeliveryError | undefined;
}

/** What a look has shown. */
interface SeenRequest extends RequestFacts {
  readonly open: PullRequest | undefined;
  /** What the branch holds at the path; undefined where there is no branch. */
  readonly file: SeenFile | undefined;
}

/**
 * Opens the pull request, or refreshes the one that is open, so that it brings the version.
 *
 * @throws {ForgeError} {@link DeliveryError}
 */
export async function proposeVersion(clone: BareClone, proposal: Proposal, job: Job): Promise<Proposed> {
  const { request, progress, retryRead, say, signal } = job;
  const { base, change } = proposal;
  const branches = { head: pullRequestBranch(base.name, change.path), base: base.name };
  const text = requestText(proposal, request.version);
  const work: Work = { clone, forge: await job.forge(), proposal, branches, text, job };
  // The push that was refused counts too, but does not use up the only one.
  const most = Math.max(1, request.attempts - progress.attempts);
  const delivery = await openDelivery(clone, branches.head, job);
  const pushes = new Pushes(clone, branches.head, delivery, most, job);
  const branch = await retryRead(() => clone.fetch(branches.head, signal));
  for (let round: Round = { branch, before: undefined, final: undefined }; ; ) {
    const seen = await look(round, work);
    const step = nextStep(seen);
    if (step === "leave") return { pullRequest: seen.open, ...(seen.decision && { left: seen.decision }) };
    if (step === "settle") return { pullRequest: await settle(seen.open, work) };
    if (round.final) throw round.final;

    const parentsOf = request.commitThrough === "api" ? linearParents : joinedParents;
    const parents = parentsOf(seen, await addedByOthers(round, seen, work));
    if (parents === undefined) return { pullRequest: await settle(seen.open, work) };
    if (seen.head !== undefined && !seen.isOpen && !parents.includes(seen.head))
      say(`${branches.head} has no open pull request and begins anew; it held ${seen.head}`);
    const pushed = await pushes.push({ ...changeOn(parents[0], seen, change), parents }, seen.head);
    if (pushed.state === "protected") throw protectedToo(branches.head, pushed.error);
    if (pushed.state === "pushed") {
      progress.commit = pushed.commit;
      say(`pushed ${pushed.commit} to ${branches.head}`);
      // It may have been merged or closed meanwhile.
      return { pullRequest: await settle(await findOpen(work), work) };
    }
    const before = round.before ?? seen.file?.found ?? { kind: "absent" };
    round = { branch: pushed.branch, before, final: pushed.final };
  }
}

async function look({ branch, before }: Round, work: Work): Promise<SeenRequest> {
  const { clone, proposal, text, job } = work;
  const { change, base } = proposal;
  const open = await findOpen(work);
  const facts = {
    base: base.head,
    head: branch?.head,
    open,
    isOpen: open !== undefined,
    hasText: open !== undefined && hasText(open, text),
  };
  if (!branch) return { ...facts, file: undefined, decision: undefined, isFresh: false };
  const file = await job.retryRead(() => lookAtFile(clone, branch.head, change.path, job.signal));
  const { found } = file;
  return {
    ...facts,
    file,
    decision: open || before ? decideOn(found, before, job) : undefined,
    isFresh: !open && (await isFresh(clone, branch, found, proposal, job.signal)),
  };
}

/** Decides about the version in the branch of a request, whose workflow is the base's. */
function decideOn(found: Found, before: Found | undefined, { request }: Job): Decision {
  const workflow = { file: request.workflow, wired: true, tooLarge: false, unstarted: undefined };
  const missing = { folder: undefined, folders: [], near: undefined, elsewhere: undefined };
  return decide({ empty: false, workflow, missing, twin: undefined, found, before }, request);
}

async function addedByOthers({ branch }: Round, seen: SeenRequest, work: Work): Promise<boolean> {
  if (!branch || !mayHaveOthers(seen)) return false;
  return hasOthers(work.clone, branch, work.proposal, work.job);
}

/** The change as it is on top of a commit: of the base, or of the request's branch. */
function changeOn(parent: string, { head, file }: SeenRequest, change: Change): Change {
  return parent === head && file ? { ...change, blob: file.blob } : change;
}

function findOpen({ forge, branches, job }: Work): Promise<PullRequest | undefined> {
  return forge.findPullRequest(job.template, branches, job.signal);
}

/** Opens the request, or mends the text of the one that is open. */
async function settle(open: PullRequest | undefined, work: Work): Promise<PullRequest> {
  const { forge, branches, text, job } = work;
  if (!open) return forge.openPullRequest(job.template, { ...branches, ...text }, job.signal);
  if (hasText(open, text)) return open;
  return forge.updatePullRequest(job.template, open.number, text, job.signal);
}

function protectedToo(branch: string, error: DeliveryError): ReportedError {
  const words = error.said === undefined ? "" : ` (${error.said})`;
  return new ReportedError(
    `the branch ${branch} of the pull request is protected too${words}; let the token's user push to it`,
    { cause: error },
  );
}
