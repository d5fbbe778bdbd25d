import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Program {
  readonly process: ChildProcess;
  /** All that it has said on both of its streams. */
  said(): string;
  /** Resolves when it has ended, with its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a program that is read line by line. */
export function start(
  command: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly onLine?: (line: string) => void;
  },
): Program {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      options.onLine?.(line);
    });
  const ended = once(child, "close").then(() => child.exitCode);
  return { process: child, said: () => lines.join("\n"), ended };
}
