import { enumerated } from "../../base/enumerated.ts";
import type { GroupLog } from "../../base/log.ts";
import { counted } from "../../base/words.ts";
import { runJobs } from "../../jobs/jobs.ts";
import { type Bring, type Brought, cancelled, resultOf, untouched } from "../bring.ts";
import type { RollOutRequest } from "../inputs/roll-out.ts";
import type { Template } from "../inputs/templates.ts";
import type { Request } from "../request.ts";
import type { Cascaded, TemplateResult, WaveReport } from "../result.ts";
import { retryReads } from "../retry-reads.ts";
import type { Tools } from "../tools.ts";
import { whyNotBuilt } from "./build.ts";
import { commitsWithVersion } from "./history.ts";
import { canariesFirst, planWaves, takes, type Wave, wavesOfRest } from "./plan.ts";
import { whyUntold } from "./refuse.ts";
import { counts, judged, type Rules, stops } from "./verdict.ts";
import { waitForBuilds } from "./wait.ts";
import { type Built, WatchedBuild } from "./watched-build.ts";

export interface RollOutOptions {
  readonly templates: readonly Template[];
  readonly rollOut: RollOutRequest;
  readonly request: Request;
  /** Templates at a time. */
  readonly concurrency: number;
  readonly bring: Bring;
  readonly tools: Tools;
  readonly log: GroupLog;
}

/** What has become of the templates of one wave. */
interface Taken {
  readonly template: Template;
  readonly result: TemplateResult;
  /** What its build is found by; undefined where there is none to wait for. */
  readonly built: Built | undefined;
}

/**
 * A version on its way through the waves. It keeps nothing between runs: a template that has the version counts as soon as
 * its wave has come, by its build, so that a run after any other goes on where that one stopped.
 */
export class RollOut {
  readonly #options: RollOutOptions;
  readonly #waves: readonly Wave[];
  /** Templates that no wave has taken yet. */
  readonly #left: Template[];
  readonly #results = new Map<Template, TemplateResult>();
  readonly #reports: WaveReport[] = [];
  /** Templates that count to the figures. */
  #reached = 0;

  constructor(options: RollOutOptions) {
    this.#options = options;
    this.#waves = planWaves(options.rollOut.figures, options.templates);
    this.#left = canariesFirst(options.templates);
  }

