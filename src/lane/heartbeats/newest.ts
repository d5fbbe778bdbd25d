import { formatAge } from "../../base/duration.ts";
import type { CommitStatus } from "../../forge/commit-status.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import type { Served } from "../runners/served.ts";
import { heartbeatContext, isHeartbeat, skew } from "./heartbeat.ts";

/** What the newest heartbeat of one label tells. */
export interface NewestHeartbeat {
  readonly label: string;
  /** Yes by a fresh one, no by one that is too old, unknown without any. */
  readonly served: Served;
  /** The runner that left it, for a fresh one. */
  readonly runner: string | undefined;
  readonly why: string;
}

/**
 * Judges a label by its newest heartbeat. Its age is the server's word, whatever the text says.
 *
 * @param statuses newest first
 * @param now the server's time
 * @param maxAge in ms
 */
export function newestHeartbeat(
  label: string,
  kind: ForgeKind,
  statuses: readonly CommitStatus[],
  now: Date,
  maxAge: number,
): NewestHeartbeat {
  const own = statuses.filter(({ context }) => context === heartbeatContext(label, kind));
  const latest = now.getTime() + skew;
  const found = own.find((status) => isHeartbeat(status, kind) && status.createdAt.getTime() <= latest);
  if (!found) {
    const refused =
      own.length > 0 ? " (one that a person set, or with a time in the future, does not count)" : "";
    const why = `no heartbeat of the lane ${label} is known${refused}; let a scheduled job on it leave one with mode: beat`;
    return { label, served: "unknown", runner: undefined, why };
  }
  const age = Math.max(0, now.getTime() - found.createdAt.getTime());
  const runner = found.description.replace(/^\S+\s*/, "");
  const by = runner === "" ? "" : `, by ${runner},`;
  const last = `the last heartbeat of the lane ${label}${by} is ${formatAge(age)} old`;
  if (age <= maxAge) return { label, served: "yes", runner, why: last };
  return { label, served: "no", runner: undefined, why: `${last}, more than ${formatAge(maxAge)}` };
}

/**
 * Whether heartbeats show that one runner serves a set of labels: each label has a fresh one, and all are by the same
 * runner, as a job on the whole set leaves them.
 */
export function servedByHeartbeats(
  labels: readonly string[],
  byLabel: ReadonlyMap<string, NewestHeartbeat>,
): { readonly served: Served; readonly why: string } {
  const all = labels.flatMap((label) => byLabel.get(label) ?? []);
  const worst = all.find(({ served }) => served === "no") ?? all.find(({ served }) => served === "unknown");
  if (worst) return { served: worst.served, why: worst.why };
  if (all.length < labels.length || all.length === 0)
    return { served: "unknown", why: "no heartbeat tells of all its labels" };
  const why = all.map((one) => one.why).join("; ");
  if (new Set(all.map(({ runner }) => runner)).size === 1) return { served: "yes", why };
  return {
    served: "unknown",
    why: `${why}; they are by different runners, and none is known to have all labels`,
  };
}
