import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import {
  createContainer,
  inspectContainer,
  listContainers,
  removeContainer,
} from "../../src/docker/containers.ts";
import { connectDocker } from "../../src/docker/engine.ts";
import { hasFailed, openHost } from "../../src/docker/host/ask-host.ts";
import { ours } from "../../src/docker/labels.ts";
import { LockTaken, lockName, withLock } from "../../src/docker/lock.ts";
import { withNodeImage } from "../../src/docker/node-image.ts";
import { tryDockerd } from "../support/docker/dockerd.ts";
import { hostProgram } from "../support/docker/host-program.ts";
import { realWhen } from "../support/real/real.ts";

const { signal } = new AbortController();
const { dockerd, otherwise, cause } = await tryDockerd();
afterAll(() => dockerd?.close());
const there = () => {
  if (!dockerd) throw new Error(otherwise);
  return dockerd;
};
const connect = () => connectDocker({ dockerHost: there().host, env: {}, signal });
const said: string[] = [];
const log = { info: (text: string) => void said.push(text) };
const options = async (owner: string) => ({ owner, log, signal, program: await hostProgram() });

/** Longer than anything waits here. */
const patient = 500_000;

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("the lock of an engine's host", () => {
  afterEach(async () => {
    expect(await listContainers(await connect(), { all: true, signal })).toEqual([]);
  });

  it("is had by exactly one of twenty, five times over", async () => {
    const engine = await connect();
    const program = await hostProgram();
    for (let round = 0; round < 5; round++) {
      const hosts = await Promise.all(
        Array.from({ length: 20 }, () => openHost(engine, { name: lockName, log, signal, program })),
      );
      const held = hosts.filter((host) => host !== undefined);
      expect(held).toHaveLength(1);
      await held[0]?.close();
      await expect
        .poll(() => inspectContainer(engine, lockName, signal), { timeout: 60_000 })
        .toBeUndefined();
    }
  });

  it("lets one work after the other, and all in the end", async () => {
    const engine = await connect();
    const given = { ...(await options("acme/app")), waitMs: patient };
    let atWork = 0;
    const done = await Promise.all(
      Array.from({ length: 6 }, () =>
        withLock(engine, given, async (host) => {
          expect(++atWork).toBe(1);
          const [disk] = await host.ask([{ do: "statfs", path: "/" }]);
          expect(hasFailed(disk)).toBe(false);
          expect(--atWork).toBe(0);
        }),
      ),
    );
    expect(done).toHaveLength(6);
  });

  it("names who has it, and gives up", async () => {
    const engine = await connect();
    await withLock(engine, await options("acme/app,\njob \u001b[31mbuild"), async () => {
      said.length = 0;
      const waiting = withLock(engine, { ...(await options("other")), waitMs: 300 }, async () => {});
      const error = await waiting.catch((reason) => reason);
      expect(error).toBeInstanceOf(LockTaken);
      expect(error.message).toMatch(
        /^acme\/app, job .*build has been at work on this engine's host for 0 s \(the container imgpub-lock\)$/,
      );
      for (const character of ["\n", "\u001b"]) expect(error.message).not.toContain(character);
      expect(said.filter((text) => text.includes("waiting for"))).toHaveLength(1);
    });
  });

  it("is free as soon as work has failed", async () => {
    const engine = await connect();
    const failing = withLock(engine, await options("one"), () => Promise.reject(new Error("work failed")));
    await expect(failing).rejects.toThrow("work failed");
    await withLock(engine, { ...(await options("two")), waitMs: patient }, async () => {});
  });

  it("ends with a process that is killed", async () => {
    const engine = await connect();
    const source = (path: string) =>
      JSON.stringify(new URL(`../../src/docker/${path}`, import.meta.url).href);
    const script = `
      import { connectDocker } from ${source("engine.ts")};
      import { withLock } from ${source("lock.ts")};
      const { signal } = new AbortController();
      const engine = await connectDocker({ dockerHost: process.argv[1], env: {}, signal });
      const program = new URL(process.argv[2]);
      await withLock(engine, { owner: "killed", log: { info() {} }, signal, program }, async () => {
        console.log("held");
        await new Promise((resolve) => setTimeout(resolve, 3_600_000));
      });`;
    const program = (await hostProgram()).href;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script, there().host, program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const [text] = await once(child.stdout, "data");
    expect(String(text)).toBe("held\n");
    expect((await inspectContainer(engine, lockName, signal))?.state).toBe("running");
    child.kill("SIGKILL");
    await ended;
    await withLock(engine, { ...(await options("next")), waitMs: patient }, async () => {});
  });

  it("stops work that has lost it", async () => {
    const engine = await connect();
    const working = withLock(engine, await options("loser"), async (_, lost) => {
      const stopped = once(lost, "abort");
      await removeContainer(engine, lockName, signal);
      await stopped;
      lost.throwIfAborted();
    });
    await expect(working).rejects.toThrow("the program on the engine's host has ended");
  });

  it("lets go when its holder is cancelled", async () => {
    const engine = await connect();
    const cancelled = new AbortController();
    const given = { ...(await options("cancelled")), signal: cancelled.signal };
    const working = withLock(engine, given, async (host, stop) => {
      cancelled.abort(new Error("cancelled"));
      expect(stop.aborted).toBe(true);
      await host.ask([{ do: "statfs", path: "/" }]);
    });
    await expect(working).rejects.toThrow("cancelled");
  });

  const left = async (since: number) => {
    const engine = await connect();
    await withNodeImage(engine, { log, signal }, ({ reference, entrypoint }) =>
      createContainer(
        engine,
        {
          ...{ Image: reference, Entrypoint: entrypoint, Cmd: ["--version"] },
          Labels: { [ours]: "lock", [`${ours}.owner`]: "gone", [`${ours}.since`]: String(since) },
        },
        { name: lockName, signal },
      ),
    );
    return engine;
  };

  it.each([
    ["an hour ago", -3_600_000],
    ["by a clock that was an hour ahead", 3_600_000],
  ])("is taken from who made it %s and never started it", async (_, ago) => {
    const engine = await left(Date.now() + ago);
    await withLock(engine, { ...(await options("next")), waitMs: 0 }, async () => {});
  });

  it("clears away what a program has left that was killed before it started one", async () => {
    const engine = await connect();
    const names = ["host", "lease"].map((kind) => ({ kind, name: `imgpub-left-${kind}` }));
    for (const { kind, name } of names)
      await withNodeImage(engine, { log, signal }, ({ reference }) =>
        createContainer(engine, { Image: reference, Cmd: ["x"], Labels: { [ours]: kind } }, { name, signal }),
      );
    const left = async () =>
      (await listContainers(engine, { all: true, signal })).flatMap(({ names }) => names).sort();
    await withLock(engine, await options("next"), async () => {
      expect(await left()).toEqual(["imgpub-left-host", "imgpub-left-lease", lockName]);
    });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 121_000 });
    try {
      await withLock(engine, await options("next"), async () => {
        expect(await left()).toEqual(["imgpub-left-lease", lockName]);
      });
    } finally {
      vi.useRealTimers();
    }
    await removeContainer(engine, "imgpub-left-lease", signal);
  });

  it("is left to who has made it this moment", async () => {
    const engine = await left(Date.now());
    await expect(withLock(engine, { ...(await options("next")), waitMs: 0 }, async () => {})).rejects.toThrow(
      "gone has been at work on this engine's host for 0 s",
    );
    await removeContainer(engine, lockName, signal);
  });

  it("stops work when the engine goes away", async () => {
    const engine = await connect();
    const working = withLock(engine, await options("loser"), async (host, lost) => {
      const stopped = once(lost, "abort");
      await there().stop();
      await stopped;
      await host.ask([{ do: "statfs", path: "/" }]);
    });
    await expect(working).rejects.toThrow("the program on the engine's host has ended");
    await there().start();
    await withLock(engine, { ...(await options("next")), waitMs: patient }, async () => {});
  });
});
