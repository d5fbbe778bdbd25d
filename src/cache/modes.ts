import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf, ReportedError, UserError } from "../base/errors.ts";
import { outputJson } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import { formatSize } from "../base/size.ts";
import { quoted } from "../base/text.ts";
import { connectDocker, type DockerEngine } from "../docker/engine.ts";
import { jobOf } from "../docker/job.ts";
import { takeLease } from "../docker/leases.ts";
import { leastMaxSize, type MinFree } from "../mirror/config.ts";
import type { Context } from "./context.ts";
import { hubRepository } from "./fallbacks.ts";
import { type JobStart, startText } from "./job-start.ts";
import { persistence } from "./persist/persistence.ts";
import { outputsOf, requireSound } from "./report.ts";
import { applyCache, checkCache, removeCache, type State } from "./run.ts";
import { type Failure, readLogin, type Wanted } from "./wanted.ts";

/** The inputs of the action, each read by itself. */
export interface CacheInputs {
  readonly mode: "apply" | "check" | "remove" | "report";
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly "mirror-url": string | undefined;
  readonly upstream: string;
  readonly "max-size": number;
  readonly "min-free": MinFree;
  readonly store: string;
  readonly port: number;
  readonly stale: number;
  readonly "daemon-config": string;
  readonly "verify-image": string;
  readonly "buildkit-config": string | undefined;
  readonly "fail-on": ReadonlySet<Failure>;
  readonly persist: "none" | "actions-cache";
  readonly "remove-store": boolean;
  readonly "docker-host": string | undefined;
}

const unknownOutputs = {
  hits: undefined,
  misses: undefined,
  "upstream-bytes": undefined,
  "served-bytes": undefined,
  "stale-served": undefined,
  fallbacks: undefined,
  "refused-credentials": undefined,
  "store-bytes": undefined,
  "evicted-bytes": undefined,
};

/**
 * What is to be the case, by all inputs together.
 *
 * @throws UserError for inputs that do not go together
 */
export function readWanted(inputs: CacheInputs): Wanted {
  const { mode, upstream, store, port, stale } = inputs;
  const login = readLogin(inputs.username, inputs.password);
  const url = inputs["mirror-url"];
  if (url !== undefined && login.username !== undefined)
    throw new UserError(
      'input "username": is of no use beside "mirror-url", whose mirror has a login of its own; expected one of both',
    );
  if (inputs["remove-store"] && mode !== "remove")
    throw new UserError(`input "remove-store": is given with mode ${mode}; expected it with mode remove`);
  if (inputs.persist !== "none" && url !== undefined)
    throw new UserError(
      `input "persist": ${inputs.persist} is given beside "mirror-url", whose store is not here; expected one of both`,
    );
  if (inputs["max-size"] < leastMaxSize)
    throw new UserError(
      `input "max-size": ${formatSize(inputs["max-size"])} is too small for a store; expected at least ${formatSize(leastMaxSize)}`,
    );
  const config = inputs["daemon-config"];
  if (config !== "auto" && !config.startsWith("/"))
    throw new UserError(
      `input "daemon-config": ${quoted(config, 200)} is no absolute path; expected one on the host, or auto`,
    );
  const image = inputs["verify-image"];
  const isHubs = /^[a-z0-9][\w./:@-]{0,300}$/.test(image) && hubRepository(image) !== undefined;
  if (image !== "none" && !isHubs)
    throw new UserError(
      `input "verify-image": ${quoted(image, 200)} is no image of Docker Hub; expected such as hello-world:latest, or none`,
    );
  return {
    mirror:
      url === undefined
        ? { upstream, ...login, maxSize: inputs["max-size"], minFree: inputs["min-free"], store, port, stale }
        : undefined,
    url: url ?? `http://127.0.0.1:${port}`,
    daemonConfig: config === "auto" ? undefined : config,
    verifyImage: image === "none" ? undefined : image,
  };
}

/** Where there is nothing to fail on. */
const conclude = (): void => {};

