import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ReportedError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { bounded, oneLine } from "../base/text.ts";
import {
  containerLog,
  createContainer,
  removeContainer,
  startContainer,
  stopContainer,
} from "../docker/containers.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { type HostRequest, type HostSession, hasFailed } from "../docker/host/ask-host.ts";
import { withNodeImage } from "../docker/node-image.ts";
import { info } from "../docker/system.ts";
import type { Found, Step } from "./plan.ts";
import { backupOf, mirrorName, mirrorSpec, programPath, settingsPath, settingsText } from "./settings.ts";
import type { WantedMirror } from "./wanted.ts";

/** How long a mirror that was started may take to be well, in ms: it may have a large store to look through. */
const startTime = 60_000;

/** How long the engine may take to read its settings anew, in ms. */
const reloadTime = 5_000;

/** What the steps are done with. */
export interface Hands {
  readonly engine: DockerEngine;
  readonly host: HostSession;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Where the mirror's program lies; another than the built one only in tests. */
  readonly mirrorProgram?: URL;
}

/**
 * Does the steps of a plan, one after the other. Each of them can be done again, so a run that was ended in between is
 * made whole by the next one.
 *
 * @throws ReportedError where one fails, with what was put back
 */
export async function apply(
  steps: readonly Step[],
  found: Found,
  { mirror, url }: { readonly mirror: WantedMirror | undefined; readonly url: string },
  hands: Hands,
): Promise<void> {
  for (const [at, step] of steps.entries()) {
    switch (step.do) {
      case "start-mirror":
        if (mirror) await startMirror(mirror, url, hands);
        break;
      case "remove-mirror":
        await stopMirror(hands);
        break;
      case "write-settings":
        await writeSettings(hands, step.path, step.before, step.text, at === 0 || step.before !== undefined);
        break;
      case "remove-settings":
        await removeSettings(hands, step.path, step.before);
        break;
      case "reload":
        await reload(steps.slice(0, at), found, url, hands);
    }
  }
}

/** Asks on the host, and takes a failure for one. */
async function must<R extends HostRequest>(host: HostSession, what: string, request: R) {
  const [answer] = await host.ask([request] as const);
  if (hasFailed(answer)) throw new ReportedError(`${what}: ${bounded(oneLine(answer.failed), 300)}`);
  return answer as Exclude<typeof answer, { failed: string }>;
}

/** Puts the program, its settings and its container in place, and waits until it is well. */
async function startMirror(mirror: WantedMirror, url: string, hands: Hands): Promise<void> {
  const { engine, host, log, signal } = hands;
  const { store } = mirror;
  const program = readFileSync(hands.mirrorProgram ?? new URL("../mirror/main.ts", import.meta.url), "utf8");
  await must(host, `the store ${store} cannot be made`, { do: "make-folder", path: store, mode: 0o700 });
  await must(host, "the mirror's program cannot be written", {
    ...{ do: "write", path: programPath(store), text: program, mode: 0o644 },
  });
  // Removed first: one that is there keeps its mode, and this one holds the password.
  await must(host, "the mirror's settings cannot be replaced", { do: "remove", path: settingsPath(store) });
  await must(host, "the mirror's settings cannot be written", {
    ...{ do: "write", path: settingsPath(store), text: settingsText(mirror), mode: 0o600 },
  });
  await stopMirror(hands);
  const id = await withNodeImage(engine, { log, signal }, (image) =>
    createContainer(engine, mirrorSpec(mirror, image), { name: mirrorName, signal }),
  );
  if (id === undefined)
    throw new ReportedError(`a container ${mirrorName} was made by somebody else meanwhile`);
  try {
    await startContainer(engine, id, signal);
    await untilWell(hands, url, id);
  } catch (error) {
    const said = bounded(oneLine(await containerLog(engine, id, 5, signal).catch(() => "")), 500);
    // One that cannot start would be tried again for ever.
    await removeContainer(engine, id, signal).catch(() => {});
    if (signal.aborted) throw error;
    const why = error instanceof Error ? error.message : "";
    throw new ReportedError(`the mirror does not start: ${said || why}`, { cause: error });
  }
}

