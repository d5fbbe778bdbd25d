import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";

/** One line of the input `resolved`: what stands for a job's labels that only a run can tell. */
export interface ResolvedJob {
  /** The file name of a workflow. */
  readonly workflow: string;
  readonly job: string;
  /** One of them each: labels that one runner has all of. */
  readonly choices: readonly (readonly string[])[];
  readonly text: string;
}

/**
 * Reads the input `resolved`: lines such as `release.yml:deploy = publish, linux + arm64`.
 *
 * @throws {UserError} for a line of another form, and for a job that has two
 */
export function parseResolved(lines: readonly string[]): ResolvedJob[] {
  const found = lines
    .map((line) => line.trim())
    .filter((text) => text !== "" && !text.startsWith("#"))
    .map(parseLine);
  const seen = new Set<string>();
  for (const { workflow, job } of found) {
    const name = `${workflow}:${job}`;
    if (seen.has(name))
      throw new UserError(`the job ${quoted(name)} has two lines; expected one, with all of its labels`);
    seen.add(name);
  }
  return found;
}

function parseLine(text: string): ResolvedJob {
  const [, workflow, job, labels = ""] = /^([^:/\\=]+):([^:/\\\s=]+)\s*=(.*)$/.exec(text) ?? [];
  const choices = labels.split(",").map((choice) => choice.split("+").map((label) => label.trim()));
  const isLabel = (label: string) => label !== "" && !label.includes("${{") && !/[\p{C}\s]/u.test(label);
  if (workflow === undefined || job === undefined || !choices.flat().every(isLabel))
    throw new UserError(
      `${quoted(text)} settles no job; expected the file name of a workflow, a job and the labels that it may ask for, such as release.yml:deploy = publish, linux`,
    );
  return { workflow: workflow.trim(), job, choices, text };
}
