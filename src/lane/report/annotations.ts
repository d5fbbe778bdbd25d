import type { Annotation } from "../../base/annotation.ts";
import { enumerated } from "../../base/enumerated.ts";
import { quoted } from "../../base/text.ts";
import type { Verdict } from "../verdict.ts";
import { unjudged } from "./words.ts";

/** More are not shown by GitHub in one step, of each level. */
const most = 10;

/** What is said of lines of workflows. */
export interface Annotations {
  readonly shown: readonly Annotation[];
  /** One too many of their level to be shown. */
  readonly left: readonly Annotation[];
}

/** Everything that there is to say about a line of a workflow, what fails the step first. */
export function annotationsOf(verdict: Verdict, onUnknown: "fail" | "warn"): Annotations {
  const unknown = onUnknown === "fail" ? "error" : "warning";
  const all = [
    ...ofFindings(verdict),
    ...ofProblems(verdict, unknown),
    ...ofJobless(verdict),
    ...ofJobs(verdict, unknown),
  ];
  const ofLevels = (["error", "warning", "notice"] as const).map((level) =>
    all.filter((one) => one.level === level),
  );
  return {
    shown: ofLevels.flatMap((those) => those.slice(0, most)),
    left: ofLevels.flatMap((those) => those.slice(most)),
  };
}

const levels = { violation: "error", warning: "warning", notice: "notice" } as const;

function ofFindings({ findings }: Verdict): Annotation[] {
  return findings.map(({ severity, message, workflow: file, line, column }) => ({
    level: levels[severity],
    message,
    file,
    line,
    column,
  }));
}

function ofProblems({ problems }: Verdict, level: "error" | "warning"): Annotation[] {
  return problems.map((problem) => {
    const { path: file, line, column } = problem;
    return { level, message: unjudged(problem), file, line, column };
  });
}

/** The files that look like attempts at a workflow. */
function ofJobless({ jobless }: Verdict): Annotation[] {
  return jobless
    .filter(({ isAttempt }) => isAttempt)
    .map(({ path: file, message, line, column }) => ({
      level: "warning",
      message: `this looks like a workflow, but has no job: ${message}; add its jobs, or take the file elsewhere`,
      file,
      line,
      column,
    }));
}

/** By which value a job asks for the lane. */
const byValue = (expressions: readonly string[]): string =>
  expressions.length === 0
    ? ""
    : `; it asks for the lane by a value of ${enumerated(expressions.map((text) => quoted(text)))}`;

/** The jobs that are not served, or of which that is not known. */
function ofJobs({ jobs }: Verdict, unknown: "error" | "warning"): Annotation[] {
  return jobs.flatMap(({ workflow: file, job, line, column, capacities, expressions }) =>
    capacities.flatMap(({ served, why }): Annotation[] => {
      if (served === "yes") return [];
      const message = `the job ${quoted(job)}: ${why}${byValue(expressions)}`;
      return [{ level: served === "no" ? "error" : unknown, message, file, line, column }];
    }),
  );
}
