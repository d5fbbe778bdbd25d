import { formatAge } from "../../base/duration.ts";
import type { CommitStatus, NewCommitStatus } from "../../forge/commit-status.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import type { Answer } from "../runners/capacity.ts";

/** The context of a lane's commit status. GitHub tells labels not apart by case, and so neither does the context. */
export function heartbeatContext(label: string, kind: ForgeKind): string {
  return `lane/${kind === "github" ? label.toLowerCase() : label}`;
}

/**
 * A heartbeat of a lane. The time and the runner are for people, and for telling one runner from another.
 *
 * @param time the server's, so that the text is never ahead of when it is stored
 */
export function heartbeat(label: string, kind: ForgeKind, runner: string, time: Date): NewCommitStatus {
  const description = `${time.toISOString()} ${runner}`.slice(0, 140);
  return { state: "success", context: heartbeatContext(label, kind), description };
}

/** The clocks of a server and what stands before it may differ by so much, in ms. */
export const skew = 10_000;

/** What the newest heartbeat of one label tells. */
export interface Pulse {
  readonly label: string;
  readonly answer: Answer;
  /** The runner that left it, for a fresh one. */
  readonly runner: string | undefined;
  readonly why: string;
}

/**
 * Whether a commit status was left by a job, as far as it shows: what a person set, and what claims a time ahead of the
 * server's, is no heartbeat. For a job's own token nobody posts on Gitea and Forgejo, and `github-actions[bot]` on GitHub.
 */
export function isHeartbeat(
  { creator, state, description, createdAt }: CommitStatus,
  kind: ForgeKind,
): boolean {
  // Date.parse makes a date of much that is none.
  const claimed = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+Z(?=\s|$)/.exec(description)?.[0] ?? "");
  const ofJob = kind === "github" ? creator === "github-actions[bot]" : creator === null;
  return ofJob && state === "success" && claimed <= createdAt.getTime();
}

/**
 * Judges a lane by its newest heartbeat. Its age is the server's word, whatever the text says.
 *
 * @param statuses newest first
 * @param now the server's time
 * @param maxAge in ms
 */
export function pulseOf(
  label: string,
  kind: ForgeKind,
  statuses: readonly CommitStatus[],
  now: Date,
  maxAge: number,
): Pulse {
  const own = statuses.filter(({ context }) => context === heartbeatContext(label, kind));
  const latest = now.getTime() + skew;
  const found = own.find((status) => isHeartbeat(status, kind) && status.createdAt.getTime() <= latest);
  if (!found) {
    const refused =
      own.length > 0 ? ", as what a person set or what claims a time to come does not count" : "";
    const why = `no heartbeat of the lane ${label} is known${refused}; let a scheduled job on it leave one with mode: beat`;
    return { label, answer: "unknown", runner: undefined, why };
  }
  const age = Math.max(0, now.getTime() - found.createdAt.getTime());
  const runner = found.description.replace(/^\S+\s*/, "");
  const by = runner === "" ? "" : `, by ${runner},`;
  const left = `the last heartbeat of the lane ${label}${by} is ${formatAge(age)} old`;
  if (age <= maxAge) return { label, answer: "yes", runner, why: left };
  return { label, answer: "no", runner: undefined, why: `${left}, more than ${formatAge(maxAge)}` };
}

/**
 * Whether heartbeats show that one runner serves a set of labels: each label has a fresh one, and all are by the same
 * runner, as a job on the whole set leaves them.
 */
export function servedBy(
  labels: readonly string[],
  pulses: ReadonlyMap<string, Pulse>,
): { readonly answer: Answer; readonly why: string } {
  const all = labels.flatMap((label) => pulses.get(label) ?? []);
  const found = all.find(({ answer }) => answer === "no") ?? all.find(({ answer }) => answer === "unknown");
  if (found) return { answer: found.answer, why: found.why };
  const why = all.map((pulse) => pulse.why).join("; ");
  if (all.length < labels.length || all.length === 0)
    return { answer: "unknown", why: "no heartbeat tells of all its labels" };
  return new Set(all.map(({ runner }) => runner)).size > 1
    ? {
        answer: "unknown",
        why: `${why}; they are by different runners, and none is known to have all labels`,
      }
    : { answer: "yes", why };
}