type Given = Pick<Context, "log" | "signal">;

/**
 * Does what the action does, by its mode.
 *
 * @returns its outputs, and what is to be left for the end of the job
 * @throws UserError for inputs, ReportedError where it fails or finds what it is to fail on
 */
export async function runCache(inputs: CacheInputs, env: NodeJS.ProcessEnv, { log, signal }: Given) {
  const wanted = readWanted(inputs);
  if (inputs.mode === "report")
    return { outputs: await reportOnly(wanted.url, "check-only", log), state: undefined, conclude };
  if (env.RUNNER_ENVIRONMENT === "github-hosted") {
    log.notice(
      "a GitHub-hosted runner is new for each job and has no limit at Docker Hub, so there is nothing to cache",
    );
    return { outputs: plainOutputs("skipped", wanted.url), state: undefined, conclude };
  }
  const persist = await persistence(inputs.persist, env, signal);
  const context: Context = { job: jobOf(env), log, signal, persist };
  const engine = await connectDocker({ dockerHost: inputs["docker-host"], env, signal });
  const { mode } = inputs;
  if (mode === "remove") {
    const options = { removeStore: inputs["remove-store"], store: inputs.store };
    const outcome = await removeCache(engine, wanted, options, context);
    return { outputs: { ...unknownOutputs, ...outputsOf(outcome, wanted.url) }, state: undefined, conclude };
  }
  if (wanted.mirror && wanted.mirror.username === undefined)
    log.warning(
      "without username and password the limit of Docker Hub stays that of this address: 100 pulls in 6 hours",
    );
  const outcome = await (mode === "apply" ? applyCache : checkCache)(engine, wanted, context);
  const stanza = inputs["buildkit-config"];
  if (stanza !== undefined) await writeStanza(stanza, wanted.url, env, log);
  // Last of all: what fails before it leaves nothing for the end of the job, which gives it back.
  if (outcome.start) await takeLease(engine, context.job, context);
  const state = leftFor(engine, outcome.start, inputs);
  return {
    outputs: { ...unknownOutputs, ...outputsOf(outcome, wanted.url) },
    state,
    // Once the state is left: what was begun is to be ended, whether the step fails or not.
    conclude: () => requireSound(outcome, mode, inputs["fail-on"]),
  };
}

/** What the end of the job has to know; undefined where there is nothing to tell then. */
function leftFor(engine: DockerEngine, start: JobStart | undefined, inputs: CacheInputs): string | undefined {
  const { persist, store, upstream } = inputs;
  return (
    start &&
    JSON.stringify({
      ...{ start: startText(start), failOn: [...inputs["fail-on"]], dockerHost: `unix://${engine.socket}` },
      ...{ persist, store, upstream, most: inputs["max-size"] },
    })
  );
}

async function writeStanza(path: string, url: string, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const { buildkitStanza } = await import("./advice.ts");
  const file = resolve(env.GITHUB_WORKSPACE ?? ".", path);
  try {
    writeFileSync(file, buildkitStanza(url));
  } catch (error) {
    throw new ReportedError(`the settings for BuildKit cannot be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
  log.info(`wrote ${file} for BuildKit in a container, which has to be on the host's network`);
}

const plainOutputs = (state: State, url: string) => ({
  ...unknownOutputs,
  state,
  changed: "false",
  "mirror-url": url,
  "rate-limit-remaining": "",
  report: outputJson({ state, mirrorUrl: url }),
});

/** Tells what to write where, for all that no action configures. */
async function reportOnly(url: string, state: State, log: Log) {
  const { engineAdvice, otherAdvice } = await import("./advice.ts");
  const advice = [...engineAdvice(url), ...otherAdvice(url)];
  for (const { what, where, lines } of advice) log.info([`${what}, in ${where}:`, ...lines].join("\n  "));
  return { ...plainOutputs(state, url), report: outputJson({ mirrorUrl: url, advice }) };
}
