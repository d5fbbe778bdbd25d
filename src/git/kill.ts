import { readdirSync, readFileSync } from "node:fs";

/**
 * Kills every process whose environment has the entry `marker`, such as `NAME=value`.
 *
 * git hands its work to helpers that outlive it: one that waits for a server does not notice that git is gone.
 * They could be killed as a process group of their own, but then the runner, which kills the group of the step,
 * would miss them. So they are found by the environment that they inherit. Linux only; elsewhere it does nothing,
 * and a helper ends when its transfer stalls.
 */
export function killMarked(marker: string): void {
  const entry = `${marker}\0`;
  // A process that was about to start another one may have done so, hence once more until there is none.
  for (let found = true, left = 10; found && left > 0; left--) {
    found = false;
    for (const pid of processes()) {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(entry)) continue;
        found = true;
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile, or belongs to somebody else.
      }
    }
  }
}

function processes(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
