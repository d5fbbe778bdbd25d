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

/** Where git finds the configuration of the system and the user, and what a job adds to it (git-config(1)). */
const leadsToConfiguration =
  /^(HOME|XDG_CONFIG_HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|PROGRAMDATA|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|PARAMETERS|(KEY|VALUE)_\d+))$/i;

/** No trace, whatever the configuration says of `trace2.*`: these variables come before it (git-config(1)). */
const untraced = { GIT_TRACE2: "0", GIT_TRACE2_EVENT: "0", GIT_TRACE2_PERF: "0" };

/** No configuration of the system or the user. */
const unconfigured = (home: string): Record<string, string> => ({
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: devNull,
  HOME: home,
  XDG_CONFIG_HOME: home,
});

/** What a machine's git configuration may say about its network; `http.extraHeader` is not among it. */
export const networkSettings =
  /^http\.(proxy|proxyauthmethod|proxysslcainfo|proxysslcert|proxysslkey|sslbackend|sslcainfo|sslcapath|sslcert|sslkey|sslverify|sslversion|schannelusesslcainfo|schannelcheckrevoke|version|lowspeedlimit|lowspeedtime)$/;

/**
 * The repository of a command: the one at `folder`, or none where that is empty. git looks for no other, in whose folder
 * that one may happen to lie, and so reads no configuration of another (git(1), `GIT_DIR`).
 */
export const repositoryAt = (folder: string): Readonly<Record<string, string>> => ({ GIT_DIR: folder });

/**
 * The environment of a command that talks to no server: without the token, any configuration or a trace.
 *
 * @param nothing an empty folder, in place of a repository and of HOME
 */
export const bareEnvironment = (env: NodeJS.ProcessEnv, nothing: string): Record<string, string> => ({
  ...those(passed, env),
  ...repositoryAt(nothing),
  ...unconfigured(nothing),
  ...untraced,
});

/**
 * The environment of a command that reads the machine's configuration, which shall show nothing of the job's variables:
 * `trace2.envVars` names those that git is to write to a file.
 *
 * @param nothing an empty folder, in place of a repository
 */
export const readingEnvironment = (env: NodeJS.ProcessEnv, nothing: string): Record<string, string> => ({
  ...those(passed, env),
  ...those(leadsToConfiguration, env),
  ...repositoryAt(nothing),
  ...untraced,
});

const those = (names: RegExp, env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && names.test(entry[0]),
    ),
  );

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
  const variables = those(passed, env);
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
    ...unconfigured(home),
    ...untraced,
    GIT_ALLOW_PROTOCOL: "http:https",
    GIT_ASKPASS: "",
    GIT_TERMINAL_PROMPT: "0",
    GCM_INTERACTIVE: "Never",
    GIT_LITERAL_PATHSPECS: "1",
    // Messages are read by a program.
    LC_ALL: "C",
  };
}
