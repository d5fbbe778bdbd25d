import { isRecord } from "../../base/json.ts";
import type { Runner, RunnerScope } from "./runner.ts";

/**
 * Reads a runner in any of the three shapes; undefined for what is none. GitHub's and Gitea's labels are objects and
 * their status is `online` or `offline` with `busy` apart; Forgejo's labels are texts and its status is `offline`,
 * `idle` or `active`.
 */
export function readRunner(data: unknown, scope: RunnerScope, certain: boolean): Runner | undefined {
  if (!isRecord(data)) return undefined;
  const { id, name, status, labels, os } = data;
  if (typeof id !== "number" || !Number.isSafeInteger(id)) return undefined;
  // A word that is not known is not taken for offline.
  if (!["online", "idle", "active", "offline"].includes(String(status))) return undefined;
  if (labels !== null && labels !== undefined && !Array.isArray(labels)) return undefined;
  return {
    id,
    name: typeof name === "string" ? name : "",
    status: status === "offline" ? "offline" : "online",
    busy: data.busy === true || status === "active",
    disabled: data.disabled === true,
    ephemeral: data.ephemeral === true,
    labels: Array.isArray(labels) ? labels.flatMap(labelName) : [],
    scope,
    certain,
    ...(typeof os === "string" && os !== "" && { os }),
  };
}

function labelName(label: unknown): string[] {
  const name = isRecord(label) ? label.name : label;
  return typeof name === "string" ? [name] : [];
}

/** Where Forgejo says that a runner is registered: an id of 0 is none, and both are at the instance. */
export function forgejoScope(data: unknown): RunnerScope {
  const has = (id: unknown) => typeof id === "number" && id > 0;
  if (!isRecord(data)) return "instance";
  return has(data.repo_id) ? "repository" : has(data.owner_id) ? "owner" : "instance";
}
