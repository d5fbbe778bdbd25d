import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessAnswer, ProcessesAnswer, ProcessesRequest, SignalRequest } from "./requests.ts";

/** Characters of a command line that are told. */
const mostOfCommand = 16_000;

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** The IDs of one process in the namespaces that it is in, from the host's on. */
  readonly pids: readonly number[];
}

/** @param proc the host's `/proc`, which is that of a program that shares the host's namespace of processes */
export function processesOnHost(
  proc: string,
  root: string,
  { names, of }: ProcessesRequest,
): ProcessesAnswer {
  const all = readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => seen(proc, pid) ?? []);
  const byPid = new Map(all.map((one) => [one.pid, one]));
  const found = all
    .filter(({ name }) => names.includes(name))
    .map(({ pid, parent, name }): ProcessAnswer => ({ pid, parent, name, command: commandOf(proc, pid) }));
  const asked =
    of &&
    all.find(
      ({ pid, pids }) =>
        pids.at(-1) === of.pid &&
        isCommand(commandOf(proc, pid), of.command) &&
        (of.start === undefined || startOf(textOf(join(proc, String(pid), "stat"))) === of.start),
    );
  const ancestors = [];
  for (let at = asked; at && ancestors.length < all.length; at = byPid.get(at.parent)) ancestors.push(at.pid);
  return {
    found,
    ...(asked ? { ancestors } : {}),
    inContainer: isContainer(proc, root),
  };
}

/**
 * Whether the host itself is a container, as with an engine within a container. The file that says so is not enough: a
 * virtual machine whose disk was made from an image has it too.
 */
function isContainer(proc: string, root: string): boolean {
  const says = [".dockerenv", "run/.containerenv"].some((name) => existsSync(join(root, name)));
  return says && !/^\S+ \S+ \S+ \S+ \/ .* - \S+ \/dev\//m.test(textOf(join(proc, "1", "mountinfo")));
}

/** When a process was started, by its `stat`: the name, which may hold anything, ends with the last bracket. */
export const startOf = (stat: string): string | undefined =>
  stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** @returns whether the process was still the one that was meant */
export function signalOnHost(proc: string, { pid, name, signal }: SignalRequest): boolean {
  if (seen(proc, String(pid))?.name !== name) return false;
  process.kill(pid, signal);
  return true;
}

/** A process by its `status` (proc_pid_status(5)); undefined where it has ended. */
function seen(proc: string, pid: string): Seen | undefined {
  try {
    const status = readFileSync(join(proc, pid, "status"), "utf8");
    const line = (key: string) => new RegExp(`^${key}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
    const own = Number(pid);
    const pids = line("NSpid").split(/\s+/).filter(Boolean).map(Number);
    return {
      pid: own,
      parent: Number(line("PPid")),
      name: line("Name"),
      pids: pids.length > 0 ? pids : [own],
    };
  } catch {
    return undefined;
  }
}

function commandOf(proc: string, pid: number): string[] {
  try {
    const text = readFileSync(join(proc, String(pid), "cmdline"), "utf8");
    return text.slice(0, mostOfCommand).replace(/\0$/, "").split("\0");
  } catch {
    return [];
  }
}

const isCommand = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((part, index) => part === other[index]);
