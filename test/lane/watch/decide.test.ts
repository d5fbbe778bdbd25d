import { expect, test } from "vitest";
import type { WaitingJob } from "../../../src/forge/waiting/waiting.ts";
import { decideWatch, type JobState, type JudgedJob } from "../../../src/lane/watch/decide.ts";

const job: WaitingJob = {
  id: 1,
  repository: { owner: "org", name: "app" },
  workflow: undefined,
  job: "deploy",
  labels: ["publish"],
  since: undefined,
  url: "https://forge.example/org/app/actions",
  run: undefined,
  isFresh: true,
};
const judged = (state: JobState, waited?: number): JudgedJob => ({ job, state, why: "", waited });

test.each<[string, readonly JudgedJob[], boolean, string]>([
  ["nothing waits", [], true, "ok"],
  ["nothing waits, as far as was read", [], false, "unknown"],
  ["a job that will be taken", [judged("idle", 1)], true, "ok"],
  ["a job that will be taken, of which the time is not known", [judged("idle")], true, "ok"],
  ["a job that should have been taken", [judged("idle", 901)], true, "busy"],
  ["a job that has waited for just as long as it may", [judged("idle", 900)], true, "ok"],
  ["a job of a lane that is taken", [judged("busy", 1)], true, "busy"],
  ["the same, for too long", [judged("busy", 901)], true, "busy"],
  ["a job of a lane that is taken, and perhaps more", [judged("busy", 1)], false, "unknown"],
  ["a job of which nothing is known", [judged("busy"), judged("unknown")], true, "unknown"],
  ["a starved one, from its first moment", [judged("starved", 0)], true, "starved"],
  ["a starved one, whatever else there is", [judged("unknown"), judged("starved")], false, "starved"],
])("%s", (_, jobs, isWhole, expected) => {
  expect(decideWatch(jobs, isWhole, 900)).toBe(expected);
});
