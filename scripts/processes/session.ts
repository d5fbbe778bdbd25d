import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { descendants } from "./descendants.ts";

/** Milliseconds that a program has to end what it started, which may clean up after itself. */
const grace = 5_000;

export interface Session {
  readonly process: ChildProcess;
  /** Ends it with all that it has started. A second call waits for nothing. */
  end(signal: NodeJS.Signals): void;
}

/**
 * A script on this Node.js, in a session of its own: a terminal's Ctrl-C reaches it through {@link Session.end} alone, and
 * what it leaves behind is known by the session.
 */
export function startSession(args: readonly string[], options: SpawnOptions): Session {
  const name = "IMGPUB_SESSION";
  const mark = randomUUID();
  const env = { ...(options.env ?? process.env), [name]: mark };
  const child = spawn(process.execPath, args, { ...options, detached: true, env });
  const pid = child.pid ?? 0;
  let ending = false;
  // What was seen once is known still when its parent has gone, by which it was found.
  const seen = new Set<number>();
  const look = () => {
    for (const one of descendants(pid, `${name}=${mark}`)) seen.add(one);
  };
  const killAll = () => {
    look();
    for (const one of [pid, ...seen]) kill(one, "SIGKILL");
    // What was started meanwhile.
    for (const one of descendants(pid, `${name}=${mark}`)) kill(one, "SIGKILL");
  };
  return {
    process: child,
    end(signal) {
      if (ending) return killAll();
      ending = true;
      look();
      kill(pid, signal);
      const timer = setTimeout(killAll, grace);
      // Its output stays open as long as one of those has it.
      child.on("exit", () => {
        clearTimeout(timer);
        killAll();
      });
    },
  };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
