import { devNull } from "node:os";
import { ReportedError, UserError } from "../../src/base/errors.ts";
import { type Ended, runGit } from "../../src/git/command.ts";
import { remoteWords } from "../../src/git/words.ts";

/** How long one command may take, in ms; a push may wait for a person who unlocks a key. */
const deadline = 600_000;

/** Variables that would lead git to another repository than that of its folder. */
const elsewhere =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX)$/;

export interface GitOptions {
  /** The work tree. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface CommandOptions {
  /** Written to standard input. */
  readonly input?: string;
  /** Variables on top of the others. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A git command that ended with another exit code than 0. */
export class GitFailed extends ReportedError {
  override readonly name = "GitFailed";
}

/** Runs git with the user's own configuration and credentials. No URL in what comes back holds a password. */
export class Git {
  readonly #folder: string;
  readonly #env: Record<string, string>;

  constructor({ folder, env }: GitOptions) {
    this.#folder = folder;
    const kept = Object.entries(env).filter(([name]) => !elsewhere.test(name));
    this.#env = {
      ...(Object.fromEntries(kept) as Record<string, string>),
      // Messages are read by a program.
      LC_ALL: "C",
      // What is checked and what is pushed have to be the same: others have neither replacements nor grafts.
      GIT_NO_REPLACE_OBJECTS: "1",
      GIT_GRAFT_FILE: devNull,
    };
  }

  /** @throws {UserError} when there is no git */
  async try(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
    const { input, env } = options;
    const { signal } = new AbortController();
    const command = { args, cwd: this.#folder, env: { ...this.#env, ...env }, input, signal, deadline };
    const ended = await runGit(command).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT") throw cause;
      throw new UserError("git was not found on the PATH, or there is no such folder; install git", {
        cause,
      });
    });
    return { ...ended, stderr: withoutCredentials(ended.stderr) };
  }

  /**
   * Runs a command that has to succeed.
   *
   * @throws {GitFailed} with git's own words
   */
  async run(args: readonly string[], options?: CommandOptions): Promise<Ended> {
    const ended = await this.try(args, options);
    if (ended.code !== 0) throw new GitFailed(`git ${commandOf(args)} failed: ${wordsOf(ended)}`);
    return ended;
  }

  /**
   * The output of a command that has to succeed, as text.
   *
   * @throws {GitFailed} with git's own words
   */
  async read(args: readonly string[], options?: CommandOptions): Promise<string> {
    return (await this.run(args, options)).stdout.toString();
  }
}

/** The name of a command, which settings such as `-c name=value` may stand before. */
function commandOf(args: readonly string[]): string {
  let at = 0;
  while (args[at] === "-c") at += 2;
  return args[at] ?? "";
}

/** Why a command failed, on one line: git's own words and the server's. */
export function wordsOf(ended: Ended): string {
  if (ended.killed === "deadline") return `it took more than ${deadline / 60_000} minutes`;
  const own = /^(?:fatal|error): (.*)$/m.exec(ended.stderr)?.[1] ?? `exit code ${ended.code}`;
  const words = remoteWords(ended.stderr);
  return words === "" ? own : `${own} (${words})`;
}

/** The text with no user and password in its URLs. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\b[a-z][\w+.-]*:\/\/)[^/\s@']*@/gi, "$1");
}
