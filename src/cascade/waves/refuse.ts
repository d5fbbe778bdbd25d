import { messageOf, ReportedError } from "../../base/errors.ts";
import type { Forge } from "../../forge/forge.ts";
import { runJobs } from "../../jobs/jobs.ts";
import type { Template } from "../inputs/templates.ts";
import type { Tools } from "../tools.ts";

/** Repositories that are asked about at a time. */
const concurrency = 8;

/**
 * Asks of every template whether the server would tell of its builds, one request for each repository where runs are
 * listed.
 *
 * @returns why not, a sentence for each template that it would not
 * @throws the signal's reason once it is aborted, or an error that is a defect of ours
 */
export async function whyUntold(
  templates: readonly Template[],
  { forge, signal }: Pick<Tools, "forge" | "signal">,
): Promise<ReadonlyMap<Template, string>> {
  const groups = [...Map.groupBy(templates, keyOf).values()];
  const outcomes = await runJobs(groups, concurrency, signal, ([template]) =>
    template === undefined ? Promise.resolve(undefined) : whyOne(template, forge, signal),
  );
  signal.throwIfAborted();
  const refused = new Map<Template, string>();
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.state === "failed") throw outcome.error;
    if (outcome.state !== "done" || outcome.value === undefined) continue;
    for (const template of groups[at] ?? []) refused.set(template, outcome.value);
  }
  return refused;
}

const keyOf = ({ owner, name }: Template) => `${owner}/${name}`.toLowerCase();

async function whyOne(
  template: Template,
  forge: () => Promise<Forge>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const why = await answerOf(template, forge, signal);
  return why && `its server does not tell of its builds, which waves wait for: ${why}`;
}

async function answerOf(
  { owner, name }: Template,
  forge: () => Promise<Forge>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await (await forge()).whyNoRuns({ owner, name }, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ReportedError) return messageOf(error);
    throw error;
  }
}
