import { execFile } from "node:child_process";
import { UserError } from "../../base/errors.ts";
import { bounded } from "../../base/text.ts";
import { type ConfiguredHelper, type Credential, canonicalHost, serverAddress } from "./docker-config.ts";

/** How a credential helper's run ended, and what it wrote to its standard output. */
export interface HelperResult {
  readonly outcome: "done" | "failed" | "missing" | "timeout";
  readonly stdout: string;
}

/** Runs `program get` with `input` on its standard input; never rejects. */
export type RunHelper = (program: string, input: string) => Promise<HelperResult>;

/** Runs helpers found on the `PATH` of `env`, without a shell, silently, for at most `timeout` milliseconds. */
export function helperRunner(env: NodeJS.ProcessEnv, timeout = 30_000): RunHelper {
  return (program, input) =>
    new Promise((resolve) => {
      const options = { env, timeout, killSignal: "SIGKILL", windowsHide: true } as const;
      const child = execFile(program, ["get"], options, (error, stdout) => {
        const missing = error?.code === "ENOENT" || error?.code === "EACCES";
        const outcome = !error ? "done" : missing ? "missing" : error.killed ? "timeout" : "failed";
        resolve({ outcome, stdout });
      });
      // A helper may answer, or die, without reading; the callback above tells how it ended.
      child.stdin?.on("error", () => {}).end(input);
    });
}

/**
 * Asks a credential helper for what it keeps for `host` (as {@link canonicalHost} gives it), by the protocol of
 * docker-credential-helpers: the address on standard input, JSON out, the username `<token>` marks a refresh
 * token.
 *
 * @throws {UserError} when the helper is missing, fails, hangs, or answers for another host.
 */
export async function askHelper(
  { name, origin }: ConfiguredHelper,
  host: string,
  run: RunHelper,
): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  const refuse = (what: string): never => {
    throw new UserError(`credential helper ${program}, named by ${origin}, ${what}`);
  };
  const { outcome, stdout } = await run(program, serverAddress(host));
  if (outcome === "missing") return refuse("is not an executable on PATH");
  if (outcome === "timeout") return refuse(`did not answer for ${host} in time`);
  if (outcome === "failed") {
    const [line = ""] = stdout.trim().split(/[\r\n]/);
    if (line === "credentials not found in native keychain") return undefined;
    // A line of JSON could be the very credential.
    const said = line === "" || line.includes("{") ? "" : `: ${bounded(line, 200)}`;
    return refuse(`failed for ${host}${said}`);
  }
  const answer = parseAnswer(stdout);
  if (!answer) return refuse(`answered for ${host} with something else than ServerURL, Username and Secret`);
  const { ServerURL: server = "", Username: username = "", Secret: secret = "" } = answer;
  if (server !== "" && canonicalHost(server) !== host)
    return refuse(`was asked for ${host} and answered for another server`);
  if (username === "<token>") return secret === "" ? undefined : { kind: "identity", token: secret };
  return username === "" && secret === "" ? undefined : { kind: "basic", username, password: secret };
}

function parseAnswer(
  stdout: string,
): Partial<Record<"ServerURL" | "Username" | "Secret", string>> | undefined {
  try {
    const answer = JSON.parse(stdout);
    const fields = [answer.ServerURL, answer.Username, answer.Secret];
    return fields.every((field) => field === undefined || typeof field === "string") ? answer : undefined;
  } catch {
    return undefined;
  }
}
