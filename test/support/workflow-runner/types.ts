import type { Result } from "./messages.ts";
import type { Site } from "./site.ts";

/** One run of a workflow, as somebody who pushes, opens a pull request or dispatches it causes one. */
export interface WorkflowRun {
  /** The text of the workflow's file. */
  readonly workflow: string;
  readonly event: WorkflowEvent;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** Variables that the runner's operator gives to every job. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs every job in a container, instead of on the host. */
  readonly containers?: JobContainers;
  /** The number of the user that jobs in containers are run as; root unless given. */
  readonly user?: number;
  /** Folders that jobs in containers have as they are on the host, writable ones with `:rw`. */
  readonly shared?: readonly string[];
  /** The name of the runner's home folder, below which its jobs work. */
  readonly home?: string;
  /** Cancels the run, as the button of the forge does. */
  readonly signal?: AbortSignal;
  /** Stops the runner itself with SIGTERM, as a reboot of its machine does; then it is started again. act has none. */
  readonly stops?: AbortSignal;
  /** Told each line of a job's log as it comes. */
  readonly onLine?: (line: string) => void;
}

/** What jobs run in. They have the network of the host, and its temporary folders alone. */
export interface JobContainers {
  /** The engine's address, such as `unix:///run/docker.sock`. */
  readonly host: string;
  /** An image that the engine has. */
  readonly image: string;
}

export interface WorkflowEvent {
  readonly name: string;
  /** Such as `refs/tags/v1.2.3`; the main branch by default. */
  readonly ref?: string;
  readonly sha?: string;
  /** What lies in the file of `GITHUB_EVENT_PATH`. */
  readonly payload?: {
    readonly pull_request?: Readonly<Record<"base" | "head", { readonly ref: string; readonly sha: string }>>;
    readonly [name: string]: unknown;
  };
}

/** One leg of a job of the workflow. */
export interface JobReport {
  readonly id: string;
  readonly result: Result;
  /** By the step's number, or its id where it has one; steps that were not reached may be missing. */
  readonly steps: Readonly<Record<string, Result>>;
  /** What the job's log page shows. */
  readonly log: string;
}

export interface RunReport {
  readonly jobs: readonly JobReport[];
  /** All that the runner's own process has said. */
  readonly said: string;
}

/** Runs a workflow of the site's repository with a program that nobody here has written. */
export type RunWorkflow = (site: Site, run: WorkflowRun) => Promise<RunReport>;
