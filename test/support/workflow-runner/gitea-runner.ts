import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../git-server/index.ts";
import { start } from "./program.ts";
import { labels } from "./site.ts";
import type { RunWorkflow } from "./types.ts";

/**
 * The runner of Gitea or that of Forgejo, as a daemon that asks the site for tasks and runs them on the host. Every
 * run has a daemon and a home of its own.
 */
export const giteaRunner =
  (program: string): RunWorkflow =>
  async (site, run) => {
    await using folder = await temporaryFolder();
    const home = join(folder.path, run.home ?? "home");
    await mkdir(home);
    const config = join(folder.path, "config.yaml");
    await writeFile(config, JSON.stringify(configuration(home, run.env ?? {})));
    const env = { PATH: site.path, HOME: home, LANG: "C.UTF-8" };
    const call = (...args: string[]) =>
      start([program, "--config", config, ...args], { cwd: folder.path, env });
    const registration = ["--instance", site.url, "--token", site.registrationToken, "--name", "runner"];
    const registering = call("register", "--no-interactive", ...registration, "--labels", hostLabels);
    if ((await registering.ended) !== 0) throw new Error(`it did not register: ${registering.said()}`);
    const daemon = call("daemon");
    const fell = daemon.ended.then((code) => {
      throw new Error(`the daemon ended with exit code ${code}: ${daemon.said()}`);
    });
    try {
      const jobs = await Promise.race([site.actions.run(run, site.url), fell]);
      return { jobs, said: daemon.said() };
    } finally {
      fell.catch(() => {});
      daemon.process.kill("SIGTERM");
      await daemon.ended;
    }
  };

const hostLabels = labels.map((label) => `${label}:host`).join(",");

/** JSON is YAML. Both runners pass over what only the other knows. */
function configuration(home: string, envs: Readonly<Record<string, string>>): object {
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
      labels: labels.map((label) => `${label}:host`),
    },
    cache: { enabled: false },
    host: { workdir_parent: join(home, "work") },
  };
}
