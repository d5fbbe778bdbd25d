import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import { redact } from "../base/secret.ts";
import { cleaned, quoted } from "../base/text.ts";
import { type Ended, runGit } from "./command.ts";
import {
  bareEnvironment,
  type GitServer,
  gitEnvironment,
  networkSettings,
  readingEnvironment,
  repositoryAt,
} from "./environment.ts";

/** How long one command may take, in ms. Transfers are small, and one that stalls ends much earlier. */
const deadline = 300_000;

/** The first git that takes its configuration from the environment. */
const oldest = [2, 31] as const;

export interface GitOptions {
  readonly signal: AbortSignal;
  /** The repository; the client's own empty folder unless given. */
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** What `stderr` shows of what is exchanged with the server: git's own lines, or the headers of HTTP, but for secrets. */
  readonly trace?: keyof typeof traces;
}

/** The variables for a trace to standard error (git(1)). */
const traces = {
  packets: { GIT_TRACE_PACKET: "2" },
  headers: { GIT_TRACE_CURL: "2", GIT_TRACE_CURL_NO_DATA: "1", GIT_TRACE_REDACT: "1" },
} as const;

/** git, set up for one server. */
export interface Git {
  readonly server: GitServer;
  /** A folder for its repositories, which the caller of {@link openGit} removes. */
  readonly folder: string;
  /** Runs a command to its end, however it ends. The token is not in `stderr`, whoever put it there. */
  run(args: readonly string[], options: GitOptions): Promise<Ended>;
}

/**
 * Finds git, reads what the machine's configuration says of the network on the way to the server, and keeps the
 * rest of that configuration out.
 *
 * @param folder an empty folder
 * @throws {UserError} when there is no git, or one older than 2.31
 */
export async function openGit(
  server: GitServer,
  folder: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Git> {
  const home = await mkdtemp(join(folder, "home-"));
  const [settings] = await Promise.all([
    machineSettings(server, home, env, signal),
    checkVersion(home, env, signal),
  ]);
  const variables = gitEnvironment(server, home, settings, env);
  return {
    server,
    folder,
    async run(args, { cwd = home, trace, ...options }) {
      const own = { ...variables, ...repositoryAt(cwd), ...(trace && traces[trace]) };
      const ended = await runGit({ args, env: own, deadline, cwd, ...options });
      return { ...ended, stderr: redact(cleaned(ended.stderr), [server.token]) };
    },
  };
}

async function checkVersion(cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const wanted = `install git ${oldest.join(".")} or newer on the runner`;
  let output: string;
  try {
    const ended = await runGit({
      args: ["--version"],
      env: bareEnvironment(env, cwd),
      cwd,
      signal,
      deadline,
    });
    output = ended.stdout.toString().trim();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new UserError(`git was not found on the PATH; ${wanted}`, { cause: error });
  }
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(output) ?? [];
  if (Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1])) return;
  throw new UserError(`git on the PATH is ${quoted(output, 60)}; ${wanted}`);
}

/** The `http.*` settings for the server in the system's and the user's configuration, as far as they may be used. */
async function machineSettings(
  server: GitServer,
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<[string, string][]> {
  const args = ["config", "-z", "--get-urlmatch", "http", server.url];
  // A machine without git is told about elsewhere.
  const ended = await runGit({ args, env: readingEnvironment(env, cwd), cwd, signal, deadline }).catch(
    () => undefined,
  );
  signal.throwIfAborted();
  return (ended?.stdout.toString() ?? "")
    .split("\0")
    .map((entry): [string, string] => {
      const [key = "", ...value] = entry.split("\n");
      return [key.toLowerCase(), value.join("\n")];
    })
    .filter(([key]) => networkSettings.test(key));
}
