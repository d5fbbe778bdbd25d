import { expect, test } from "vitest";
import { parse } from "yaml";
import { workflowJobs } from "./workflow-jobs.ts";

const job = (id: string, text: string) => {
  const found = workflowJobs(text).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no job ${id}`);
  return found;
};

test("jobs come after those that they need", () => {
  const text =
    "jobs: { last: { runs-on: x, needs: [a, b] }, b: { runs-on: x, needs: a }, a: { runs-on: x } }";
  expect(workflowJobs(text).map(({ id }) => id)).toEqual(["a", "b", "last"]);
});

test("jobs that need one another are an error", () => {
  expect(() => workflowJobs("jobs: { a: { runs-on: x, needs: b }, b: { runs-on: x, needs: a } }")).toThrow(
    "need one another",
  );
});

test("each leg of a matrix is a workflow with one job, whose runs-on is settled", () => {
  const text = `
    on: push
    env: { A: b }
    jobs:
      build:
        strategy: { matrix: { include: [{ arch: amd64, runner: x64 }, { arch: arm64, runner: arm }] } }
        runs-on: \${{ matrix.runner }}
        steps: [{ run: "true" }]
      other: { runs-on: x64 }`;
  expect(job("build", text).legs.map(({ payload }) => parse(payload))).toEqual([
    {
      on: "push",
      env: { A: "b" },
      jobs: {
        build: {
          "runs-on": ["x64"],
          strategy: { matrix: { arch: ["amd64"], runner: ["x64"] } },
          steps: [{ run: "true" }],
        },
      },
    },
    {
      on: "push",
      env: { A: "b" },
      jobs: {
        build: {
          "runs-on": ["arm"],
          strategy: { matrix: { arch: ["arm64"], runner: ["arm"] } },
          steps: [{ run: "true" }],
        },
      },
    },
  ]);
});

test("a leg asks for the labels of its runs-on", () => {
  const text = "jobs: { a: { strategy: { matrix: { x: [1, 2] } }, runs-on: [linux, 'n${{ matrix.x }}'] } }";
  expect(job("a", text).legs.map(({ labels }) => labels)).toEqual([
    ["linux", "n1"],
    ["linux", "n2"],
  ]);
});

test("lists of a matrix are combined", () => {
  const text = "jobs: { a: { runs-on: x, strategy: { matrix: { x: [1, 2], y: [3, 4] } } } }";
  const legs = job("a", text).legs.map(
    ({ payload }) =>
      (parse(payload) as { jobs: { a: { strategy: { matrix: unknown } } } }).jobs.a.strategy.matrix,
  );
  expect(legs).toEqual([
    { x: [1], y: [3] },
    { x: [1], y: [4] },
    { x: [2], y: [3] },
    { x: [2], y: [4] },
  ]);
});

test("steps are known by their id, or else by their number", () => {
  expect(job("a", "jobs: { a: { runs-on: x, steps: [{ run: x }, { id: two, run: y }] } }").steps).toEqual([
    "0",
    "two",
  ]);
});

test("a job runs after a failure when its if says so", () => {
  const text =
    "jobs: { a: { runs-on: x, if: always() }, b: { runs-on: x, if: \"github.ref == 'x'\" }, c: { runs-on: x } }";
  expect(workflowJobs(text).map(({ runsAfterFailure }) => runsAfterFailure)).toEqual([true, false, false]);
});
