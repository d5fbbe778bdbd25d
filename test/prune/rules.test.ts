import { describe, expect, it } from "vitest";
import type { ContainerSummary } from "../../src/docker/containers.ts";
import type { ProcessesAnswer } from "../../src/docker/host/ask-host.ts";
import { othersAtWork } from "../../src/prune/busy.ts";
import { chainsOf, layersOf } from "../../src/prune/facts.ts";
import { keptImages } from "../../src/prune/keep.ts";
import { forever } from "../../src/prune/ledger/ledger.ts";
import { checkMarks, hostPath, readKeep } from "../../src/prune/options.ts";
import { goalBytes, isAbove, isRelieved, usage } from "../../src/prune/pressure.ts";
import { hostOf, hour, imageOf, now, policyOf, recordOf } from "./hosts.ts";

describe("layers", () => {
  it("go by the chain IDs of the specification", () => {
    const [a, b] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];
    expect(chainsOf([])).toEqual([]);
    expect(chainsOf([a, b])[0]).toBe(a);
    expect(chainsOf([a, b])[1]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(chainsOf([b, a])[1]).not.toBe(chainsOf([a, b])[1]);
  });

  it("of a history that has no step for each get their sizes from others, or count as a whole", () => {
    const base = imageOf("base", "a");
    const built = imageOf("built", "abc");
    const unsure = { ...built, composition: { ...built.composition, steps: [1] } };
    const layers = layersOf([unsure, base]).get("built") ?? [];
    expect(layers.map(({ size }) => size)).toEqual([
      base.composition.size,
      0,
      built.composition.size - base.composition.size,
    ]);
    const alone = layersOf([unsure]).get("built") ?? [];
    expect(alone.map(({ size }) => size)).toEqual([0, 0, built.composition.size]);
  });
});

describe("an image stays", () => {
  const kept = (image = imageOf("a", "a"), record = {}, given = {}, policy = {}) => {
    const host = hostOf([image], { records: new Map([["a", recordOf(image, record)]]), ...given });
    return keptImages({ ...host, layers: layersOf(host.images) }, policyOf(policy)).get("a");
  };
  const all = {
    image: imageOf("a", "a", {
      ...{ tags: [], digests: ["r@sha256:1"], labels: { "imgpub.keep": "", "io.imgpub": "node" } },
      parent: "a",
    }),
    record: { firstSeen: now, lastUsed: now, pinnedUntil: forever },
    given: { containers: [{ id: "c", name: "c", imageId: "a", running: false }] },
  };

  it("for the first reason that holds", () => {
    const { image, record, given } = all;
    const plain = { ...image, labels: { "io.imgpub": "node" } };
    const old = { ...record, firstSeen: 0 };
    const idle = { ...old, lastUsed: 0 };
    expect(kept(image, record, given)).toBe("in use");
    expect(kept(image, record)).toBe("pinned");
    expect(kept(plain, record, {}, { isPinned: (name: string) => name === "r@sha256:1" })).toBe("pinned");
    expect(kept(plain, record)).toBe("young");
    expect(kept(plain, old)).toBe("recently used");
    expect(kept(plain, idle)).toBe("pulled by digest");
    expect(kept(plain, { ...idle, pinnedUntil: 0 })).toBe("parent");
    expect(kept({ ...plain, parent: "" }, { ...idle, pinnedUntil: 0 })).toBe("imgpub");
    expect(kept({ ...plain, parent: "", labels: {} }, { ...idle, pinnedUntil: now })).toBeUndefined();
  });

  it("up to an age, and not a moment longer", () => {
    const edge = { firstSeen: now - 24 * hour, lastUsed: now - 72 * hour };
    expect(kept(undefined, edge)).toBeUndefined();
    expect(kept(undefined, { ...edge, firstSeen: edge.firstSeen + 1 })).toBe("young");
    expect(kept(undefined, { ...edge, lastUsed: edge.lastUsed + 1 })).toBe("recently used");
    expect(kept(undefined, { firstSeen: now, lastUsed: now }, {}, { minAge: 0, minIdle: 0 })).toBeUndefined();
    expect(kept(undefined, {}, { records: new Map() })).toBe("young");
  });

  it("where its layers are the lowest ones of another that does", () => {
    const images = [imageOf("base", "a"), imageOf("app", "ab"), imageOf("apart", "ba")];
    const host = hostOf(images, { containers: [{ id: "c", name: "c", imageId: "app", running: true }] });
    expect([...keptImages({ ...host, layers: layersOf(images) }, policyOf())]).toEqual([
      ["app", "in use"],
      ["base", "base"],
    ]);
  });
});

describe("a disk", () => {
  const marks = { high: 85, low: 80, minFree: undefined };
  const disk = (available: number, freeInodes = 0, inodes = 0) => ({
    ...{ total: 100, available, inodes, freeInodes },
  });

  it("is too full from the mark on, in bytes or in inodes", () => {
    expect([16, 15].map((free) => isAbove(disk(free), marks))).toEqual([false, true]);
    expect([16, 15].map((free) => isAbove(disk(90, free, 100), marks))).toEqual([false, true]);
    expect(usage(disk(90, 16, 100))).toBe(84);
    expect(usage({ total: 0, available: 0, inodes: 0, freeInodes: 0 })).toBe(0);
  });

  it("is free enough down to the lower one, and with what has to be free", () => {
    expect([19, 20].map((free) => isRelieved(disk(free), marks))).toEqual([false, true]);
    expect([19, 20].map((free) => isRelieved(disk(90, free, 100), marks))).toEqual([false, true]);
    expect([39, 40].map((free) => isRelieved(disk(free), { ...marks, minFree: 40 }))).toEqual([false, true]);
    expect([39, 40].map((free) => isAbove(disk(free), { ...marks, minFree: 40 }))).toEqual([true, false]);
    expect(goalBytes(disk(15), marks)).toBe(5);
  });
});

