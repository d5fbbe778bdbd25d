import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { write } from "../isolated-git.ts";
import type { Reply } from "../types.ts";
import { text } from "./reply.ts";

export interface CgiRequest {
  readonly environment: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Buffer>;
}

/** Runs `git http-backend` once a request, and knows every child it has started. */
export class Cgi {
  readonly #program = join(
    execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(),
    "git-http-backend",
  );
  readonly #running = new Map<ChildProcess, Promise<void>>();
  #closed = false;

  /**
   * Answers with what the program writes, as it writes it. The program ends early when its output is not
   * read to the end.
   */
  async handle(request: CgiRequest): Promise<Reply> {
    if (this.#closed) return text(503, "shutting down\n");
    // A group of its own, so that the programs it starts can be ended with it.
    const child = spawn(this.#program, [], { env: request.environment, detached: true });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.stdin.on("error", () => {});
    const exit = new Promise<void>((resolve) => {
      child.once("error", (error) => {
        complaint += String(error);
        resolve();
      });
      child.once("close", () => resolve());
    }).then(() => void this.#running.delete(child));
    this.#running.set(child, exit);
    const fed = feed(child, request.body);
    const output = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const head = await readHead(output);
    if (!head) {
      await exit;
      return text(500, `git http-backend gave no answer: ${complaint}\n`);
    }
    const body = (async function* () {
      try {
        if (head.rest.length > 0) yield head.rest;
        for (let next = await output.next(); !next.done; next = await output.next()) yield next.value;
        await fed;
      } finally {
        // Who stops reading closes the pipe, which ends the program.
        child.stdout.destroy();
      }
    })();
    return { status: head.status, headers: head.headers, body };
  }

  /** Resolves when no child is running. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Ends all children and theirs, and waits for them. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { pid } of this.#running.keys()) if (pid !== undefined) killGroup(pid);
    await this.settled();
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function feed(child: ChildProcess, body: AsyncIterable<Buffer>): Promise<void> {
  if (!child.stdin) return;
  try {
    for await (const chunk of body) await write(child.stdin, chunk);
  } catch {
    // The client went away: git gets a body that ends too early, and refuses it.
  }
  child.stdin.end();
}

interface Head {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly rest: Buffer;
}

/** RFC 3875, section 6: header fields, of which Status is the answer's status, an empty line, the body. */
async function readHead(output: AsyncIterator<Buffer>): Promise<Head | undefined> {
  let seen = Buffer.alloc(0);
  for (;;) {
    const end = seen.indexOf("\r\n\r\n");
    if (end >= 0) return { ...parseHead(seen.toString("latin1", 0, end)), rest: seen.subarray(end + 4) };
    const next = await output.next();
    if (next.done) return undefined;
    seen = Buffer.concat([seen, next.value]);
  }
}

function parseHead(head: string): Omit<Head, "rest"> {
  let status = 200;
  const headers: Record<string, string> = {};
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "status") status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers };
}
