import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { ActionTypes } from "../../action-types.d.ts";

export interface RunOptions<A extends keyof ActionTypes = keyof ActionTypes> {
  /** The `with:` of the step. Inputs left out get the default of action.yml, as on a runner. */
  inputs?: { readonly [K in keyof ActionTypes[A]["inputs"]]?: string };
  /** What `github.token` is, for a default of action.yml; none unless given. */
  jobToken?: string;
  /** Beside or instead of the variables of a runner; `undefined` removes one. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The step's workspace; a fresh directory unless given. */
  cwd?: string;
  /** Sends `signal` (SIGTERM unless given) after `ms` milliseconds. */
  signalAfter?: { ms: number; signal?: NodeJS.Signals };
  /** Handed the process as soon as it runs. */
  onSpawn?: (child: ChildProcess) => void;
  /** The Node.js to run; the running one unless given. */
  node?: string;
  /** Arguments to Node.js itself. */
  nodeArgs?: readonly string[];
  /** The release tree, as a directory; `dist/` unless given. */
  dist?: string;
  /** The script to run in place of that of the release tree. */
  entry?: string;
  /** Kills the action and rejects after so many ms; 300 000 unless given. */
  timeoutMs?: number;
}

export interface Annotation {
  level: "error" | "warning" | "notice";
  message: string;
  /** The place that it marks, as `file:line:column`; absent for one that marks none. */
  place?: string;
}

export interface RunResult {
  /** `null` when a signal ended the process. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Standard output without workflow commands: what a person reads in the log. */
  log: string;
  outputs: Record<string, string>;
  /** What it left for what it does after the job. */
  state: Record<string, string>;
  /** The Markdown written to the job summary. */
  summary: string;
  annotations: Annotation[];
  /** Texts the action asked to hide. */
  masks: string[];
  seconds: number;
}

/**
 * Runs a built action the way a runner runs a step: defaults from its action.yml, inputs as `INPUT_*`, the
 * runner's files and variables, and otherwise a clean environment with an empty home.
 */
export async function runAction<A extends keyof ActionTypes>(
  name: A,
  options: RunOptions<A> = {},
): Promise<RunResult> {
  const folder = join(options.dist ?? fileURLToPath(new URL("../../dist/", import.meta.url)), name);
  const action = parse(await readFile(join(folder, "action.yml"), "utf8"));
  const given: Record<string, string | undefined> = { ...options.inputs };
  const { jobToken = "" } = options;
  const inputs: Record<string, string> = {};
  for (const [input, { default: value }] of Object.entries<{ default?: unknown }>(action.inputs ?? {}))
    inputs[input] = given[input] ?? String(value ?? "").replace("${{ github.token }}", jobToken);
  for (const input of Object.keys(given))
    if (!(input in inputs)) throw new Error(`${name} has no input "${input}"`);
  return await runStep(options.entry ?? join(folder, action.runs.main), inputs, options);
}

/** Runs what a built action does after the job, with the inputs of its step and what that has left. */
export async function runPost<A extends keyof ActionTypes>(
  name: A,
  { state }: Pick<RunResult, "state">,
  options: RunOptions<A> = {},
): Promise<RunResult> {
  const folder = join(options.dist ?? fileURLToPath(new URL("../../dist/", import.meta.url)), name);
  const { runs } = parse(await readFile(join(folder, "action.yml"), "utf8"));
  const left = Object.entries(state).map(([key, value]) => [`STATE_${key}`, value]);
  const env = { ...options.env, ...Object.fromEntries(left) };
  return await runAction(name, { ...options, env, entry: join(folder, runs.post) });
}

