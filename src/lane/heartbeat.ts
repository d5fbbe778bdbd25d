import type { CommitStatus, NewCommitStatus } from "../forge/commit-status.ts";
import type { Answer } from "./capacity.ts";

/** The context of a lane's commit status. */
export function heartbeatContext(label: string): string {
  return `lane/${label}`;
}

/**
 * A heartbeat of a lane. The time and the runner are for people, and for telling one runner from another.
 *
 * @param time the server's, so that the text is never ahead of when it is stored
 */
export function heartbeat(label: string, runner: string, time: Date): NewCommitStatus {
  const description = `${time.toISOString()} ${runner}`.slice(0, 140);
  return { state: "success", context: heartbeatContext(label), description };
}

/** What the newest heartbeat of one label tells. */
export interface Pulse {
  readonly label: string;
  readonly answer: Answer;
  /** The runner that left it, for a fresh one. */
  readonly runner: string | undefined;
  readonly why: string;
}

/** Who posts for a job's own token: nobody on Gitea and Forgejo, this account on GitHub. */
const jobAccounts = new Set<string | null>([null, "github-actions[bot]"]);

/**
 * Whether a commit status was left by a job on the lane, as far as it shows: what a person set, and what claims a time
 * ahead of the server's, is no heartbeat.
 */
export function isHeartbeat({ creator, state, description, createdAt }: CommitStatus): boolean {
  const claimed = Date.parse(/^\S+/.exec(description)?.[0] ?? "");
  return jobAccounts.has(creator) && state === "success" && claimed <= createdAt.getTime();
}

/**
 * Judges a lane by its newest heartbeat. Its age is the server's word, whatever the text says.
 *
 * @param statuses newest first
 * @param now the server's time
 * @param maxAge in ms
 */
export function pulseOf(label: string, statuses: readonly CommitStatus[], now: Date, maxAge: number): Pulse {
  const own = statuses.filter(({ context }) => context === heartbeatContext(label));
  const found = own.find(isHeartbeat);
  if (!found) {
    const refused =
      own.length > 0 ? " (what a person set, or what claims a time to come, does not count)" : "";
    const why = `the lane ${label} has left no heartbeat${refused}; run mode: beat on it, on a schedule`;
    return { label, answer: "unknown", runner: undefined, why };
  }
  const age = Math.max(0, now.getTime() - found.createdAt.getTime());
  const runner = found.description.replace(/^\S+\s*/, "");
  const by = runner === "" ? "" : `, by ${runner},`;
  const left = `the last heartbeat of the lane ${label}${by} is ${words(age)} old`;
  if (age <= maxAge) return { label, answer: "yes", runner, why: left };
  const why = `bring a runner with the label ${label} online: ${left}, more than ${words(maxAge)}`;
  return { label, answer: "no", runner: undefined, why };
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

function words(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
