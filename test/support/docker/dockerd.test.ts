import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { connectDocker } from "../../../src/docker/engine.ts";
import { openHost } from "../../../src/docker/host/ask-host.ts";
import { processesLeft } from "../processes.ts";
import { run } from "../programs.ts";
import { realWhen } from "../real/real.ts";
import { tryDockerd } from "./dockerd.ts";
import { hostProgram } from "./host-program.ts";

const { signal } = new AbortController();
const { dockerd, otherwise, cause } = await tryDockerd({ diskBytes: 1 << 30 });
afterAll(() => dockerd?.close());

/** What is left of an engine: mounts, processes, files. */
async function leftOf(folder: string) {
  const mounts = (await readFile("/proc/self/mounts", "utf8"))
    .split("\n")
    .filter((line) => line.includes(folder));
  const { stdout } = await run("losetup", ["--list", "--noheadings", "--output", "BACK-FILE"]);
  const loops = stdout.split("\n").filter((line) => line.includes(folder));
  return {
    mounts,
    loops,
    processes: await processesLeft(`IMGPUB_DOCKERD=${folder}`),
    files: existsSync(folder),
  };
}

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("an engine of our own", () => {
  it("is started again after it was killed, and leaves nothing, with a container at work", async () => {
    if (!dockerd) throw new Error(otherwise);
    const { folder, host } = dockerd;
    const engine = await connectDocker({ dockerHost: host, env: {}, signal });
    const options = { log: { info() {} }, signal, program: await hostProgram() };
    await openHost(engine, options);
    const first = dockerd.pid;
    await dockerd.stop("SIGKILL");
    expect(() => dockerd.pid).toThrow("the engine does not run");
    await dockerd.start();
    expect(dockerd.pid).not.toBe(first);
    await openHost(engine, options);
    await dockerd.stop("SIGKILL");
    await dockerd.close();
    expect(await leftOf(folder)).toEqual({ mounts: [], loops: [], processes: [], files: false });
  });

  it("ends with whoever has started it", async () => {
    const script = `
      import { startDockerd } from ${JSON.stringify(new URL("./dockerd.ts", import.meta.url).href)};
      const { folder, pid } = await startDockerd();
      console.log(JSON.stringify({ folder, pid }));
      setInterval(() => {}, 1_000);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const [text] = await once(child.stdout, "data");
    const { folder } = JSON.parse(String(text));
    child.kill("SIGKILL");
    await ended;
    expect(await processesLeft(`IMGPUB_DOCKERD=${folder}`)).toEqual([]);
    // It has unmounted what it had, but for its own network's namespace.
    const { mounts } = await leftOf(folder);
    for (const path of mounts.map((line) => line.split(" ")[1] ?? "").reverse())
      await run("umount", ["--lazy", path]);
    await run("rm", ["-rf", folder]);
  });
});