/** Runs one JavaScript file as a step with the given inputs. */
export async function runStep(
  file: string,
  inputs: Readonly<Record<string, string>>,
  options: Omit<RunOptions, "inputs" | "dist" | "entry"> = {},
): Promise<RunResult> {
  const temp = await mkdtemp(join(tmpdir(), "imgpub-step-"));
  try {
    const path = (part: string) => join(temp, part);
    const files = {
      GITHUB_OUTPUT: path("output"),
      GITHUB_STATE: path("state"),
      GITHUB_ENV: path("env"),
      GITHUB_PATH: path("path"),
      GITHUB_STEP_SUMMARY: path("summary"),
    };
    for (const empty of Object.values(files)) await writeFile(empty, "");
    await writeFile(path("event.json"), "{}");
    const cwd = options.cwd ?? (await mkdtemp(path("workspace-")));
    const env: Record<string, string | undefined> = {
      PATH: process.env.PATH,
      SYSTEMROOT: process.env.SYSTEMROOT,
      LANG: "C.UTF-8",
      HOME: await mkdtemp(path("home-")),
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: cwd,
      GITHUB_EVENT_PATH: path("event.json"),
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_API_URL: "https://api.github.com",
      GITHUB_REPOSITORY: "org/repo",
      RUNNER_TEMP: await mkdtemp(path("temp-")),
      ...files,
      ...options.env,
    };
    for (const [input, value] of Object.entries(inputs))
      env[`INPUT_${input.replaceAll(" ", "_").toUpperCase()}`] = value;
    const ended = await runProcess(file, cwd, env, options);
    return {
      ...ended,
      ...readCommands(ended.stdout),
      outputs: parseFileCommands(await readFile(files.GITHUB_OUTPUT, "utf8")),
      state: parseFileCommands(await readFile(files.GITHUB_STATE, "utf8")),
      summary: await readFile(files.GITHUB_STEP_SUMMARY, "utf8"),
    };
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

type Ended = Pick<RunResult, "exitCode" | "signal" | "stdout" | "stderr" | "seconds">;

function runProcess(
  file: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  options: Omit<RunOptions, "inputs">,
): Promise<Ended> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(options.node ?? process.execPath, [...(options.nodeArgs ?? []), file], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const timers = [
      setTimeout(() => {
        child.kill("SIGKILL");
        reject(new Error(`${file} was still running after its time\n${stdout}${stderr}`));
      }, options.timeoutMs ?? 300_000),
    ];
    if (options.signalAfter) {
      const { ms, signal = "SIGTERM" } = options.signalAfter;
      timers.push(setTimeout(() => child.kill(signal), ms));
    }
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      timers.forEach(clearTimeout);
      resolve({ exitCode, signal, stdout, stderr, seconds: (performance.now() - started) / 1_000 });
    });
    options.onSpawn?.(child);
  });
}

/** Reads the workflow commands in an action's output, with actions/runner's rules for where one starts. */
export function readCommands(stdout: string): Pick<RunResult, "log" | "annotations" | "masks"> {
  const log: string[] = [];
  const annotations: Annotation[] = [];
  const masks: string[] = [];
  for (const line of stdout.split(/\r?\n/)) {
    const [, name, given = "", data = ""] = /^\s*::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
    if (name === undefined) {
      log.push(line);
      continue;
    }
    const message = data.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
    if (name === "error" || name === "warning" || name === "notice")
      annotations.push({ level: name, message, ...placeIn(given) });
    if (name === "add-mask") masks.push(message);
  }
  return { log: log.join("\n"), annotations, masks };
}

/** Reads the properties `file`, `line` and `col` of an annotation. */
function placeIn(properties: string): { place?: string } {
  const given = new Map(
    properties.split(",").map((property) => {
      const [name = "", value = ""] = property.split("=", 2);
      return [name, value.replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%")];
    }),
  );
  const file = given.get("file");
  return file === undefined ? {} : { place: `${file}:${given.get("line")}:${given.get("col")}` };
}

/** Reads `name=value` and `name<<delimiter` entries of a runner's command file. */
export function parseFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, at + 1);
      if (end < 0) throw new Error(`the value of "${name}" does not end`);
      values[name] = lines.slice(at + 1, end).join("\n");
      at = end;
    } else if (line !== "") {
      const equals = line.indexOf("=");
      if (equals < 0) throw new Error(`"${line}" is no file command`);
      values[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  return values;
}
