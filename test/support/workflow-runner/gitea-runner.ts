import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../git-server/index.ts";
import { containerOptions, engineOf } from "./containers.ts";
import { type Program, start } from "./program.ts";
import { labels } from "./site.ts";
import type { RunWorkflow, WorkflowRun } from "./types.ts";

/**
 * The runner of Gitea or that of Forgejo, as a daemon that asks the site for tasks and runs them on the host, or
 * each in a container. Every run has a daemon and a home of its own.
 */
export const giteaRunner =
  (program: string): RunWorkflow =>
  async (site, run) => {
    await using folder = await temporaryFolder();
    const home = join(folder.path, run.home ?? "home");
    await mkdir(home);
    const config = join(folder.path, "config.yaml");
    await writeFile(config, JSON.stringify(configuration(home, run)));
    const env = { PATH: site.path, HOME: home, LANG: "C.UTF-8", ...engineOf(run.containers) };
    const call = (...args: string[]) =>
      start([program, "--config", config, ...args], { cwd: folder.path, env });
    const registration = ["--instance", site.url, "--token", site.registrationToken, "--name", "runner"];
    const registering = call(
      "register",
      "--no-interactive",
      ...registration,
      "--labels",
      labelsOf(run).join(","),
    );
    if ((await registering.ended) !== 0) throw new Error(`it did not register: ${registering.said()}`);
    const daemon = new Daemon(() => call("daemon"));
    run.stops?.addEventListener("abort", () => daemon.restart(), { once: true });
    try {
      const jobs = await Promise.race([site.actions.run(run, site.url), daemon.fell]);
      return { jobs, said: daemon.said() };
    } finally {
      await daemon.end();
    }
  };

/** A runner that takes jobs until it is ended. */
class Daemon {
  /** Rejects when it ends by itself. */
  readonly fell: Promise<never>;
  readonly #start: () => Program;
  readonly #programs: Program[];
  #stopping: "to start again" | "for good" | undefined;

  constructor(start: () => Program) {
    this.#start = start;
    this.#programs = [start()];
    this.fell = this.#watch();
    this.fell.catch(() => {});
  }

  said(): string {
    return this.#programs.map((program) => program.said()).join("\n");
  }

  /** Stops it as an operator does, in the middle of whatever runs, and starts it again when it is gone. */
  restart(): void {
    this.#stopping = "to start again";
    this.#newest.process.kill("SIGTERM");
  }

  async end(): Promise<void> {
    this.#stopping = "for good";
    this.#newest.process.kill("SIGTERM");
    await this.#newest.ended;
  }

  get #newest(): Program {
    const newest = this.#programs.at(-1);
    if (newest === undefined) throw new Error("it was never started");
    return newest;
  }

  async #watch(): Promise<never> {
    for (;;) {
      const code = await this.#newest.ended;
      if (this.#stopping !== "to start again")
        throw new Error(`the daemon ended with exit code ${code}: ${this.said()}`);
      this.#stopping = undefined;
      this.#programs.push(this.#start());
    }
  }
}

const labelsOf = ({ containers }: WorkflowRun): string[] =>
  labels.map((label) => `${label}:${containers === undefined ? "host" : `docker://${containers.image}`}`);

/** JSON is YAML. Both runners pass over what only the other knows. */
function configuration(home: string, run: WorkflowRun): object {
  const { containers, env: envs = {} } = run;
  return {
    log: { level: "info" },
    runner: {
      file: join(home, ".runner"),
      capacity: 2,
      envs,
      fetch_interval: "100ms",
      fetch_interval_max: "100ms",
      log_report_interval: "200ms",
      log_report_max_latency: "100ms",
      state_report_interval: "200ms",
      report_interval: "200ms",
      labels: labelsOf(run),
    },
    cache: { enabled: false },
    host: { workdir_parent: join(home, "work") },
    ...(containers !== undefined && {
      container: {
        network: "host",
        options: containerOptions(run),
        valid_volumes: ["**"],
        // Jobs do not get the engine's socket: nothing here needs it.
        docker_host: "-",
        force_pull: false,
      },
    }),
  };
}
