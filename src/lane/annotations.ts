import type { Annotation } from "../annotation.ts";
import type { Verdict } from "./verdict.ts";

/** More are not shown by GitHub in one step, of each level. */
const most = 10;

/** Everything that there is to say about a line of a workflow, what fails the step first. */
export function annotationsOf(verdict: Verdict, onUnknown: "fail" | "warn"): Annotation[] {
  const unknown = onUnknown === "fail" ? "error" : "warning";
  const levels = { violation: "error", warning: "warning", notice: "notice" } as const;
  const all: Annotation[] = [
    ...verdict.findings.map(({ severity, message, workflow, line, column }) => ({
      level: levels[severity],
      message,
      file: workflow,
      line,
      column,
    })),
    ...verdict.problems.map(({ path, message, line, column }) => ({
      level: unknown,
      message: `this file cannot be judged: ${message}`,
      file: path,
      line,
      column,
    })),
    ...verdict.jobs.flatMap(({ workflow, job, line, column, capacities }) =>
      capacities.flatMap(({ answer, why }) =>
        answer === "yes"
          ? []
          : [
              {
                level: answer === "no" ? ("error" as const) : unknown,
                message: `job ${job}: ${why}`,
                file: workflow,
                line,
                column,
              },
            ],
      ),
    ),
  ];
  return (["error", "warning", "notice"] as const).flatMap((level) =>
    all.filter((one) => one.level === level).slice(0, most),
  );
}
