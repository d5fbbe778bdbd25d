import { ReportedError } from "../base/errors.ts";
import { GitError } from "../git/git-error.ts";
import type { FileCommit, Identity } from "../git/fast-import.ts";
import { type Branch, Repository } from "../git/bare-clone.ts";
import { type Decision, decide, type Found, type Wanted } from "./decide.ts";
import { contentOf } from "./file-content.ts";
import type { Template } from "./inputs/templates.ts";
import { type LookFor, lookAt, type Sight } from "./look.ts";
import { Pushes } from "./pushes.ts";
import { type Reading, readingWith } from "./retry-reads.ts";
import type { TemplateResult } from "./result.ts";
import type { Tools } from "./tools.ts";

/** What is asked for, the same for every template. */
export interface Request extends LookFor, Wanted {
  readonly onProtected: "fail" | "pull-request";
  readonly message: string;
  readonly author: Identity;
  /** Pushes to one branch in all. */
  readonly attempts: number;
  readonly dryRun: boolean;
}

/** What one template came to. */
export type TemplateEnd = Omit<TemplateResult, "template" | "to" | "seconds" | "run" | "commitUrl"> & {
  /** The workflow's `name:`. */
  readonly workflowName?: string | undefined;
};

type Known = { -readonly [K in "branch" | "from" | "commit" | "pullRequest" | "attempts"]: TemplateEnd[K] };

/** How a template ended, without what became known on the way. */
type Conclusion = Omit<TemplateEnd, keyof Known>;

interface Job extends Tools {
  readonly template: Template;
  readonly request: Request;
  readonly reading: Reading;
  readonly say: (line: string) => void;
  /** What became known on the way; a failure keeps it. */
  readonly known: Known;
}

