import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { descendants } from "./descendants.ts";

/** Milliseconds that vitest has to end its tests in, which clean up after themselves. */
const grace = 5_000;

export interface Vitest {
  readonly process: ChildProcess;
  /** Ends it with all that it and its tests have started. A second call waits for nothing. */
  end(signal: NodeJS.Signals): void;
}

/**
 * vitest, in a session of its own: a terminal's Ctrl-C reaches it through {@link Vitest.end} alone, and what its tests
 * leave behind is known by the session.
 */
export function startVitest(args: readonly string[]): Vitest {
  const mark = `IMGPUB_TEST_RUN=${randomUUID()}`;
  const [name = "", value = ""] = mark.split("=");
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }), [name]: value },
  });
  const pid = child.pid ?? 0;
  let ending = false;
  // What was seen once is known when its parent has gone, which is how it would be told.
  const seen = new Set<number>();
  const look = () => {
    for (const one of descendants(pid, mark)) seen.add(one);
  };
  const killAll = () => {
    look();
    for (const one of [pid, ...seen]) kill(one, "SIGKILL");
    // What was started meanwhile.
    for (const one of descendants(pid, mark)) kill(one, "SIGKILL");
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
