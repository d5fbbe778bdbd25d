import type { CommitStatus, NewCommitStatus } from "../../forge/commit-status.ts";
import type { ForgeKind } from "../../forge/forge.ts";

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

/**
 * Why a commit status does not count as a heartbeat; undefined for one that does. As far as it shows, it has to be left
 * by a job: for a job's own token nobody posts on Gitea and Forgejo, and `github-actions[bot]` on GitHub. And its text
 * must not claim a time ahead of the server's.
 */
export function flawOf(
  { creator, state, description, createdAt }: CommitStatus,
  kind: ForgeKind,
): "not-by-a-job" | "ahead-of-time" | undefined {
  // Date.parse makes a date of much that is none.
  const claimed = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+Z(?=\s|$)/.exec(description)?.[0] ?? "");
  const ofJob = kind === "github" ? creator === "github-actions[bot]" : creator === null;
  if (!ofJob || state !== "success" || Number.isNaN(claimed)) return "not-by-a-job";
  return claimed <= createdAt.getTime() ? undefined : "ahead-of-time";
}

export function isHeartbeat(status: CommitStatus, kind: ForgeKind): boolean {
  return flawOf(status, kind) === undefined;
}