/**
 * Brings the version into one template: look, decide, commit, push, and after a lost race from the look on again.
 * A failure becomes a part of the result.
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
  const known: Known = {
    branch: template.branch ?? null,
    from: null,
    commit: null,
    pullRequest: null,
    attempts: 0,
  };
  const job: Job = { ...tools, template, request, say, known, reading: readingWith(tools, say) };
  try {
    return { ...(await bringVersion(job)), ...known };
  } catch (error) {
    tools.signal.throwIfAborted();
    const isKnown = error instanceof ReportedError;
    const message = isKnown ? error.message : `unexpected: ${String(error)}`;
    return {
      ...known,
      state: "failed",
      failing: true,
      error: message,
      warnings: [],
      ...(!isKnown && { bug: error }),
    };
  }
}

async function bringVersion(job: Job): Promise<Conclusion> {
  const { repository, branch } = await clone(job);
  try {
    if (branch === undefined) return concluded(decide(emptyLook, job.request));
    job.known.branch = branch.name;
    return await bringTo(repository, branch, job);
  } finally {
    await repository.dispose();
  }
}

const emptyLook = {
  empty: true,
  workflowFound: false,
  wired: false,
  found: { kind: "absent" },
  before: undefined,
} as const;

async function clone(job: Job): Promise<{ repository: Repository; branch: Branch | undefined }> {
  const { git, contents, template, signal, reading } = job;
  const path = `${template.owner}/${template.name}.git`;
  const cloned = (branch: string | undefined) =>
    reading(() => Repository.clone(git, path, branch, contents, signal));
  try {
    return await cloned(template.branch);
  } catch (error) {
    if (!(error instanceof GitError && error.kind === "no-branch")) throw error;
    // A repository without any commit has no branch either, and is treated as such.
    const whole = await cloned(undefined).catch(() => undefined);
    if (whole && (whole.branch === undefined || whole.branch.name === template.branch)) return whole;
    await whole?.repository.dispose();
    throw error;
  }
}

async function bringTo(repository: Repository, first: Branch, job: Job): Promise<Conclusion> {
  const { request, known, reading, signal, say } = job;
  const pushes = new Pushes(repository, first.name, request.attempts, job, reading, say);
  let branch = first;
  let before: Found | undefined;
  let last: GitError | undefined;
  for (;;) {
    const { head } = branch;
    const sight = await reading(() => lookAt(repository, head, request, signal));
    const look = { ...sight, empty: false, before };
    const decision = decide(look, request);
    known.from = decision.from;
    say(
      `${first.name} is at ${head}, ${request.path} ${decision.from === null ? "is missing" : `holds ${decision.from}`}`,
    );
    if (decision.outcome !== "write") return concluded(decision, sight);
    if (last) throw last;
    before ??= sight.found;
    if (request.dryRun) return concluded(decision, sight);

    const change = { ...changeOf(request, sight), time: commitTime(job) };
    try {
      const pushed = await pushes
        .push(await repository.commit({ ...change, parents: [head] }, signal), head)
        .finally(() => {
          known.attempts = pushes.tried;
        });
      if (pushed.state === "pushed") {
        known.commit = pushed.commit;
        say(`pushed ${pushed.commit}`);
        return concluded(decision, sight);
      }
      if (pushed.branch === undefined)
        throw new ReportedError(`the branch ${first.name} was removed meanwhile`);
      branch = pushed.branch;
      last = pushed.last;
    } catch (error) {
      if (
        !(error instanceof GitError && error.kind === "protected" && request.onProtected === "pull-request")
      )
        throw error;
      say(`${first.name} takes no direct push (${error.reason}), so by pull request`);
      return await propose(repository, branch, change, decision, sight, job);
    }
  }
}

async function propose(
  repository: Repository,
  base: Branch,
  commit: Omit<FileCommit, "parents">,
  decision: Decision,
  sight: Sight,
  job: Job,
): Promise<Conclusion> {
  const { request, template, known, reading, signal, say } = job;
  const { version, attempts } = request;
  const { proposeVersion, pullRequestBranch } = await import("./pull-request/propose.ts");
  const direct = known.attempts;
  const head = pullRequestBranch(base.name, request.path);
  const pushes = new Pushes(
    repository,
    head,
    // The push that was refused counts too, but does not use up the only one.
    Math.max(1, attempts - direct),
    job,
    reading,
    say,
  );
  const push = async (made: string, expected: string | undefined) => {
    const pushed = await pushes.push(made, expected).finally(() => {
      known.attempts = direct + pushes.tried;
    });
    if (pushed.state === "pushed") {
      known.commit = pushed.commit;
      say(`pushed ${pushed.commit} to ${head}`);
    }
    return pushed;
  };
  const decideOn = (found: Found, before: Found | undefined) =>
    decide({ empty: false, workflowFound: true, wired: true, found, before }, request);
  const proposal = { template, base, from: known.from, version, commit };
  const tools = { forge: await job.forge(), push, decide: decideOn, reading, signal };
  try {
    const proposed = await proposeVersion(repository, proposal, decision, tools);
    known.pullRequest = proposed.pullRequest?.url ?? null;
    say(`pull request ${known.pullRequest ?? "not opened"}`);
    const end = concluded(proposed.decision, sight);
    return end.state === "updated" ? { ...end, state: "pull-request" } : end;
  } catch (error) {
    if (!(error instanceof GitError && error.kind === "protected")) throw error;
    const words = error.said === undefined ? "" : ` (${error.said})`;
    throw new ReportedError(
      `the branch ${head} of the pull request is protected too${words}; let the token's user push to it`,
      { cause: error },
    );
  }
}

function changeOf(request: Request, { mode, found }: Sight): Omit<FileCommit, "parents" | "time"> {
  const { path, version, message, author } = request;
  const replaced = found.kind === "file" ? Buffer.from(found.bytes).toString() : undefined;
  return { path, mode, content: Buffer.from(contentOf(version)).toString(), replaced, message, author };
}

/**
 * Now, in seconds since the epoch, or later: a branch that is asked for twice, by name and as the default one, would
 * otherwise get the same commit from both, and both would count as having pushed it.
 */
function commitTime({ template: { owner, name }, commitTimes }: Job): number {
  const repository = `${owner}/${name}`.toLowerCase();
  const time = Math.max(Math.floor(Date.now() / 1000), (commitTimes.get(repository) ?? 0) + 1);
  commitTimes.set(repository, time);
  return time;
}

const states = {
  write: "updated",
  unchanged: "unchanged",
  superseded: "superseded",
  skipped: "skipped",
  unwired: "unwired",
  fail: "failed",
} as const;

function concluded(decision: Decision, sight?: Sight): Conclusion {
  const { outcome, why } = decision;
  const state = states[outcome];
  if (outcome === "fail" || outcome === "unwired")
    return { state, failing: true, error: why ?? null, warnings: [] };
  const isPushed = outcome === "write" || outcome === "unchanged";
  const warnings = isPushed && why !== undefined ? [why] : [];
  if (isPushed && sight?.about.startedByPush === false)
    warnings.push(
      `the workflow ${sight.workflow} does not start on a push, so nothing rebuilds the template`,
    );
  const workflowName = sight?.about.name;
  return { state, failing: false, error: isPushed ? null : (why ?? null), warnings, workflowName };
}
