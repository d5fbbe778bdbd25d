import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { killMarked } from "./kill.ts";

export interface Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Written to standard input, which is empty otherwise. */
  readonly input?: string | Buffer | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds until it is killed. */
  readonly deadline: number;
}

export interface Ended {
  /** The exit code; null after a signal. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Why it was killed, if it was. */
  readonly killed?: "deadline" | "output";
}

/** More output than this, in bytes, is nothing that was asked for. */
const mostOutput = 16 * 2 ** 20;

/** More words than this, in bytes, are not kept; a server may send any number. */
const mostWords = 2 ** 20;

const marking = "IMGPUB_GIT_COMMAND";

/**
 * Runs git and waits until it and all it started have ended. Once the signal is aborted everything is killed, and
 * the promise rejects with the signal's reason.
 *
 * @throws what `spawn` says when git cannot be started, with `code` `ENOENT` when there is none
 */
export function runGit(command: Command): Promise<Ended> {
  const { args, cwd, signal } = command;
  const marker = randomUUID();
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const env = { ...command.env, [marking]: marker };
    const child = spawn("git", args, { cwd, env, stdio: "pipe", windowsHide: true });
    let killed: Ended["killed"];
    const kill = (why?: Ended["killed"]) => {
      killed ??= why;
      child.kill("SIGKILL");
      killMarked(`${marking}=${marker}`);
    };
    const abort = () => kill();
    signal.addEventListener("abort", abort, { once: true });
    const timer = setTimeout(() => kill("deadline"), command.deadline);

    const output = collect(child.stdout, mostOutput, () => kill("output"));
    const words = collect(child.stderr, mostWords);

    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    // Comes when the pipes are closed too, that is when no helper holds them any more.
    child.on("close", (code) => {
      settle();
      if (signal.aborted) return reject(signal.reason);
      resolve({
        code,
        stdout: Buffer.concat(output),
        stderr: Buffer.concat(words).toString(),
        ...(killed && { killed }),
      });
    });
    // git may end before it has read all; what it says about that is in its output.
    child.stdin.on("error", () => {});
    child.stdin.end(command.input);
  });
}

function collect(stream: Readable, most: number, onMore?: () => void): Buffer[] {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else onMore?.();
  });
  return chunks;
}
