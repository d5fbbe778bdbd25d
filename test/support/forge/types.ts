import type { IncomingHttpHeaders } from "node:http";

export type ForgeProduct = "gitea" | "forgejo" | "github";

/** One request to the API, as it is logged. */
export interface ForgeRecord {
  readonly n: number;
  readonly method: string;
  /** Below the API's address, still encoded: `/repos/o/r/pulls`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body's JSON, undefined without one. */
  readonly body: unknown;
  /** The answer's status; 0 until it is sent, or when none is. */
  status: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly text?: string;
}

/** No other members than those that a package's types know; their values are checked by tests. */
export type MembersOf<T> = { readonly [Name in keyof T]?: unknown };

/** A job's status in the words of Gitea and Forgejo (`models/actions/status.go`). */
export type JobStatus = "waiting" | "blocked" | "running" | "success" | "failure" | "cancelled" | "skipped";

export interface FakePull {
  readonly number: number;
  title: string;
  body: string;
  readonly head: string;
  readonly base: string;
  state: "open" | "closed";
  /** `owner/name` of the repository with the head branch; that of the pull request by default. */
  readonly headRepository?: string;
  /** The head's commit; some other by default. */
  readonly sha?: string;
}

export interface FakeRun {
  /** The number in the repository. */
  readonly number: number;
  /** The id in the whole instance. */
  readonly id: number;
  readonly sha: string;
  readonly branch: string;
  readonly event: string;
  /** The workflow's file name. */
  readonly workflow: string;
  /** Its `name:`; the file's name where it has none. */
  readonly name: string;
  readonly jobs: readonly string[];
  /** The status of all jobs, or of each in turn, at every poll; the last one stays. */
  readonly states: (JobStatus | readonly JobStatus[])[];
}
