import type { GroupLog } from "../base/log.ts";
import type { RunFilter } from "../forge/forge.ts";
import type { Outcome } from "../jobs/jobs.ts";
import type { Template } from "./inputs/templates.ts";
import type { Request } from "./request.ts";
import type { TemplateResult } from "./result.ts";
import type { Tools } from "./tools.ts";

/** A template that was worked on. */
export interface Brought {
  readonly result: TemplateResult;
  /** The newest commit of its branch that is known to hold the version; undefined where there is none. */
  readonly commit: string | undefined;
  /** Which runs build it. */
  readonly workflow: Pick<RunFilter, "workflow" | "name">;
}

/** Brings the version into one template. */
export type Bring = (template: Template) => Promise<Brought>;

/**
 * Brings the version into one template. What is said of it comes in one piece, when its push is done.
 *
 * @throws the signal's reason once it is aborted, or an error that is a defect of ours
 */
export async function bring(
  template: Template,
  request: Request,
  tools: Tools,
  log: GroupLog,
): Promise<Brought> {
  const { clock, git } = tools;
  const { text, owner, name } = template;
  const start = clock.now();
  // Not before the inputs are understood.
  const { cascadeTemplate } = await import("./template.ts");
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const { workflow, head, ...end } = await cascadeTemplate(template, request, tools, say).catch(
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
    commitUrl: end.commit === null ? null : `${git.server.url}/${owner}/${name}/commit/${end.commit}`,
    run: null,
    wave: null,
  };
  log.group(titleOf(result), [...lines, ...(end.error === null ? [] : [end.error])]);
  for (const warning of end.warnings) log.warning(`${text}: ${warning}`);
  return {
    result,
    commit: commitWithVersion(result, head),
    workflow: workflow ?? { workflow: request.workflow },
  };
}

/**
 * The result of a template whose work has ended.
 *
 * @throws an error that is a defect of ours
 */
export function resultOf(
  template: Template,
  outcome: Outcome<Brought>,
  version: string,
  signal: AbortSignal,
): TemplateResult {
  if (outcome.state === "done") return outcome.value.result;
  if (outcome.state === "failed" && !signal.aborted) throw outcome.error;
  const when = outcome.state === "failed" ? "while it was worked on" : "before it was begun";
  return cancelled(template, version, when);
}

/** What becomes of a template that a cancelled run did not finish, or did not begin. */
export function cancelled(template: Template, to: string, when: string): TemplateResult {
  const error = `the run was cancelled ${when}`;
  return { ...untouched(template, to), state: "failed", error, failing: true };
}

/** The result of a template that nothing is known of. */
export function untouched({ text, branch }: Template, to: string): Omit<TemplateResult, "state"> {
  return {
    template: text,
    branch: branch ?? null,
    from: null,
    to,
    commit: null,
    commitUrl: null,
    pullRequest: null,
    attempts: 0,
    seconds: 0,
    run: null,
    wave: null,
    error: null,
    warnings: [],
    failing: false,
  };
}

function commitWithVersion({ state, commit }: TemplateResult, head: string | undefined): string | undefined {
  if (state === "updated") return commit ?? undefined;
  return state === "unchanged" ? head : undefined;
}

function titleOf({ template, state, from, to }: TemplateResult): string {
  const brings = state === "updated" || state === "pull-request";
  return `${template}: ${state}, ${brings ? `${from ?? "nothing"} → ${to}` : (from ?? "no version")}`;
}
