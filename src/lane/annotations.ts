import type { Annotation } from "../base/annotation.ts";
import type { Verdict } from "./verdict.ts";

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
  const all = annotationsIn(verdict, onUnknown === "fail" ? "error" : "warning");
  const ofLevels = (["error", "warning", "notice"] as const).map((level) =>
    all.filter((one) => one.level === level),
  );
  return {
    shown: ofLevels.flatMap((those) => those.slice(0, most)),
    left: ofLevels.flatMap((those) => those.slice(most)),
  };
}

const levels = { violation: "error", warning: "warning", notice: "notice" } as const;

function annotationsIn(
  { findings, problems, others, jobs }: Verdict,
  unknown: "error" | "warning",
): readonly Annotation[] {
  const found = findings.map(({ severity, message, workflow: file, line, column }) => ({
    level: levels[severity],
    message,
    file,
    line,
    column,
  }));
  const unjudged = problems.map(({ path: file, message, line, column }) => ({
    level: unknown,
    message: `this cannot be judged: ${message}`,
    file,
    line,
    column,
  }));
  const attempts = others
    .filter(({ isAttempt }) => isAttempt)
    .map(({ path: file, message, line, column }) => ({
      level: "warning" as const,
      message: `this looks like a workflow, but holds no job: ${message}; add its jobs, or take the file elsewhere`,
      file,
      line,
      column,
    }));
  const unserved = jobs.flatMap(({ workflow: file, job, line, column, capacities }) =>
    capacities.flatMap(({ answer, why, doubt }): Annotation[] => {
      const at = { message: `the job ${JSON.stringify(job)}: ${doubt ?? why}`, file, line, column };
      if (answer === "yes") return doubt === undefined ? [] : [{ level: "warning", ...at }];
      return [{ level: answer === "no" ? "error" : unknown, ...at }];
    }),
  );
  return [...found, ...unjudged, ...attempts, ...unserved];
}
