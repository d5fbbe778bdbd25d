import { quoted } from "../base/text.ts";
import type { CallFact } from "../workflow/call-facts.ts";
import { mostLevels } from "../workflow/reach.ts";
import { type Finding, findingAt } from "./finding.ts";

/** What is to be said about how workflows call each other, at the line of the call. */
export function callFindings(facts: readonly CallFact[]): Finding[] {
  return facts.map((fact) => {
    const { workflow, job } = fact;
    return findingAt(
      workflow,
      { id: job.id, position: job.call?.position ?? job.position },
      {
        rule: "calls",
        severity: fact.kind === "other-ref" ? "notice" : "warning",
        message: `the job ${quoted(job.id)} ${said(fact)}`,
      },
    );
  });
}

function said({ kind, job, path, ref = "" }: CallFact): string {
  switch (kind) {
    case "missing":
      return `calls ${quoted(path)}, which is not there; add that workflow, or correct "uses"`;
    case "jobless":
      return `calls ${quoted(path)}, which is not a workflow; make it one, or correct "uses"`;
    case "other-ref":
      return `calls ${quoted(path)} as it is at ${quoted(ref)}, which may differ from the file that is judged here; call ${quoted(`./${path}`)} to have the same`;
    case "circular":
      return `calls ${quoted(path)}, which leads back to it, so that forges refuse to run it; break the circle`;
    case "too-deep":
      return `calls more than ${mostLevels} levels deep, which GitHub and Gitea refuse; call ${quoted(job.call?.uses ?? "")} from further up`;
  }
}
