import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeWorkflows } from "../../src/lane/judge.ts";
import { parseShipJobs } from "../../src/lane/ship-jobs.ts";
import { evaluate, filesOf, type Model, model } from "./model.ts";

const trusted = ["push", "schedule", "workflow_dispatch"];
const onLane = ({ kind }: Model, labels: readonly string[]) =>
  labels.some((label) => (kind === "github" ? label.toLowerCase() : label) === "publish");
const named = (workflow: number, job: number) => `.github/workflows/w${workflow}.yml:j${job}`;
const options = ({ kind }: Model) => ({
  kind,
  labels: ["publish"],
  trustedEvents: trusted,
  expandsCalls: async () => true,
});
const runs = { numRuns: 300 };

test("who may use the lane, against a plain reading of generated workflows", async () => {
  await fc.assert(
    fc.asyncProperty(model, async (generated) => {
      const { instances } = evaluate(generated);
      const { findings, problems } = await judgeWorkflows(filesOf(generated), options(generated));
      expect(problems).toEqual([]);

      const jobs = (kept: typeof instances) =>
        [...new Set(kept.map(({ workflow, job }) => named(workflow, job)))].sort();
      const found = (severity: string) =>
        [
          ...new Set(
            findings
              .filter((one) => one.rule === "may-use" && one.severity === severity)
              // What is written as an alias is judged as what it names, and told of besides.
              .filter(({ message }) => !message.includes("instead of the alias"))
              .map(({ workflow, job }) => `${workflow}:${job}`),
          ),
        ].sort();
      const untrusted = (event: string | undefined) => event !== undefined && !trusted.includes(event);
      const empty = instances.filter(({ labels, unresolved }) => labels.length === 0 && !unresolved);
      const misuse = instances.filter(({ event, labels }) => untrusted(event) && onLane(generated, labels));
      expect(found("violation")).toEqual(jobs(generated.kind === "gitea" ? [...misuse, ...empty] : misuse));

      const untold = instances.filter(({ labels, unresolved }) => unresolved && !onLane(generated, labels));
      const warned = found("warning");
      for (const job of jobs(generated.kind === "gitea" ? untold : [...untold, ...empty]))
        expect(warned).toContain(job);
      const resolved = new Set(jobs(instances));
      for (const { workflow, job, unresolved } of [
        ...instances,
        ...(generated.kind === "gitea" ? [] : empty),
      ])
        if (unresolved || empty.some((one) => one.workflow === workflow && one.job === job))
          resolved.delete(named(workflow, job));
      for (const job of resolved) expect(warned).not.toContain(job);
    }),
    runs,
  );
});

test("the jobs on the lane and the events that reach them, against a plain reading", async () => {
  await fc.assert(
    fc.asyncProperty(model, async (generated) => {
      const expected = new Map<string, Set<string>>();
      for (const { workflow, job, event, labels } of evaluate(generated).instances) {
        if (!onLane(generated, labels)) continue;
        const events = expected.get(named(workflow, job)) ?? new Set();
        expected.set(named(workflow, job), events);
        if (event !== undefined) events.add(event);
      }
      const files = filesOf(generated);
      const { laneJobs } = await judgeWorkflows(files, options(generated));
      const found = new Map(
        laneJobs.map(({ workflow, job, events }) => [`${workflow}:${job}`, events.map(({ name }) => name)]),
      );
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [job, events] of expected) expect(found.get(job)).toEqual([...events].sort());
      for (const { workflow, line } of laneJobs) {
        const text = files.find(({ path }) => path === workflow)?.text ?? "";
        expect(text.split("\n")[line - 1]).toMatch(/^ +runs-on: /);
      }
      for (const { workflow, events } of laneJobs)
        for (const { name, chain } of events) {
          const start = chain[0]?.workflow ?? workflow;
          const at = Number(/\d+/.exec(start)?.[0]);
          expect(generated.workflows[at]?.events).toContain(name);
        }
    }),
    runs,
  );
});

test("who must use the lane, against a plain reading of generated workflows", async () => {
  await fc.assert(
    fc.asyncProperty(model, async (generated) => {
      const { placesOf } = evaluate(generated);
      const { findings } = await judgeWorkflows(filesOf(generated), {
        ...options(generated),
        shipJobs: parseShipJobs("*.yml:*"),
      });
      const found = new Map(
        findings
          .filter(({ rule }) => rule === "must-use")
          .map(({ workflow, job, severity }) => [`${workflow}:${job}`, severity]),
      );
      for (const [workflow, { jobs }] of generated.workflows.entries())
        for (const job of jobs.keys()) {
          const places = placesOf(workflow, job);
          const off = places.some(
            (one) => one !== "unseen" && !one.unresolved && !onLane(generated, one.labels),
          );
          const untold = places.some((one) => one === "unseen" || !onLane(generated, one.labels));
          const expected = off ? "violation" : untold || places.length === 0 ? "warning" : undefined;
          expect(found.get(named(workflow, job)), named(workflow, job)).toBe(expected);
        }
    }),
    runs,
  );
});
