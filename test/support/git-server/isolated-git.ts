import { spawn } from "node:child_process";
import { devNull } from "node:os";

export const identity = { name: "Test Author", email: "author@example.test" } as const;

/** An environment in which git sees no configuration of this machine or user, and nothing to ask. */
export function isolatedEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    // Also keeps curl from a .netrc.
    HOME: devNull,
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
  };
}

export interface GitOptions {
  readonly cwd?: string;
  /** Added to the isolated environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer | AsyncIterable<Buffer>;
  /** Resolve on failure too, for tests of failures. */
  readonly anyExit?: boolean;
  readonly signal?: AbortSignal;
}

export interface GitResult {
  /** null when a signal ended git. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the real git with an isolated configuration.
 * @throws Error with all that git said when it fails, unless `anyExit`
 */
export async function plainGit(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const { exitCode, stdout, stderr } = await gitBytes(args, options);
  return { exitCode, stdout: stdout.toString(), stderr };
}

/** {@link plainGit} with stdout as bytes. */
export async function gitBytes(
  args: readonly string[],
  options: GitOptions = {},
): Promise<{ exitCode: number | null; stdout: Buffer; stderr: string }> {
  const child = spawn("git", args, {
    cwd: options.cwd,
    env: { ...isolatedEnvironment(), ...options.env },
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A git that ends early closes its input; its exit code says why.
  child.stdin.on("error", () => {});
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  await Promise.all([feed(child.stdin, options.input), closed]);
  const result = {
    exitCode: await closed,
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString(),
  };
  if (result.exitCode === 0 || options.anyExit) return result;
  throw new Error(`git ${args[0]} failed (${result.exitCode}): ${result.stderr}${result.stdout}`);
}

/** The environment that makes a plain git present the server's token, or another one. */
export function authorize(
  server: { readonly origin: string; readonly token: string },
  token = server.token,
): Record<string, string> {
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${server.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
  };
}

async function feed(stdin: NodeJS.WritableStream, input: GitOptions["input"]): Promise<void> {
  if (input === undefined || typeof input === "string" || Buffer.isBuffer(input)) {
    stdin.end(input ?? "");
    return;
  }
  for await (const chunk of input) await write(stdin, chunk);
  stdin.end();
}

/** Writes with back-pressure; a closed pipe takes no more. */
export function write(stream: NodeJS.WritableStream, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) resolve();
    else stream.write(chunk, () => resolve());
  });
}