describe("others at work", () => {
  const container = (name: string, given: Partial<ContainerSummary> = {}): ContainerSummary => ({
    ...{ id: name, names: [name], image: "x", imageId: "x", state: "running", created: 0, labels: {} },
    ...given,
  });
  const signs = { leases: [], containers: [], own: undefined, processes: undefined };
  const hex = "0".repeat(64);

  it.each([
    ["GITEA-ACTIONS-TASK-12_WORKFLOW-x_JOB-y", "Gitea's runner"],
    ["FORGEJO-ACTIONS-TASK-12_WORKFLOW-x_JOB-y", "Forgejo's runner"],
    [`act-ci-build-${hex}`, "act"],
    ["act-ci-build", "act"],
    ["runner-abc-project-7-concurrent-0-x-build", "GitLab's runner"],
    ["wp_01hq_0_step", "Woodpecker's agent"],
    ["drone-abcDEF", "Drone's runner"],
  ])("are told by a container's name: %s", (name, runner) => {
    expect(othersAtWork({ ...signs, containers: [container(name)] })).toEqual([
      `a job of ${runner} (container ${name})`,
    ]);
    expect(othersAtWork({ ...signs, containers: [container(name, { state: "exited" })] })).toEqual([]);
    expect(othersAtWork({ ...signs, containers: [container(name)], own: name })).toEqual([]);
  });

  it("are not a service of our own job, nor what no runner has named", () => {
    const own = container("GITEA-ACTIONS-TASK-1_WORKFLOW-x");
    const service = container("GITEA-ACTIONS-TASK-1_SERVICE-db");
    const other = container("GITEA-ACTIONS-TASK-11_WORKFLOW-x");
    const containers = [own, service, container("database"), other];
    expect(othersAtWork({ ...signs, containers, own: own.id })).toEqual([
      "a job of Gitea's runner (container GITEA-ACTIONS-TASK-11_WORKFLOW-x)",
    ]);
  });

  it("are told by GitLab's label, and by leases", () => {
    const labels = { "com.gitlab.gitlab-runner.job.id": "9" };
    const lease = { name: "imgpub-lease-1", owner: "acme/app, job build of run 1", expires: 1 };
    expect(othersAtWork({ ...signs, leases: [lease], containers: [container("any", { labels })] })).toEqual([
      "acme/app, job build of run 1 (imgpub-lease-1)",
      "a job of GitLab's runner (container any)",
    ]);
  });

  it("are told by GitHub's workers, without our own", () => {
    const found = [7, 8].map((pid) => ({ pid, name: "Runner.Worker" }));
    const processes = (ancestors: number[]) => ({ found, ancestors }) as unknown as ProcessesAnswer;
    const eight = ["a job of GitHub's runner (process 8)"];
    expect(othersAtWork({ ...signs, processes: processes([7, 1]) })).toEqual(eight);
    expect(othersAtWork({ ...signs, processes: processes([1]) })).toHaveLength(2);
    // From within a container nothing tells which is our own.
    expect(othersAtWork({ ...signs, own: "x", processes: processes([]) })).toEqual(eight);
  });
});

describe("options", () => {
  it.each([
    ["alpine", "alpine:3.20", true],
    ["alpine", "alpine@sha256:1", true],
    ["alpine", "acme/alpine:3", false],
    ["docker.io/library/alpine:3.*", "alpine:3.20", true],
    ["alpine:3.*", "alpine:4.0", false],
    ["ghcr.io/acme/**", "ghcr.io/acme/a/b:1", true],
    ["ghcr.io/acme/**:1.*", "ghcr.io/acme/a/b:1.2", true],
    ["ghcr.io/acme/**:1.*", "ghcr.io/acme/a/b:2", false],
    ["**", "ghcr.io/acme/a:1", true],
    ["alpine:3@sha256:1", "alpine@sha256:1", true],
    ["alpine:3@sha256:1", "alpine:3", false],
    ["ghcr.io/acme/*", "ghcr.io/acme/a/b:1", false],
    ["localhost:5000/app", "localhost:5000/app:1", true],
    ["base@sha256:*", "base@sha256:abc", true],
    ["base@sha256:*", "base:1", false],
  ])("keep %s and %s: %s", async (pattern, reference, is) => {
    expect((await readKeep([pattern]))(reference)).toBe(is);
  });

  it("keep nothing unless told to, and refuse what matches nothing", async () => {
    expect((await readKeep([]))("alpine:3")).toBe(false);
    await expect(readKeep(["https://ghcr.io/acme"])).rejects.toThrow(
      '"https://ghcr.io/acme" matches no image; expected a pattern of references such as alpine',
    );
  });

  it("have marks in order, and a ledger on the host", () => {
    checkMarks({ high: 85, low: 84 });
    expect(() => checkMarks({ high: 80, low: 80 })).toThrow('input "low": 80 is not below "high"');
    expect(hostPath("/var/x.json")).toBe("/var/x.json");
    for (const path of ["x", "/", "/var/", "/a/../b", "/a\0"])
      expect(() => hostPath(path)).toThrow("absolute");
  });
});
