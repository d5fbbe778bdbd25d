import { afterAll, afterEach, expect, it } from "vitest";
import { createContainer, listContainers, removeContainer } from "../../src/docker/containers.ts";
import { connectDocker } from "../../src/docker/engine.ts";
import { jobOf } from "../../src/docker/job.ts";
import { ours } from "../../src/docker/labels.ts";
import { dropLease, leaseMs, otherLeases, takeLease } from "../../src/docker/leases.ts";
import { withNodeImage } from "../../src/docker/node-image.ts";
import { tryDockerd } from "../support/docker/dockerd.ts";
import { realWhen } from "../support/real/real.ts";

const { signal } = new AbortController();
const log = { info: () => {} };
const { dockerd, otherwise, cause } = await tryDockerd();
afterAll(() => dockerd?.close());

const connect = () => connectDocker({ dockerHost: dockerd?.host, env: {}, signal });
const job = (run: string, workspace = "/work") =>
  jobOf({
    GITHUB_SERVER_URL: "https://git.example.com",
    GITHUB_REPOSITORY: "acme/app",
    GITHUB_RUN_ID: run,
    GITHUB_JOB: "build",
    GITHUB_WORKSPACE: workspace,
  });

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("leases", () => {
  const all = async () => listContainers(await connect(), { all: true, signal });
  afterEach(async () => {
    for (const { id } of await all()) await removeContainer(await connect(), id, signal);
  });

  it("tell of other jobs, and not of our own", async () => {
    const engine = await connect();
    const [one, other, twin] = [job("1"), job("2"), job("1", "/other")];
    for (const taker of [one, other, twin]) await takeLease(engine, taker, { log, signal });
    expect((await all()).map(({ state }) => state)).toEqual(["created", "created", "created"]);
    const now = Date.now();
    const others = await otherLeases(engine, one, { now, signal });
    expect(others).toHaveLength(2);
    for (const { name, owner, expires } of others) {
      expect(name).toMatch(/^imgpub-lease-[12]-build-1-/);
      expect(owner).toMatch(/^acme\/app, job build of run [12]$/);
      expect(expires).toBeGreaterThan(now);
      expect(expires).toBeLessThanOrEqual(now + leaseMs);
    }
    await dropLease(engine, other, signal);
    await dropLease(engine, other, signal);
    expect(await otherLeases(engine, one, { now, signal })).toHaveLength(1);
    await dropLease(engine, twin, signal);
    expect(await otherLeases(engine, one, { now, signal })).toEqual([]);
    expect(await all()).toHaveLength(1);
  });

  it("last from when they were taken again", async () => {
    const engine = await connect();
    const first = await takeLease(engine, job("1"), { log, signal });
    let second = first;
    while (second === first) second = await takeLease(engine, job("1"), { log, signal });
    expect((await all()).map(({ names }) => names)).toEqual([[second]]);
    await dropLease(engine, job("1"), signal);
    expect(await all()).toEqual([]);
  });

  it.each([
    ["has expired", -1],
    ["expires later than any that is taken now", leaseMs + 60_000],
    ["says nothing", Number.NaN],
  ])("one that %s is removed", async (_, after) => {
    const engine = await connect();
    const now = Date.now();
    await withNodeImage(engine, { log, signal }, ({ reference }) =>
      createContainer(
        engine,
        {
          ...{ Image: reference, Cmd: ["x"] },
          Labels: { [ours]: "lease", [`${ours}.job`]: "left", [`${ours}.expires`]: String(now + after) },
        },
        { name: "imgpub-lease-left", signal },
      ),
    );
    expect(await otherLeases(engine, job("1"), { now, signal })).toEqual([]);
    expect(await all()).toEqual([]);
  });

  it("are of a job whose name a container may have, whatever it is called", async () => {
    const engine = await connect();
    const odd = jobOf({ GITHUB_RUN_ID: "1", GITHUB_JOB: "bäu/ild $(x)", GITHUB_REPOSITORY: "acme/app" });
    const name = await takeLease(engine, odd, { log, signal });
    expect(name).toMatch(/^[A-Za-z0-9_.-]+$/);
    await dropLease(engine, odd, signal);
    expect(await all()).toEqual([]);
  });
});
