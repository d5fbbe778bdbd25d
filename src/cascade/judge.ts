import type { BareClone, Branch } from "../git/bare-clone.ts";
import { blobId } from "../git/blobs.ts";
import { type Decision, decide, isFailing } from "./decide.ts";
import type { Found } from "./facts/facts.ts";
import { contentOf } from "./file-content.ts";
import type { Job } from "./job.ts";
import { lookAt, type Seen } from "./look.ts";
import type { ReadOnly } from "./read-only/conclude.ts";
import type { StateAnswer } from "./read-only/repository-states.ts";

/** What the head of a branch shows, and what is to be done about it. */
export interface Judgement {
  readonly seen: Seen;
  readonly decision: Decision;
  /** Why nothing can be pushed, where something is to be, or the template fails; undefined where it can, or that is not known. */
  readonly readOnly: ReadOnly | undefined;
}

/**
 * Looks at a branch and decides about it. Where there is something to write, the forge is asked whether the repository
 * takes pushes, while the contents of files are fetched. So it is where the template would fail, as nobody can mend one
 * that is archived. A forge that tells its kind only then may read workflows elsewhere
 * than was taken for granted, so it is looked again: without a request, as all is here.
 *
 * @param before what the first look found; undefined in that one
 * @throws {GitError}
 */
export async function judge(
  clone: BareClone,
  branch: Branch,
  before: Found | undefined,
  job: Job,
): Promise<Judgement> {
  const { request, template, retryRead, signal } = job;
  const { serverKind, states } = request;
  const prepare = (oid: string | undefined) => {
    if (oid === undefined || oid !== blobId(contentOf(request.version), oid)) states.prepare(template);
  };
  for (;;) {
    const { isKnown } = serverKind;
    const seen = await retryRead(() => lookAt(clone, branch, request, signal, prepare));
    const decision = decide({ ...seen, empty: false, before }, request);
    if (!mattersFor(decision)) return { seen, decision, readOnly: undefined };
    const answer = await states.of(template);
    if (isKnown || !serverKind.isKnown)
      return {
        seen,
        decision: await orRefusal(decision, seen, job),
        readOnly: whyReadOnly(answer, decision, job),
      };
  }
}

/** A decision to write turns into its refusal where the commit could not be made as asked for. */
async function orRefusal(decision: Decision, seen: Seen, { request }: Job): Promise<Decision> {
  if (decision.outcome !== "write" || request.commitThrough !== "api") return decision;
  const { whyNotKept } = await import("./commit/kept.ts");
  const why = await request.serverKind.answer((kind) => whyNotKept(kind, request, seen), ["gitea", "github"]);
  return why === undefined ? decision : { outcome: "fail", from: decision.from, why };
}

/** Why the repository takes no push, where a decision without a look at a branch makes that matter. */
export async function readOnlyFor(decision: Decision, job: Job): Promise<ReadOnly | undefined> {
  if (!mattersFor(decision)) return undefined;
  return whyReadOnly(await job.request.states.of(job.template), decision, job);
}

/** Whether it matters that the repository takes no push. */
const mattersFor = (decision: Decision) => decision.outcome === "write" || isFailing(decision);

/** Why the repository takes no push; undefined where it does, or that cannot be known, which people are told. */
function whyReadOnly(answer: StateAnswer, { outcome }: Decision, { say }: Job): ReadOnly | undefined {
  if (answer.state === undefined && outcome === "write")
    say(`only the push can tell whether the repository is archived or a mirror: ${answer.why}`);
  return answer.state === "writable" ? undefined : answer.state;
}
