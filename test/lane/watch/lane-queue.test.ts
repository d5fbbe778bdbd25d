import { expect, test } from "vitest";
import type { WaitingJob } from "../../../src/forge/waiting/waiting.ts";
import { laneJobs } from "../../../src/lane/watch/lane-queue.ts";

const job = (id: number, labels: readonly string[], since?: number): WaitingJob => ({
  id,
  repository: undefined,
  workflow: undefined,
  job: `job ${id}`,
  labels,
  since: since === undefined ? undefined : new Date(since),
  url: "https://forge.example",
  run: undefined,
  isFresh: true,
});
const ids = (jobs: readonly WaitingJob[]) => jobs.map(({ id }) => id);

test("oldest first, then those without a time in the order in which they were made", () => {
  const jobs = [
    job(9, ["publish"]),
    job(4, ["publish"]),
    job(7, ["publish"], 2),
    job(8, ["publish"], 1),
    job(6, ["publish"], 2),
  ];
  expect(ids(laneJobs(jobs, ["publish"], "gitea"))).toEqual([8, 6, 7, 4, 9]);
});

test("any of the lane's labels counts, and other labels besides", () => {
  const jobs = [job(1, ["linux", "publish"]), job(2, ["sign"]), job(3, ["linux"]), job(4, [])];
  expect(ids(laneJobs(jobs, ["publish", "sign"], "gitea"))).toEqual([1, 2]);
  // On GitHub a job without labels asks for a runner group that is not told.
  expect(ids(laneJobs(jobs, ["publish", "sign"], "github"))).toEqual([1, 2, 4]);
});

test("case counts but on GitHub", () => {
  const jobs = [job(1, ["Publish"])];
  expect(ids(laneJobs(jobs, ["publish"], "gitea"))).toEqual([]);
  expect(ids(laneJobs(jobs, ["publish"], "forgejo"))).toEqual([]);
  expect(ids(laneJobs(jobs, ["publish"], "github"))).toEqual([1]);
});
