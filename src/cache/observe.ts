import { isRecord, parseJson } from "../base/json.ts";
import { inspectContainer } from "../docker/containers.ts";
import type { DockerEngine } from "../docker/engine.ts";
import {
  type FileSystemAnswer,
  type HostSession,
  hasFailed,
  type ProcessAnswer,
  type ProcessesAnswer,
} from "../docker/host/ask-host.ts";
import { type EngineInfo, info } from "../docker/system.ts";
import type { Found, FoundSettings } from "./plan.ts";
import { backupOf, mirrorName } from "./settings.ts";
import type { Wanted } from "./wanted.ts";

/** How long a mirror on the host may take to say that it is well, in ms. */
const healthTime = 5_000;

/** Where the engine's settings are unless it was told otherwise. */
const usualSettings = "/etc/docker/daemon.json";

/** Where its images are unless it was told otherwise. */
const usualRoot = "/var/lib/docker";

/** What is on the host, and what is said about it elsewhere. */
export interface Observed {
  readonly about: EngineInfo;
  readonly found: Found;
  /** The file system that the store lies on, or would; undefined without a store. */
  readonly storeDisk: FileSystemAnswer | undefined;
  /** The file system of the engine's own images. */
  readonly rootDisk: FileSystemAnswer | undefined;
  /** What somebody else's mirror answered; undefined where it is ours, or did not answer. */
  readonly theirs: { readonly status: number } | undefined;
}

/**
 * Looks at the engine, at its process and its settings, and at the mirror: two batches of questions to the host.
 *
 * @throws DockerError where the engine refuses a question
 */
export async function observe(
  engine: DockerEngine,
  host: HostSession,
  wanted: Pick<Wanted, "mirror" | "url" | "daemonConfig">,
  signal: AbortSignal,
): Promise<Observed> {
  const path = wanted.mirror?.store ?? "/";
  const health = wanted.mirror ? `${wanted.url}/_imgpub/health` : `${wanted.url}/v2/`;
  const [about, container] = await Promise.all([
    info(engine, signal),
    inspectContainer(engine, mirrorName, signal),
  ]);
  const [processes, storeDisk, rootDisk, answer] = await host.ask([
    { do: "processes", names: ["dockerd"] },
    { do: "statfs", path },
    { do: "statfs", path: about.rootFolder },
    { do: "get", url: health, timeout: healthTime },
  ]);
  const all: ProcessesAnswer = hasFailed(processes) ? { found: [], inContainer: false } : processes;
  const likely = daemonOf(all.found, about.rootFolder);
  const settings = await readSettings(host, wanted.daemonConfig ?? settingsOf(likely) ?? usualSettings);
  // Of one alone there is no doubt.
  const isSure = all.found.length === 1 || (likely && isOf(likely, settings?.text, about.rootFolder));
  const daemon = isSure ? likely : undefined;
  const isAnswered = !hasFailed(answer);
  return {
    about,
    found: {
      mirror: container && {
        state: container.state,
        labels: container.labels,
        isHealthy: container.state === "running" && isAnswered && answer.status === 200,
      },
      settings,
      mirrors: about.mirrors,
      daemon,
      inContainer: all.inContainer,
      rootless: about.rootless,
    },
    storeDisk: wanted.mirror && !hasFailed(storeDisk) ? storeDisk : undefined,
    rootDisk: hasFailed(rootDisk) ? undefined : rootDisk,
    theirs: !wanted.mirror && isAnswered ? { status: answer.status } : undefined,
  };
}

/** The value of an option in a command line, `--name value` or `--name=value`. */
function optionIn(command: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [at, part] of command.entries())
    for (const name of names) {
      if (part === name) return command[at + 1];
      if (part.startsWith(`${name}=`)) return part.slice(name.length + 1);
    }
  return undefined;
}

const rootOf = ({ command }: ProcessAnswer) => optionIn(command, "--data-root", "-g", "--graph");

/** Whether an engine that was told to have its images in `root` has them in `folder`: below it, with a user's namespace. */
const isRoot = (root: string, folder: string): boolean =>
  [folder, folder.replace(/\/\d+\.\d+$/, "")].includes(root.replace(/(?<=.)\/+$/, ""));

/** The engine that has its images in this folder: a host may run several. */
export function daemonOf(daemons: readonly ProcessAnswer[], rootFolder: string): ProcessAnswer | undefined {
  const named = daemons.filter((one) => isRoot(rootOf(one) ?? "", rootFolder));
  if (named.length === 1) return named[0];
  // Where the command line does not say, the settings do.
  const silent = daemons.filter((one) => rootOf(one) === undefined);
  return named.length === 0 && silent.length === 1 ? silent[0] : undefined;
}

/** Whether an engine whose command line does not say where its images are has them there, by its settings. */
export function isOf(daemon: ProcessAnswer, settings: string | undefined, rootFolder: string): boolean {
  if (rootOf(daemon) !== undefined) return true;
  const given = settings === undefined || settings.trim() === "" ? {} : parseJson(settings);
  // What cannot be read is told of in a sentence of its own, before anything is done.
  if (!isRecord(given)) return true;
  const root = given["data-root"] ?? given.graph ?? usualRoot;
  return typeof root === "string" && isRoot(root, rootFolder);
}

function settingsOf(daemon: ProcessAnswer | undefined): string | undefined {
  const path = optionIn(daemon?.command ?? [], "--config-file");
  return path?.startsWith("/") ? path : undefined;
}

async function readSettings(host: HostSession, path: string): Promise<FoundSettings | undefined> {
  const [file, kept] = await host.ask([
    { do: "read", path },
    { do: "read", path: backupOf(path) },
  ]);
  if (hasFailed(file)) return undefined;
  const isKept = hasFailed(kept) || kept.text !== undefined;
  return { path, resolved: file.resolved, text: file.text, writable: file.writable, isKept };
}