  /** @throws an error that is a defect of ours, after all templates that were begun have come to their end */
  async run(): Promise<Cascaded> {
    const { signal } = this.#options.tools;
    try {
      if (await this.#isRefused()) this.#holdRest(undefined);
      else await this.#runWaves();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    const results = this.#options.templates.map(
      (template) =>
        this.#results.get(template) ??
        cancelled(template, this.#options.request.version, "before it was begun"),
    );
    return { results, waves: this.#reports };
  }

  /** Whether there is a template whose builds could not be waited for: then nothing is written anywhere. */
  async #isRefused(): Promise<boolean> {
    const { templates, tools, request } = this.#options;
    const refused = await whyUntold(templates, tools);
    const numbers = this.#numbersOfRest(this.#waves);
    for (const [template, error] of refused) {
      const wave = numbers.get(template) ?? null;
      const failed = { ...untouched(template, request.version), wave, state: "failed", error } as const;
      this.#results.set(template, { ...failed, failing: true });
    }
    return refused.size > 0;
  }

  async #runWaves(): Promise<void> {
    const { dryRun } = this.#options.request;
    for (const wave of this.#waves) {
      const taken = await this.#take(wave);
      this.#tellWave(wave, taken);
      if (dryRun) this.#report(wave, "planned");
      else if (!(await this.#isBuilt(wave, taken))) return this.#holdRest(wave);
    }
  }

  /**
   * Brings the version to the templates of a wave: to more than its figure where some are passed over, but to none after
   * one that ends the roll-out.
   */
  async #take(wave: Wave): Promise<Taken[]> {
    const { concurrency, bring, tools, request } = this.#options;
    const all: Taken[] = [];
    for (let isOver = false; !isOver; ) {
      const next = this.#left.splice(0, takes(wave, this.#reached, this.#left.length));
      if (next.length === 0) break;
      const outcomes = await runJobs(next, concurrency, tools.signal, bring);
      for (const [at, template] of next.entries()) {
        const outcome = outcomes[at] ?? ({ state: "skipped" } as const);
        const result = {
          ...resultOf(template, outcome, request.version, tools.signal),
          wave: wave.number,
        };
        this.#results.set(template, result);
        if (counts(result)) this.#reached++;
        const brought = outcome.state === "done" ? outcome.value : undefined;
        all.push({ template, result, built: brought && this.#builtOf(template, brought) });
      }
      tools.signal.throwIfAborted();
      isOver = !request.dryRun && this.#isStopped(all);
    }
    return all;
  }

  /** Whether templates fail the step, and so end the roll-out, before any build has. */
  #isStopped(taken: readonly Taken[]): boolean {
    return stops(
      taken.map(({ result }) => result),
      this.#options.rollOut.onFailedBuild,
    );
  }

  #builtOf(template: Template, { result, commit, workflow }: Brought): Built | undefined {
    if (commit === undefined || result.branch === null || this.#options.request.dryRun) return undefined;
    const filter = { ...workflow, branch: result.branch };
    return { template, commit, filter, isNew: result.state === "updated" };
  }

  /** Waits for the builds of a wave, and judges it by them. */
  async #isBuilt(wave: Wave, taken: readonly Taken[]): Promise<boolean> {
    const { rollOut, tools, log } = this.#options;
    const { onFailedBuild, follow: mostWait } = rollOut;
    const rules: Rules = { onFailedBuild, mostWait, isLast: this.#left.length === 0 };
    // With templates to be held, what is known already is enough.
    const builds = await this.#watch(!rules.isLast && this.#isStopped(taken) ? [] : taken);
    if (builds.size > 0) {
      log.info(`${nameOf(wave, this.#waves)}: waiting for ${counted(builds.size, "build")}`);
      await waitForBuilds([...builds.values()], {
        mostWait,
        clock: tools.clock,
        signal: tools.signal,
        isEnough: ({ report }) => onFailedBuild === "stop" && !rules.isLast && report.state !== "success",
        onEnd: (ended) => this.#tellBuild(ended),
      });
    }
    const results = taken.map(({ template, result }) => {
      const last = judged(result, builds.get(template), rules);
      this.#results.set(template, last);
      return last;
    });
    const isStopped = stops(results, onFailedBuild);
    this.#report(wave, isStopped ? "stopped" : "built");
    return !isStopped;
  }

  async #watch(taken: readonly Taken[]): Promise<ReadonlyMap<Template, WatchedBuild>> {
    const { tools, request, log } = this.#options;
    const waited = taken.flatMap(({ built }) => (built === undefined ? [] : [built]));
    if (waited.length === 0) return new Map();
    const watch = {
      forge: await tools.forge(),
      signal: tools.signal,
      history: ({ template, filter }: Built) =>
        retryReads(tools, (line) => log.info(`${template.text}: ${line}`))(() =>
          commitsWithVersion(template, filter.branch, request, tools),
        ),
    };
    return new Map(waited.map((built) => [built.template, new WatchedBuild(built, watch)]));
  }

  /** Leaves the templates that are left alone. */
  #holdRest(stopped: Wave | undefined): void {
    const at = stopped === undefined ? "before its first wave" : `at ${nameOf(stopped, this.#waves)}`;
    const error = `the roll-out stopped ${at}, so nothing was pushed here`;
    const rest = this.#waves.filter(({ number }) => number > (stopped?.number ?? 0));
    for (const [template, wave] of this.#numbersOfRest(rest)) {
      if (this.#results.has(template)) continue;
      const held = untouched(template, this.#options.request.version);
      this.#results.set(template, { ...held, wave, state: "held", error });
    }
    for (const wave of rest) this.#report(wave, "held");
  }

  /** The waves that the templates which are left would be in. */
  #numbersOfRest(waves: readonly Wave[]): ReadonlyMap<Template, number | null> {
    const numbers = wavesOfRest(waves, this.#reached, this.#left.length);
    return new Map(this.#left.map((template, at) => [template, numbers[at] ?? null]));
  }

  #report({ number, figure, target }: Wave, verdict: WaveReport["verdict"]): void {
    this.#reports.push({ number, figure, target, verdict });
  }

  #tellWave(wave: Wave, taken: readonly Taken[]): void {
    const names = taken.map(({ template }) => template.text);
    const whose = names.length === 0 ? "no other template" : enumerated(names, 10);
    this.#options.log.info(`${nameOf(wave, this.#waves)}: ${whose}`);
  }

  #tellBuild({ template, report }: WatchedBuild): void {
    const { log, rollOut, request } = this.#options;
    const why = whyNotBuilt(report, request.version, rollOut.follow);
    if (why === undefined)
      log.info(`${template.text}: run success${report.url === null ? "" : `, ${report.url}`}`);
    else if (rollOut.onFailedBuild === "warn") log.warning(`${template.text}: ${why}`);
    else log.info(`${template.text}: ${why}`);
  }
}

function nameOf({ number, figure }: Wave, { length }: readonly Wave[]): string {
  return `wave ${number} of ${length} (${figure})`;
}
