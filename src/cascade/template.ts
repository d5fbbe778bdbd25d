import { ReportedError } from "../base/errors.ts";
import type { BareClone, Branch } from "../git/bare-clone.ts";
import { cloneBare } from "../git/clone.ts";
import { GitError } from "../git/git-error.ts";
import { type Change, changeOf } from "./change.ts";
import type { DeliveryError } from "./commit/delivery.ts";
import { openDelivery } from "./commit/open.ts";
import { type Conclusion, conclude, type TemplateEnd } from "./conclusion.ts";
import { type Decision, decide } from "./decide.ts";
import type { Facts, Found } from "./facts/facts.ts";
import { endOfFailure } from "./failure.ts";
import { repositoryPath, type Template } from "./inputs/templates.ts";
import type { Job } from "./job.ts";
import { judge, readOnlyFor } from "./judge.ts";
import type { Seen } from "./look.ts";
import { noProgress } from "./progress.ts";
import { Pushes } from "./pushes.ts";
import { concludeReadOnly } from "./read-only/conclude.ts";
import type { Request } from "./request.ts";
import { retryReads } from "./retry-reads.ts";
import type { Tools } from "./tools.ts";

/**
 * Brings the version into one template. A failure becomes a part of the result.
 *
 * @param say is told what happens, a line each
 * @throws the signal's reason once it is aborted
 */
export async function cascadeTemplate(
  template: Template,
  request: Request,
  tools: Tools,
  say: (line: string) => void,
): Promise<TemplateEnd> {
  const progress = noProgress(template.branch);
  const odd: string[] = [];
  const warn = (sentence: string) => odd.push(sentence);
  const retryRead = retryReads(tools, say);
  const job: Job = { ...tools, template, request, say, warn, progress, retryRead };
  const conclusion = await bringVersion(job).catch((error: unknown) => {
    tools.signal.throwIfAborted();
    return endOfFailure(error, job);
  });
  return { ...conclusion, warnings: [...conclusion.warnings, ...odd], ...progress };
}

async function bringVersion(job: Job): Promise<Conclusion> {
  const { clone, branch } = await cloneTemplate(job);
  try {
    if (branch === undefined) return await concludeEmpty(job);
    job.progress.branch = branch.name;
    return await bringToBranch(clone, branch, job);
  } finally {
    await clone.dispose();
  }
}

const emptyFacts: Facts = {
  empty: true,
  workflow: undefined,
  missing: { folder: undefined, folders: [], near: undefined, elsewhere: undefined },
  twin: undefined,
  found: { kind: "absent" },
  before: undefined,
};

async function concludeEmpty(job: Job): Promise<Conclusion> {
  const decision = decide(emptyFacts, job.request);
  const readOnly = await readOnlyFor(decision, job);
  return readOnly === undefined ? conclude(decision) : concludeReadOnly(readOnly, job.request.onArchived);
}

/** @returns without `branch` when the repository is empty */
async function cloneTemplate({
  git,
  contents,
  template,
  signal,
  retryRead,
}: Job): Promise<{ clone: BareClone; branch: Branch | undefined }> {
  const path = repositoryPath(template);
  const cloned = (branch: string | undefined) =>
    retryRead(() => cloneBare(git, path, branch, contents, signal));
  try {
    return await cloned(template.branch);
  } catch (error) {
    if (!(error instanceof GitError && error.kind === "no-branch")) throw error;
    // A repository without any commit has no branch either, and is treated as such.
    const whole = await cloned(undefined).catch(() => undefined);
    if (whole && (whole.branch === undefined || whole.branch.name === template.branch)) return whole;
    await whole?.clone.dispose();
    throw error;
  }
}

/** From a look at the branch to a push. */
interface Round {
  readonly branch: Branch;
  /** What the first look found; undefined in the first round. */
  readonly before: Found | undefined;
  /** Why there may be no other push; undefined while there may. */
  readonly final: DeliveryError | undefined;
}

/** Look, decide, commit, push, and after a lost race from the look on again. */
async function bringToBranch(clone: BareClone, branch: Branch, job: Job): Promise<Conclusion> {
  const { request, progress, say } = job;
  const delivery = await openDelivery(clone, branch.name, job);
  const pushes = new Pushes(clone, branch.name, delivery, request.attempts, job);
  for (let round: Round = { branch, before: undefined, final: undefined }; ; ) {
    const { head } = round.branch;
    const { seen, decision, readOnly } = await judge(clone, round.branch, round.before, job);
    progress.from = decision.from;
    const holds = decision.from === null ? "is missing" : `holds ${decision.from}`;
    say(`${branch.name} is at ${head}, ${request.path} ${holds}`);
    if (readOnly !== undefined) return concludeReadOnly(readOnly, request.onArchived);
    if (decision.outcome !== "write" || request.dryRun) return { ...conclude(decision, seen), head };
    if (round.final) throw round.final;

    const change = changeOf(seen, job);
    const pushed = await pushes.push({ ...change, parents: [head] }, head);
    if (pushed.state === "pushed") {
      progress.commit = pushed.commit;
      say(`pushed ${pushed.commit}`);
      return conclude(decision, seen);
    }
    if (pushed.state === "protected") {
      if (request.onProtected === "fail") throw pushed.error;
      say(
        `${branch.name} takes no direct push (${pushed.error.reason}), so a pull request is opened instead`,
      );
      return bringByPullRequest(clone, round.branch, change, decision, seen, job);
    }
    if (pushed.branch === undefined)
      throw new ReportedError(`the branch ${branch.name} was deleted in the meantime`);
    round = { branch: pushed.branch, before: round.before ?? seen.found, final: pushed.final };
  }
}

async function bringByPullRequest(
  clone: BareClone,
  base: Branch,
  change: Change,
  decision: Decision,
  seen: Seen,
  job: Job,
): Promise<Conclusion> {
  const { proposeVersion } = await import("./pull-request/propose.ts");
  const proposed = await proposeVersion(clone, { base, from: decision.from, change }, job);
  job.progress.pullRequest = proposed.pullRequest?.url ?? null;
  job.say(`pull request ${job.progress.pullRequest ?? "not opened"}`);
  const conclusion = conclude(proposed.left ?? decision, seen);
  return conclusion.state === "updated" ? { ...conclusion, state: "pull-request" } : conclusion;
}
