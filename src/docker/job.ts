import { readFileSync } from "node:fs";
import { startOf } from "./host/processes.ts";
import type { OneProcess } from "./host/requests.ts";

/** The job that this process belongs to. */
export interface Job {
  /** Of the server, such as `https://git.example.com`. */
  readonly server: string;
  readonly repository: string;
  readonly run: string;
  /** The job's key in its workflow. */
  readonly job: string;
  readonly attempt: string;
  /** Tells jobs apart that run at the same time: a name that may be part of a container's. */
  readonly name: string;
}

/** The job of an environment, as a runner describes it. */
export function jobOf(env: NodeJS.ProcessEnv): Job {
  const { GITHUB_SERVER_URL: server = "", GITHUB_REPOSITORY: repository = "" } = env;
  const { GITHUB_RUN_ID: run = "", GITHUB_JOB: job = "", GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
  // Jobs of one matrix share their key, and so do runs of two servers their number: the workspace parts them.
  const place = [server, repository, env.RUNNER_NAME ?? "", env.GITHUB_WORKSPACE ?? ""].join("\n");
  const name = [run || "0", job || "job", attempt, hashOf(place)].join("-").replace(/[^A-Za-z0-9_.-]+/g, "_");
  return { server, repository, run, job, attempt, name };
}

/** 32 bits of FNV-1a, as hex: tells some places apart, and guards nothing. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

/**
 * The ID of the container that this process runs in; undefined outside of one, or where nothing tells. What a container
 * has mounted names it: its `/etc/hostname` and `/etc/hosts` lie in the engine's folder of that ID.
 */
export function ownContainer(
  mountinfo: () => string = () => readFileSync("/proc/self/mountinfo", "utf8"),
): string | undefined {
  try {
    return /\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)\b/.exec(mountinfo())?.[1];
  } catch {
    return undefined;
  }
}

/** This process as the host's processes show it. */
export function ownProcess(): OneProcess {
  try {
    const text = readFileSync("/proc/self/cmdline", "utf8");
    const start = startOf(readFileSync("/proc/self/stat", "utf8"));
    const command = text.replace(/\0$/, "").split("\0");
    return { pid: process.pid, command, ...(start === undefined ? {} : { start }) };
  } catch {
    return { pid: process.pid, command: [] };
  }
}
