import { messageOf, ReportedError } from "../base/errors.ts";
import type { GroupLog } from "../base/log.ts";
import { runJobs } from "../jobs/jobs.ts";
import { ServerKind } from "../workflow/server-kind.ts";
import { type Bring, type Brought, bring, resultOf } from "./bring.ts";
import type { ParsedInputs } from "./inputs/inputs.ts";
import type { Template } from "./inputs/templates.ts";
import { RepositoryStates } from "./read-only/repository-states.ts";
import type { Request } from "./request.ts";
import type { Cascaded, RunReport } from "./result.ts";
import type { Tools } from "./tools.ts";

/**
 * Brings the version into every template, or with a roll-out into one wave of them after the other. One template's
 * failure touches no other of its wave. Without a roll-out, runs are waited for beside the work on others.
 *
 * @returns a result for each template, in their order
 * @throws an error that is a defect of ours, after all templates that were begun have come to their end
 */
export async function cascade(
  { templates, request: rest, kind, follow, rollOut }: ParsedInputs,
  concurrency: number,
  tools: Tools,
  log: GroupLog,
): Promise<Cascaded> {
  const { signal } = tools;
  const serverKind = new ServerKind(kind, tools.forge);
  const states = new RepositoryStates(() => serverKind.open(), signal);
  const request: Request = { ...rest, serverKind, states };
  const bringOne: Bring = (template) => bring(template, request, tools, log);
  if (rollOut !== undefined) {
    const { RollOut } = await import("./waves/roll-out.ts");
    return new RollOut({ templates, rollOut, request, concurrency, bring: bringOne, tools, log }).run();
  }
  const outcomes = await runJobs(templates, concurrency, signal, async (template) => {
    const brought = await bringOne(template);
    const run = followRun(template, brought, follow, tools, log);
    // It is waited for at the end; until then its failure is nobody's.
    run.catch(() => {});
    return { ...brought, run };
  });
  const runs = await Promise.all(
    outcomes.map((outcome) => (outcome.state === "done" ? outcome.value.run : null)),
  );
  const results = templates.map((template, at) => {
    const result = resultOf(template, outcomes[at] ?? { state: "skipped" }, request.version, signal);
    return { ...result, run: runs[at] ?? null };
  });
  return { results, waves: [] };
}

/** Waits for the run of one push. That it cannot be followed is worth a warning, not a failure: the push is done. */
async function followRun(
  { owner, name, text }: Template,
  { result: { state, commit, branch }, workflow }: Brought,
  mostWait: number,
  { forge, clock, signal }: Tools,
  log: GroupLog,
): Promise<RunReport | null> {
  if (mostWait === 0 || state !== "updated" || commit === null || branch === null) return null;
  try {
    const { follow } = await import("./follow.ts");
    const followed = { repository: { owner, name }, commit, filter: { ...workflow, branch } };
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
