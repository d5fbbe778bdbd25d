import { messageOf, ReportedError } from "../base/errors.ts";
import type { GroupLog } from "../base/log.ts";
import type { RunFilter } from "../forge/forge.ts";
import { runJobs } from "../jobs/jobs.ts";
import { ServerKind } from "../workflow/server-kind.ts";
import type { ParsedInputs } from "./inputs/inputs.ts";
import type { Template } from "./inputs/templates.ts";
import { RepositoryStates } from "./read-only/repository-states.ts";
import type { Request } from "./request.ts";
import type { RunReport, TemplateResult } from "./result.ts";
import type { Tools } from "./tools.ts";

export interface CascadeOptions {
  /** Templates at a time. */
  readonly concurrency: number;
  /** How long to wait for the runs that the pushes start, in ms; 0 does not wait. */
  readonly follow: number;
}

/** A template that was worked on. */
interface Worked {
  readonly result: TemplateResult;
  /** Its run once that has ended; null where none is waited for. */
  readonly run: Promise<RunReport | null>;
}

/**
 * Brings the version into every template. One template's failure touches no other. What is said of a template comes
 * in one piece, when its push is done; runs are waited for beside the work on others.
 *
 * @returns a result for each template, in their order
 * @throws an error that is a defect of ours, after all templates have come to their end
 */
export async function cascade(
  { templates, request: rest, kind }: Pick<ParsedInputs, "templates" | "request" | "kind">,
  { concurrency, follow: mostWait }: CascadeOptions,
  tools: Tools,
  log: GroupLog,
): Promise<TemplateResult[]> {
  const { signal } = tools;
  const serverKind = new ServerKind(kind, tools.forge);
  const states = new RepositoryStates(() => serverKind.open(), signal);
  const request: Request = { ...rest, serverKind, states };
  const outcomes = await runJobs(templates, concurrency, signal, (template) =>
    workOn(template, request, mostWait, tools, log),
  );
  const runs = await Promise.all(
    outcomes.map((outcome) => (outcome.state === "done" ? outcome.value.run : null)),
  );
  return outcomes.map((outcome, at) => {
    if (outcome.state === "done") return { ...outcome.value.result, run: runs[at] ?? null };
    if (outcome.state === "failed" && !signal.aborted) throw outcome.error;
    const when = outcome.state === "failed" ? "while it was worked on" : "before it was begun";
    return cancelled(templates[at], request.version, when);
  });
}

async function workOn(
  template: Template,
  request: Request,
  mostWait: number,
  tools: Tools,
  log: GroupLog,
): Promise<Worked> {
  const { clock, git } = tools;
  const { text, owner, name } = template;
  const start = clock.now();
  // Not before the inputs are understood.
  const { cascadeTemplate } = await import("./template.ts");
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const { workflow, ...end } = await cascadeTemplate(template, request, tools, say).catch(
    (error: unknown) => {
      log.group(`${text}: cancelled`, lines);
      throw error;
    },
  );
  const result: TemplateResult = {
    ...end,
    template: text,
    to: request.version,
    seconds: (clock.now() - start) / 1000,
    commitUrl: end.commit && `${git.server.url}/${owner}/${name}/commit/${end.commit}`,
    run: null,
  };
  log.group(titleOf(result), [...lines, ...(end.error === null ? [] : [end.error])]);
  for (const warning of end.warnings) log.warning(`${text}: ${warning}`);
  if (mostWait === 0 || end.state !== "updated") return { result, run: Promise.resolve(null) };
  const run = followRun(template, result, workflow ?? { workflow: request.workflow }, mostWait, tools, log);
  // It is waited for at the end; until then its failure is nobody's.
  run.catch(() => {});
  return { result, run };
}

function cancelled(template: Template | undefined, to: string, when: string): TemplateResult {
  return {
    template: template?.text ?? "",
    state: "failed",
    branch: template?.branch ?? null,
    from: null,
    to,
    commit: null,
    commitUrl: null,
    pullRequest: null,
    attempts: 0,
    seconds: 0,
    run: null,
    error: `the run was cancelled ${when}`,
    warnings: [],
    failing: true,
  };
}

function titleOf({ template, state, from, to }: TemplateResult): string {
  const brings = state === "updated" || state === "pull-request";
  return `${template}: ${state}, ${brings ? `${from ?? "nothing"} → ${to}` : (from ?? "no version")}`;
}

/** Waits for the run of one push. That it cannot be followed is worth a warning, not a failure: the push is done. */
async function followRun(
  { owner, name, text }: Template,
  { commit, branch }: TemplateResult,
  filter: Pick<RunFilter, "workflow" | "name">,
  mostWait: number,
  { forge, clock, signal }: Tools,
  log: GroupLog,
): Promise<RunReport | null> {
  if (commit === null || branch === null) return null;
  try {
    const { follow } = await import("./follow.ts");
    const followed = { repository: { owner, name }, commit, filter: { ...filter, branch } };
    const report = await follow(await forge(), followed, mostWait, clock, signal);
    const line = `${text}: run ${report.state}${report.url === null ? "" : `, ${report.url}`}`;
    if (report.state === "failure" || report.state === "cancelled") log.warning(line);
    else log.info(line);
    return report;
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof ReportedError)) throw error;
    log.warning(`${text}: its run cannot be followed: ${messageOf(error)}`);
    return { state: "unknown", url: null };
  }
}
