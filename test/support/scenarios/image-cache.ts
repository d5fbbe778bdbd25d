import { stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Dockerd, tryDockerd } from "../docker/dockerd.ts";
import { startHub as startFallback } from "../docker/hub.ts";
import { credential, startHub } from "../mirror/upstream.ts";
import { type RunResult, runAction } from "../runner.ts";

/** What image-cache costs on a host where all is as it is to be. */
export interface AppliedAgain {
  /** Steps that were done. */
  readonly changes: number;
  /** Times that the engine was told to read its settings, and that these were written. */
  readonly reloads: number;
  readonly writes: number;
  /** Requests for blobs, and connections past the mirror. */
  readonly blobs: number;
  readonly past: number;
  /** Of each round, beyond what a run takes that only tells what to configure. */
  readonly seconds: readonly number[];
}

/** Applies it once on an engine of its own, and as often again as there are rounds; why not, where there is no engine. */
export async function applyAgain(rounds: number): Promise<AppliedAgain | string> {
  await using fallback = await startFallback();
  const { dockerd, otherwise } = await tryDockerd({ proxy: fallback.origin });
  if (!dockerd) return `no docker engine: ${otherwise}`;
  await using engine = dockerd;
  await using hub = await startHub();
  const port = await freePort();
  const run = (mode: "apply" | "report") =>
    runAction("image-cache", {
      inputs: {
        ...credential,
        ...{ mode, upstream: hub.registry.origin, "verify-image": "app:1", "max-size": "64MB" },
        ...{ port: String(port), store: join(engine.folder, "imgpub/mirror"), "docker-host": engine.host },
      },
    });
  sound(await run("apply"));
  // An image that is there stays there, so that each round asks for the same.
  await engine.docker(["pull", "--quiet", "app:1"]);
  hub.registry.clearRequests();
  const before = await seenOf(engine);
  const seconds: number[] = [];
  let changes = 0;
  for (let round = 0; round < rounds; round++) {
    const again = sound(await run("apply"));
    changes += JSON.parse(again.outputs.report ?? "{}").changed;
    seconds.push(again.seconds - sound(await run("report")).seconds);
  }
  const after = await seenOf(engine);
  return {
    changes,
    reloads: after.reloads - before.reloads,
    writes: Number(after.written !== before.written),
    blobs: hub.registry.count(({ kind }) => kind === "blob"),
    past: fallback.asked.length,
    seconds,
  };
}

const seenOf = async (engine: Dockerd) => ({
  reloads: engine.log().split("Got signal to reload configuration").length,
  written: (await stat(engine.configFile)).mtimeMs,
});

function sound(run: RunResult): RunResult {
  if (run.exitCode !== 0) throw new Error(`image-cache fails: ${run.stdout}${run.stderr}`);
  return run;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
