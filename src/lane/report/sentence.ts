import { enumerated } from "../../base/enumerated.ts";
import { ReportedError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { joined } from "../../base/words.ts";
import type { UnjudgedFile } from "../../workflow/workflow.ts";
import type { UnresolvedJob } from "../may-use.ts";
import type { Served } from "../runners/served.ts";
import type { JudgedJob, Verdict } from "../verdict.ts";
import { statusInWords } from "./words.ts";

/** Clauses of a verdict's sentence; annotations have them all. */
const mostNamed = 5;

/** The lane is not safe to merge onto, or that cannot be known. */
export class LaneRefused extends ReportedError {
  override readonly name = "LaneRefused";
}

/** The sentence of a verdict that is not `ok`; undefined for one that is. It begins with what to do. */
export function sentenceOf({ status, jobs, findings, unresolved, problems }: Verdict): string | undefined {
  switch (status) {
    case "ok":
      return undefined;
    case "violation":
      return joined([...violationsIn(findings), ...whysOf(jobs, "no")], mostNamed);
    case "no-runner":
      return `${joined(whysOf(jobs, "no"), mostNamed)} (asked for by ${unservedJobs(jobs)})`;
    case "unresolved":
      return joined(
        [...unresolved.map(whatToWrite), ...problems.map(whatToMend), ...whysOf(jobs, "unknown")],
        mostNamed,
      );
    case "unknown":
      return joined([...problems.map(whatToMend), ...whysOf(jobs, "unknown")], mostNamed);
  }
}

/** What a commit status says of a verdict that lets the merge pass. */
export function passOf(verdict: Verdict): string {
  const sentence = sentenceOf(verdict);
  return sentence === undefined
    ? `${statusInWords(verdict)}, judged by ${verdict.evidence}`
    : `${verdict.status}, but the merge may go on: ${sentence}`;
}

/**
 * Fails the step unless the verdict is `ok`, or unknown and that is only worth a warning.
 *
 * @returns the warning, if there is one
 * @throws {LaneRefused}
 */
export function requireLane(verdict: Verdict, onUnknown: "fail" | "warn"): string | undefined {
  const sentence = sentenceOf(verdict);
  if (sentence === undefined) return undefined;
  if (verdict.status === "unknown" && onUnknown === "warn") return sentence;
  throw new LaneRefused(sentence);
}

/** Why sets of labels are served, or not, or why that is not known; the same of several jobs is said once. */
function whysOf(jobs: readonly JudgedJob[], served: Served): string[] {
  const capacities = jobs.flatMap((job) => job.capacities);
  return [...new Set(capacities.flatMap((one) => (one.served === served ? [one.why] : [])))];
}

function unservedJobs(jobs: readonly JudgedJob[]): string {
  const unserved = jobs.filter(({ capacities }) => capacities.some(({ served }) => served === "no"));
  return enumerated([...new Set(unserved.map(({ workflow, job }) => `${job} of ${workflow}`))], 3);
}

function violationsIn(findings: Verdict["findings"]): string[] {
  return findings.flatMap(({ severity, workflow, line, message }) =>
    severity === "violation" ? [`${workflow}:${line}: ${message}`] : [],
  );
}

function whatToWrite({ workflow, line, job, text }: UnresolvedJob): string {
  return `${workflow}:${line}: write out the runs-on of the job ${quoted(job)}, or settle it in resolved: only a run can tell what ${quoted(text)} is`;
}

function whatToMend({ path, kind, line, column, message }: UnjudgedFile): string {
  return kind === "unread"
    ? `make sure that ${path} can be judged: ${message}`
    : `correct ${path}, line ${line}, column ${column}, which cannot be judged: ${message}`;
}
