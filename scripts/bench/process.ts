import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Ran } from "../../test/support/scenarios/tool.ts";

/** Seconds that a command took: elapsed, and on all processors by it and all of its children. */
export interface Taken {
  readonly seconds: number;
  readonly processor: number;
}

/**
 * Arguments that make bash run the command behind them and write what it took to standard error. bash counts what the
 * command's children took too, in milliseconds, which Node.js cannot tell of another process.
 */
export const timed = ["-c", `TIMEFORMAT=$'\\ntook %3R %3U %3S'; time "$@"`, "bash"] as const;

/** Reads what bash wrote. @throws Error when it wrote nothing */
export function taken({ stderr }: Ran): Taken {
  const [, seconds, user, system] = /^took ([\d.]+) ([\d.]+) ([\d.]+)\s*$/m.exec(stderr) ?? [];
  if (seconds === undefined) throw new Error(`bash did not tell what it took: ${stderr}`);
  return { seconds: Number(seconds), processor: Number(user) + Number(system) };
}

/** Runs a command as {@link timed} does. @throws Error with what it said when it fails */
export function runTimed(
  command: readonly string[],
  options: { env: NodeJS.ProcessEnv; input?: string; onSpawn?: (pid: number) => void },
): Promise<Ran & { readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", [...timed, ...command], { env: options.env, timeout: 300_000 });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve({ stdout, stderr });
      else reject(new Error(`${command.join(" ").slice(0, 300)} failed\n${stderr}`));
    });
    // A command that reads nothing may be gone before all is written.
    child.stdin.on("error", () => {}).end(options.input ?? "");
    if (child.pid !== undefined) options.onSpawn?.(child.pid);
  });
}

/** Looks often at how much memory a process and those below it hold; `stop` gives the largest one's peak, in MiB. */
export function watchMemory(pid: number): { stop(): number } {
  let peak = Number.NaN;
  const timer = setInterval(() => {
    for (const one of familyOf(pid)) peak = Math.max(Number.isNaN(peak) ? 0 : peak, highWater(one));
  }, 10);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function familyOf(pid: number): number[] {
  const children = readProc(`${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

/** The kernel's own mark of the most memory that was resident (proc(5), VmHWM), in MiB. */
function highWater(pid: number): number {
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1] ?? 0) / 1024;
}

/** Empty when the process has ended meanwhile, or the system has no /proc. */
function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, "utf8").trim();
  } catch {
    return "";
  }
}
