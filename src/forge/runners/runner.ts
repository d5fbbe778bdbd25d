/**
 * Where a runner is registered: at the repository, at its owner (an organisation or a user), or at the instance. On
 * GitHub `instance` stands for the enterprise, whose runner groups an organisation may use.
 */
export type RunnerScope = "repository" | "owner" | "instance";

/** A self-hosted runner that a repository's jobs may run on. */
export interface Runner {
  readonly id: number;
  readonly name: string;
  /** What the server last knew: Gitea and Forgejo call a runner offline a minute after its last word. */
  readonly status: "online" | "offline";
  /** Whether a job is running on it. */
  readonly busy: boolean;
  /** Whether it is kept from taking jobs, while its status may be `online`; only Gitea from 1.26 tells. */
  readonly disabled: boolean;
  /** Whether it takes a single job and is then gone. */
  readonly ephemeral: boolean;
  /** Its labels as the server spells them. */
  readonly labels: readonly string[];
  /** The narrowest scope that it is known to be of. */
  readonly scope: RunnerScope;
  /**
   * Whether the repository's jobs may run on it for certain. False for a runner that only Gitea's list of the whole
   * instance has: that mixes in the runners of other repositories and owners without saying whose they are, and there
   * is no filter. False too for a runner of a GitHub organisation whose runner groups cannot be read, or in a runner group that is
   * open to selected workflows only.
   */
  readonly certain: boolean;
  /** The name of its runner group, of a GitHub organisation or enterprise. */
  readonly group?: string | undefined;
  /** The operating system in the server's words; only GitHub tells. */
  readonly os?: string | undefined;
}

/**
 * How reading a scope's runners went:
 *
 * - `read`: all of them were read;
 * - `forbidden`: the token is refused (401, 403);
 * - `hidden`: the server knows the route, but not what it is asked about, or does not show it (a 404 in JSON);
 * - `no-route`: the server knows no such route (any other 404): it is older than the list of runners;
 * - `failed`: no proper answer after all retries (5xx, time-outs, other JSON), or the list changed too much while it
 *   was read. The runners of the pages that were read still count.
 */
export type ScopeState = "read" | "forbidden" | "hidden" | "no-route" | "failed";

export interface ScopeReport {
  readonly scope: RunnerScope;
  /** What it is: `owner/repository`, the owner's name, the server's host, or a GitHub enterprise's runner group. */
  readonly name: string;
  readonly state: ScopeState;
  /** Why it was not read, as a clause without a full stop; empty if it was and nothing is to be said of it. */
  readonly reason: string;
}

/** The runners of all scopes that could be read, each once. */
export interface RunnerListing {
  /** In the order of their scopes, narrowest first, and then of their ids. */
  readonly runners: readonly Runner[];
  /** Narrowest first. A scope that does not exist has no report: a GitHub user has no runners to share. */
  readonly scopes: readonly ScopeReport[];
}
