import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, expect, it } from "vitest";
import { listContainers } from "../../../src/docker/containers.ts";
import { connectDocker } from "../../../src/docker/engine.ts";
import { askHost, hasFailed, openHost } from "../../../src/docker/host/ask-host.ts";
import { tryDockerd } from "../../support/docker/dockerd.ts";
import { hostProgram } from "../../support/docker/host-program.ts";
import { realWhen } from "../../support/real/real.ts";
import { workspace } from "../../support/workspace.ts";

const { signal } = new AbortController();
const log = { info: () => {} };
const { dockerd, otherwise, cause } = await tryDockerd();
afterAll(() => dockerd?.close());
const connect = () => connectDocker({ dockerHost: dockerd?.host, env: {}, signal });

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("a program on an engine's host", () => {
  afterEach(async () => {
    expect(await listContainers(await connect(), { all: true, signal })).toEqual([]);
  });

  it("does one batch after the other, whatever is in them", async () => {
    const { path, dispose } = await workspace();
    const host = await openHost(await connect(), { log, signal, program: await hostProgram() });
    if (!host) throw new Error("no host");
    try {
      const text = "zwölf\n\u2028\0".repeat(300_000);
      const file = join(path, "file");
      const batches = await Promise.all(
        [text, "other", ""].map((one) =>
          host.ask([
            { do: "write", path: file, text: one },
            { do: "read", path: file },
          ]),
        ),
      );
      expect(batches.map(([, read]) => (hasFailed(read) ? read.failed : read.text))).toEqual([
        text,
        "other",
        "",
      ]);
      expect(await host.ask([])).toEqual([]);
      expect(host.ended.aborted).toBe(false);
    } finally {
      await host.close();
      await dispose();
    }
    expect(host.ended.aborted).toBe(true);
    await expect(host.ask([{ do: "statfs", path: "/" }])).rejects.toThrow(
      "the program on the engine's host has ended",
    );
  });

  it.each([
    ["writes what is no answer", "process.stdin.once('data', () => console.log('garbage'))", /has ended/],
    ["answers something else", "process.stdin.once('data', () => console.log('[]'))", /has ended/],
    ["fails", "throw new Error('no \\u001b[31mdisk')", /has ended: .*no .*disk/],
    ["ends", "process.stdin.once('data', () => process.exit())", /has ended$/],
  ])("that %s is told of, and its container goes", async (_, script, said) => {
    const { path, dispose } = await workspace({ "host.mjs": script });
    try {
      const program = pathToFileURL(join(path, "host.mjs"));
      const asking = askHost(await connect(), [{ do: "statfs", path: "/" }], { log, signal, program });
      const error = await asking.catch((reason) => reason);
      expect(error.message).toMatch(said);
      expect(error.message).not.toContain("\u001b");
      expect(error.message.length).toBeLessThan(700);
    } finally {
      await dispose();
    }
  });

  it("that cannot be brought there leaves no container", async () => {
    const program = new URL("file:///nowhere/host.mjs");
    await expect(openHost(await connect(), { log, signal, program })).rejects.toThrow("ENOENT");
  });

  it("that is cancelled in the middle of a batch goes", async () => {
    const { path, dispose } = await workspace({ "host.mjs": "process.stdin.resume();" });
    try {
      const program = pathToFileURL(join(path, "host.mjs"));
      const cancelled = new AbortController();
      const host = await openHost(await connect(), { log, signal: cancelled.signal, program });
      const asking = host?.ask([{ do: "statfs", path: "/" }]);
      cancelled.abort(new Error("cancelled"));
      await expect(asking).rejects.toThrow("cancelled");
      await host?.close();
    } finally {
      await dispose();
    }
  });
});
