import { ReportedError } from "../errors.ts";
import type { Forge } from "../forge/forge.ts";
import type { Git } from "../git/client.ts";
import { GitError, gitVerdict } from "../git/failure.ts";
import type { FileCommit, Identity } from "../git/fast-import.ts";
import { type Branch, type Contents, Repository } from "../git/repository.ts";
import type { Clock } from "../retry/clock.ts";
import { seconds } from "../retry/failure.ts";
import { backoff, type HostPause, retry } from "../retry/retry.ts";
import { type Decision, decide, type Rules } from "./decide.ts";
import { versionIn } from "./file-content.ts";
import { type Look, type LookFor, lookAt } from "./look.ts";
import { proposeVersion } from "./pull-request.ts";
import type { TemplateResult } from "./result.ts";
import type { Template } from "./templates.ts";

/** What is asked for, the same for every template. */
export interface Request extends LookFor {
  readonly version: string;
  readonly rules: Rules;
  readonly onProtected: "fail" | "pull-request";
  readonly message: string;
  readonly author: Identity;
  /** Pushes to one branch in all. */
  readonly attempts: number;
  readonly dryRun: boolean;
}

/** What templates are worked on with. */
export interface Tools {
  readonly git: Git;
  /** What has been read from any template: they mostly hold the same. */
  readonly contents: Contents;
  /** Asked for only when something besides git is needed. */
  readonly forge: () => Promise<Forge>;
  readonly clock: Clock;
  /** The server's, shared by all templates. */
  readonly pause: HostPause;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What one template came to. */
export type TemplateEnd = Omit<TemplateResult, "template" | "to" | "seconds" | "run" | "commitUrl">;

type Seen = Pick<TemplateEnd, "branch" | "from" | "commit" | "pullRequest" | "attempts">;

/**
 * Brings the version into one template: look, decide, commit, push, and after a lost race from the look on again.
 * A failure becomes a part of the result.
 *
 * @param say is told what happens, a line each
 * @throws the signal's reason once it is aborted
 */
export async function cascadeTemplate(
  template: Template,
  request: Request,
  tools: Tools,
  say: (line: string) => void,
): Promise<TemplateEnd> {
  const work = new Work(template, request, tools, say);
  try {
    return { ...work.seen, ...(await work.run()), ...work.seen };
  } catch (error) {
    tools.signal.throwIfAborted();
    const known = error instanceof ReportedError;
    const message = known ? error.message : `unexpected: ${String(error)}`;
    return { ...work.seen, state: "failed", failing: true, error: message, ...(!known && { bug: error }) };
  } finally {
    await work.dispose();
  }
}

type Conclusion = Pick<TemplateEnd, "state" | "failing" | "error">;

class Work {
  readonly #template: Template;
  readonly #request: Request;
  readonly #tools: Tools;
  readonly #say: (line: string) => void;
  readonly seen: { -readonly [K in keyof Seen]: Seen[K] } = {
    branch: null,
    from: null,
    commit: null,
    pullRequest: null,
    attempts: 0,
  };
  #copies: Repository[] = [];
  /** Commits whose push ended without an answer. */
  readonly #unanswered: string[] = [];

  constructor(template: Template, request: Request, tools: Tools, say: (line: string) => void) {
    this.#template = template;
    this.#request = request;
    this.#tools = tools;
    this.#say = say;
    this.seen.branch = template.branch ?? null;
  }
}
