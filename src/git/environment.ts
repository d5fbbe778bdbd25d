import { devNull } from "node:os";

/** A git server and the token that speaks to it. */
export interface GitServer {
  /** `https://git.example.com`, or with a path below which the server lives; no slash at its end. */
  readonly url: string;
  readonly token: string;
}

/** What git, curl and the system's loader may need of the job's environment. Every other variable stays out. */
const passed =
  /^(PATH|PATHEXT|SYSTEMROOT|COMSPEC|TMPDIR|TEMP|TMP|LD_LIBRARY_PATH|GIT_EXEC_PATH|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|GIT_SSL_(CAINFO|CAPATH|CERT|KEY|NO_VERIFY|VERSION)|GIT_PROXY_SSL_\w+|GIT_HTTP_LOW_SPEED_(LIMIT|TIME))$/i;

/** What a machine's git configuration may say about its network; `http.extraHeader` is not among it. */
export const networkSettings =
  /^http\.(proxy|proxyauthmethod|proxysslcainfo|proxysslcert|proxysslkey|sslbackend|sslcainfo|sslcapath|sslcert|sslkey|sslverify|sslversion|schannelusesslcainfo|schannelcheckrevoke|version|lowspeedlimit|lowspeedtime)$/;

/**
 * The repository of a command: the one at `folder`, or none where that is empty. git looks for no other, in whose folder
 * that one may happen to lie, and so reads no configuration of another (git(1), `GIT_DIR`).
 */
export const repositoryAt = (folder: string): Readonly<Record<string, string>> => ({ GIT_DIR: folder });

/** A stalled transfer is given up after so many seconds. */
const stalledAfter = 30;

/**
 * The environment in which git runs: nothing of the machine's configuration but `settings`, no prompt, no helper,
 * no hook, no redirect, no protocol but HTTP, and the token in a header that goes to the server's origin alone.
 *
 * A header that an earlier checkout configured for the origin would be sent beside ours, and GitHub refuses two;
 * so HOME is an empty folder, and the system's configuration is left out too.
 *
 * @param home an empty folder
 * @param settings pairs such as `http.sslcainfo` and a path, from the machine's configuration
 */
export function gitEnvironment(
  server: GitServer,
  home: string,
  settings: readonly (readonly [string, string])[],
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && passed.test(name)) variables[name] = value;

  const header = `http.${new URL(server.url).origin}/.extraheader`;
  const credentials = Buffer.from(`x-access-token:${server.token}`).toString("base64");
  const config: [string, string][] = [
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", String(stalledAfter)],
    ...settings.map(([key, value]): [string, string] => [key, value]),
    [header, ""],
    [header, `Authorization: Basic ${credentials}`],
    ["http.followRedirects", "false"],
    ["credential.helper", ""],
    ["core.hooksPath", devNull],
    ["core.fsmonitor", "false"],
    ["submodule.recurse", "false"],
    ["push.recurseSubmodules", "no"],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    // The folder is ours, whatever a container's mount makes of its owner.
    ["safe.directory", "*"],
  ];
  for (const [at, [key, value]] of config.entries()) {
    variables[`GIT_CONFIG_KEY_${at}`] = key;
    variables[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return {
    ...variables,
    GIT_CONFIG_COUNT: String(config.length),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_ALLOW_PROTOCOL: "http:https",
    GIT_ASKPASS: "",
    GIT_TERMINAL_PROMPT: "0",
    GCM_INTERACTIVE: "Never",
    GIT_LITERAL_PATHSPECS: "1",
    // Messages are read by a program.
    LC_ALL: "C",
  };
}