async function untilWell({ engine, host, signal }: Hands, url: string, id: string): Promise<void> {
  const { inspectContainer } = await import("../docker/containers.ts");
  const until = performance.now() + startTime;
  for (;;) {
    const [answer] = await host.ask([{ do: "get", url: `${url}/_imgpub/health`, timeout: 2_000 }]);
    const container = await inspectContainer(engine, id, signal);
    const isRunning = container?.state === "running" && container.restarts === 0;
    if (isRunning && !hasFailed(answer) && answer.status === 200) return;
    if (!container || container.restarts > 0 || container.state === "exited")
      throw new ReportedError("it has ended");
    if (performance.now() > until) throw new ReportedError(`it has not answered for ${startTime / 1_000} s`);
    await sleep(100, undefined, { signal });
  }
}

/** Ends the mirror's container, so that it can write what it has counted, and removes it. */
export async function stopMirror({ engine, signal }: Hands): Promise<void> {
  await stopContainer(engine, mirrorName, 10, signal);
  await removeContainer(engine, mirrorName, signal);
}

async function writeSettings(
  { host }: Hands,
  path: string,
  before: string | undefined,
  text: string,
  keep: boolean,
): Promise<void> {
  const hash = before === undefined ? null : createHash("sha256").update(before).digest("hex");
  const { written } = await must(host, `the engine's settings ${path} cannot be written`, {
    do: "write",
    path,
    text,
    mode: 0o644,
    ifSha256: hash,
    ...(keep ? { backup: backupOf(path) } : {}),
  });
  if (!written) throw changedMeanwhile(path);
}

/** Removes settings that set nothing, unless somebody has written into them meanwhile. */
async function removeSettings({ host }: Hands, path: string, before: string): Promise<void> {
  const file = await must(host, `the engine's settings ${path} cannot be read`, { do: "read", path });
  if (file.text !== before) throw changedMeanwhile(path);
  await must(host, `the engine's settings ${path} cannot be removed`, { do: "remove", path });
}

const changedMeanwhile = (path: string) =>
  new ReportedError(`the engine's settings ${path} were changed by somebody else meanwhile; run this again`);

/** Has the engine read its settings, and puts them back as they were where it does not take them. */
async function reload(
  done: readonly Step[],
  { daemon, mirrors }: Found,
  url: string,
  hands: Hands,
): Promise<void> {
  const { host } = hands;
  const write = done.findLast((step) => step.do === "write-settings");
  const isUnwiring = write !== undefined && !write.text.includes(url);
  if (!daemon) throw new ReportedError("the engine's process is not found on its host");
  const hangUp = async () => {
    const request = { do: "signal", pid: daemon.pid, name: "dockerd", signal: "SIGHUP" } as const;
    const { sent } = await must(host, "the engine cannot be told to read its settings", request);
    if (!sent) throw new ReportedError("the engine has ended meanwhile; run this again");
  };
  await hangUp();
  if (await isTakenUp(hands, url, !isUnwiring)) return;
  if (!write)
    throw new ReportedError(
      `the engine does not take up ${url} from its settings; its log says why. Its mirrors are ${mirrors.join(", ") || "none"}`,
    );
  const { path, before } = write;
  await must(
    host,
    "the engine's settings cannot be put back",
    before === undefined ? { do: "remove", path } : { do: "write", path, text: before, mode: 0o644 },
  );
  await hangUp();
  throw new ReportedError(
    `the engine does not take up what was written to ${write.path}, which is as it was again; its log says why`,
  );
}

async function isTakenUp({ engine, signal }: Hands, url: string, isWanted: boolean): Promise<boolean> {
  const until = performance.now() + reloadTime;
  for (;;) {
    const { mirrors } = await info(engine, signal);
    if (mirrors.some((one) => one.replace(/\/$/, "") === url) === isWanted) return true;
    if (performance.now() > until) return false;
    await sleep(50, undefined, { signal });
  }
}
