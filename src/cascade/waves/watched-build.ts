import { messageOf, ReportedError } from "../../base/errors.ts";
import { ForgeError } from "../../forge/errors.ts";
import type { Forge, RunFilter } from "../../forge/forge.ts";
import type { Template } from "../inputs/templates.ts";
import { appearsWithin, type BuildReport, counting, hasEnded, newest, noBuild } from "./build.ts";

/** A template that has the version, and what its build is found by. */
export interface Built {
  readonly template: Template;
  /** The commit that is looked at first: the newest that is known to hold the version. */
  readonly commit: string;
  readonly filter: RunFilter;
  /** Whether this run has pushed it, so that its build may have yet to begin. */
  readonly isNew: boolean;
}

/** What builds are looked at with. */
export interface Watch {
  readonly forge: Forge;
  readonly signal: AbortSignal;
  /** The commits of a template's branch that hold the version, newest first. */
  readonly history: (built: Built) => Promise<readonly string[]>;
}

/**
 * The build of one template, while it is waited for. A commit whose build does not succeed is not the last word: somebody
 * may have mended the template with a later one, or the build of an earlier one may have proven the version.
 */
export class WatchedBuild {
  readonly template: Template;
  readonly #built: Built;
  readonly #watch: Watch;
  #commit: string;
  #report = noBuild;
  #isOver = false;
  #looks = 0;
  /** Why the last look told nothing; undefined where it did. */
  #trouble: string | undefined;

  constructor(built: Built, watch: Watch) {
    this.template = built.template;
    this.#built = built;
    this.#watch = watch;
    this.#commit = built.commit;
  }

  /** What is known of it by now. */
  get report(): BuildReport {
    return this.#report;
  }

  /** Whether there is nothing more to wait for. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Looks at it once more: one request, and where it did not succeed others for the commits around it.
   *
   * @param waited how long it has been waited for, in ms
   * @param over is aborted when there is no time left
   * @throws the signal's reason once it is aborted, or an error that is a defect of ours
   */
  async look(waited: number, over: AbortSignal): Promise<void> {
    this.#looks++;
    const report = await this.#ask(this.#commit, over);
    if (report === undefined) return;
    this.#report = report;
    const { state } = report;
    if (state === "pending") return;
    if (state === "success" || state === "unknown") {
      this.#isOver = true;
      return;
    }
    const isLate = waited >= appearsWithin;
    if (state === "none" && !isLate && (this.#built.isNew || this.#looks > 1)) return;
    await this.#lookAround(state === "none" && !isLate, over);
  }

  /** There is no time left. */
  giveUp(): void {
    if (!this.#isOver && this.#trouble !== undefined)
      this.#report = { state: "unknown", url: this.#report.url, why: this.#trouble };
    this.#isOver = true;
  }

  /**
   * Looks at the builds of other commits, again later where the server was in trouble: one of them may have succeeded.
   *
   * @param mayBegin whether this commit's build may still begin, if no other one has any
   */
  async #lookAround(mayBegin: boolean, over: AbortSignal): Promise<void> {
    const commits = await this.#history();
    const reports: BuildReport[] = [];
    for (const commit of commits) {
      const report = commit === this.#commit ? this.#report : await this.#ask(commit, over);
      if (report === undefined) return;
      reports.push(report);
      if (report.state === "success") break;
    }
    const at = counting(reports);
    const [commit, report] = at === undefined ? [] : [commits[at], reports[at]];
    if (commit === undefined || report === undefined) {
      this.#isOver = !mayBegin;
      return;
    }
    this.#commit = commit;
    this.#report = report;
    this.#isOver = hasEnded(report);
  }

  /** The commits to look at: at least this one, should there be no telling. */
  async #history(): Promise<readonly string[]> {
    try {
      const commits = await this.#watch.history(this.#built);
      return commits.includes(this.#commit) ? commits : [...commits, this.#commit];
    } catch (error) {
      this.#watch.signal.throwIfAborted();
      if (!(error instanceof ReportedError)) throw error;
      return [this.#commit];
    }
  }

  /** @returns undefined where the server is in trouble that passes, or there is no time left */
  async #ask(commit: string, over: AbortSignal): Promise<BuildReport | undefined> {
    const { forge, signal } = this.#watch;
    const { template, filter } = this.#built;
    this.#trouble = undefined;
    try {
      return newest(await forge.runsOf(template, commit, filter, AbortSignal.any([signal, over])));
    } catch (error) {
      signal.throwIfAborted();
      if (over.aborted) {
        this.#trouble = "the server has not told in that time";
        return undefined;
      }
      if (!(error instanceof ReportedError)) throw error;
      if (error instanceof ForgeError && error.verdict.action === "retry") {
        this.#trouble = messageOf(error);
        return undefined;
      }
      return { state: "unknown", url: null, why: messageOf(error) };
    }
  }
}
