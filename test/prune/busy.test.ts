import { describe, expect, it } from "vitest";
import type { ContainerSummary } from "../../src/docker/containers.ts";
import { othersAtWork, type Signs } from "../../src/prune/busy.ts";

const hex = "f".repeat(64);
const named = (name: string, more: Partial<ContainerSummary> = {}): ContainerSummary => ({
  id: `id of ${name}`,
  names: [name],
  image: "",
  imageId: "",
  state: "running",
  created: 0,
  labels: {},
  ...more,
});
const signs = (more: Partial<Signs>): Signs => ({
  leases: [],
  containers: [],
  own: undefined,
  processes: undefined,
  ...more,
});
const worker = (pid: number) => ({ pid, parent: 1, name: "Runner.Worker", command: [] });
const seen = (pids: readonly number[], ancestors?: readonly number[]) => ({
  found: pids.map(worker),
  inContainer: false,
  ...(ancestors ? { ancestors } : {}),
});

describe("who else is at work", () => {
  it("is nobody on a quiet host", () => {
    expect(
      othersAtWork(signs({ containers: [named("db"), named("imgpub-mirror"), named("buildx_buildkit_x0")] })),
    ).toEqual([]);
  });

  it("is told by leases", () => {
    const lease = { name: "imgpub-lease-1", owner: "acme/app, job build", expires: 1 };
    expect(othersAtWork(signs({ leases: [lease] }))).toEqual(["acme/app, job build (imgpub-lease-1)"]);
  });

  it.each([
    ["GITEA-ACTIONS-TASK-12_WORKFLOW-build_JOB-a", "Gitea's runner"],
    ["FORGEJO-ACTIONS-TASK-7_WORKFLOW-build", "Forgejo's runner"],
    [`act-build-test-${hex}`, "act"],
    ["runner-abc-project-5-concurrent-0-build", "GitLab's runner"],
    ["wp_01j2abc", "Woodpecker's agent"],
    ["drone-Xyz12", "Drone's runner"],
  ])("is told by the name %s", (name, runner) => {
    expect(othersAtWork(signs({ containers: [named(name)] }))).toEqual([
      `a job of ${runner} (container ${name})`,
    ]);
    expect(othersAtWork(signs({ containers: [named(name, { state: "exited" })] }))).toEqual([]);
    expect(othersAtWork(signs({ containers: [named(name, { state: "paused" })] }))).toHaveLength(1);
  });

  it("is told by a label of GitLab's", () => {
    const labels = { "com.gitlab.gitlab-runner.job.id": "9" };
    expect(othersAtWork(signs({ containers: [named("anything", { labels })] }))).toHaveLength(1);
  });

  it("is not the job itself, nor its services", () => {
    const own = named("GITEA-ACTIONS-TASK-12_WORKFLOW-build_JOB-a");
    const service = named("GITEA-ACTIONS-TASK-12_WORKFLOW-build_JOB-a-db");
    const other = named("GITEA-ACTIONS-TASK-13_WORKFLOW-build_JOB-a");
    expect(othersAtWork(signs({ containers: [own, service], own: own.id }))).toEqual([]);
    expect(othersAtWork(signs({ containers: [own, other], own: own.id }))).toHaveLength(1);
    expect(othersAtWork(signs({ containers: [own] }))).toHaveLength(1);
  });

  it("is told by workers that are not our own", () => {
    expect(othersAtWork(signs({ processes: seen([5, 6], [9, 5, 1]) }))).toEqual([
      "a job of GitHub's runner (process 6)",
    ]);
    expect(othersAtWork(signs({ processes: seen([5], [9, 5, 1]) }))).toEqual([]);
    expect(othersAtWork(signs({ processes: seen([5]) }))).toHaveLength(1);
    // From within a container our own cannot be told, and one of them may be it.
    expect(othersAtWork(signs({ processes: seen([5]), own: "me" }))).toEqual([]);
    expect(othersAtWork(signs({ processes: seen([5, 6]), own: "me" }))).toHaveLength(1);
  });
});
