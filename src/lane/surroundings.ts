import { readFile } from "node:fs/promises";
import { isRecord, parseJson } from "../json.ts";

/** What the run tells of itself. */
export interface Surroundings {
  /** The event that started the run, such as `pull_request`; empty where no runner tells. */
  readonly event: string;
  /** The commit whose workflows are to be read by the API; undefined where the workspace has them. */
  readonly readAt: string | undefined;
  /** The commit that the run is of. */
  readonly sha: string | undefined;
  readonly runner: string;
}

const objectId = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Reads what the run tells of itself. On `pull_request_target` the workspace holds the base, and what is to be merged
 * is the pull request's head: read as data, never checked out.
 */
export async function readSurroundings(env: NodeJS.ProcessEnv): Promise<Surroundings> {
  const { GITHUB_EVENT_NAME: event = "", GITHUB_EVENT_PATH: path, GITHUB_SHA: sha = "" } = env;
  return {
    event,
    readAt: event === "pull_request_target" ? headOf(await payload(path)) : undefined,
    sha: objectId.test(sha) ? sha : undefined,
    runner: env.RUNNER_NAME?.trim() || "a runner without a name",
  };
}

async function payload(path: string | undefined): Promise<unknown> {
  return path ? parseJson(await readFile(path, "utf8").catch(() => "")) : undefined;
}

function headOf(payload: unknown): string | undefined {
  const request = isRecord(payload) ? payload.pull_request : undefined;
  const head = isRecord(request) && isRecord(request.head) ? request.head.sha : undefined;
  return typeof head === "string" && objectId.test(head) ? head : undefined;
}
