import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { plainGit, temporaryFolder } from "../git-server/index.ts";
import { containerOptions, engineOf } from "./containers.ts";
import type { Result } from "./messages.ts";
import { start } from "./program.ts";
import { actor, labels, type Site } from "./site.ts";
import type { JobReport, RunWorkflow, WorkflowRun } from "./types.ts";
import { workflowJobs } from "./workflow-jobs.ts";

/**
 * nektos/act, with jobs on the host unless they are to run in containers. It takes actions from folders instead of a server: checkouts of the tags that the site has.
 */
export const act: RunWorkflow = async (site, run) => {
  await using folder = await temporaryFolder();
  const path = (...names: string[]) => join(folder.path, ...names);
  const home = path(run.home ?? "home");
  await mkdir(home);
  await writeFile(path("event.json"), JSON.stringify(run.event.payload ?? {}));
  await writeFile(path("workflow.yml"), run.workflow);
  await checkOut(site, run, path("work"));
  const given = givenTo(site, run);
  const args = [
    run.event.name,
    ...["--actor", actor],
    ...["--directory", path("work"), "--workflows", path("workflow.yml"), "--eventpath", path("event.json")],
    ...labels.flatMap((label) => ["--platform", `${label}=${run.containers?.image ?? "-self-hosted"}`]),
    ...inContainers(run),
    ...(await localRepositories(site, run.workflow, path("actions"))),
    ...["--action-offline-mode", "--use-new-action-cache", "--no-cache-server", "--json"],
    ...Object.entries(given.env).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    // By name alone: it takes the values from its own environment.
    ...Object.keys(given.var).flatMap((name) => ["--var", name]),
    ...Object.keys(given.secret).flatMap((name) => ["--secret", name]),
  ];
  const lines: LogLine[] = [];
  const program = start(["act", ...args], {
    cwd: folder.path,
    env: {
      PATH: site.path,
      LANG: "C.UTF-8",
      ...given.var,
      ...given.secret,
      HOME: home,
      ...engineOf(run.containers),
    },
    onLine(text) {
      const line = parseLine(text);
      if (line === undefined) return;
      lines.push(line);
      if (line.raw_output) run.onLine?.(line.msg.replace(/\n$/, ""));
    },
  });
  const cancel = (): void => void program.process.kill("SIGINT");
  run.signal?.addEventListener("abort", cancel, { once: true });
  await program.ended;
  const said = program.said().split("\n");
  return { jobs: jobsOf(run, lines), said: said.filter((text) => !hides(parseLine(text))).join("\n") };
};

/** Jobs do not get the engine's socket: nothing here needs it. */
function inContainers(run: WorkflowRun): string[] {
  const { containers } = run;
  if (containers === undefined) return [];
  const options = containerOptions(run);
  return [
    "--pull=false",
    "--container-daemon-socket",
    "-",
    "--network",
    "host",
    "--container-options",
    options,
  ];
}

interface LogLine {
  readonly msg: string;
  readonly job?: string;
  readonly jobID?: string;
  readonly stage?: string;
  readonly stepID?: readonly string[];
  readonly stepResult?: Result;
  readonly jobResult?: Result;
  readonly command?: string;
  readonly raw_output?: boolean;
  /** Of a workflow command: the line, with nothing masked. */
  readonly raw?: string;
}

function parseLine(text: string): LogLine | undefined {
  return text.startsWith("{") ? (JSON.parse(text) as LogLine) : undefined;
}

/** What it takes for the checkout of the site's repository, which may have none. */
async function checkOut({ git, repository }: Site, { event }: WorkflowRun, target: string): Promise<void> {
  await plainGit(["init", "--quiet", target]);
  if (!git.repositories.has(repository)) return;
  const ref = event.ref ?? "refs/heads/main";
  await plainGit(["remote", "add", "origin", git.urlOf(repository)], { cwd: target });
  await plainGit(["fetch", "--quiet", "origin", ref], { cwd: target });
  await plainGit(["checkout", "--quiet", "FETCH_HEAD"], { cwd: target });
}

type Values = Readonly<Record<string, string>>;

/** Whether a line is a command that hides something: as JSON alone, act repeats what that is. */
const hides = (line: LogLine | undefined): boolean => line?.command === "add-mask";

/** What each of its options makes known to jobs. */
function givenTo(site: Site, run: WorkflowRun): Readonly<Record<"env" | "secret" | "var", Values>> {
  const { ref = "refs/heads/main", sha } = run.event;
  return {
    env: {
      GITHUB_SERVER_URL: site.url,
      GITHUB_API_URL: site.forge.apiUrl.replace(/^http:..[^/]+/, site.url),
      GITHUB_REPOSITORY: site.repository,
      GITHUB_REF: ref,
      ...(sha !== undefined && { SHA_REF: sha }),
      ...run.env,
    },
    secret: { GITHUB_TOKEN: site.token, ...run.secrets },
    var: run.vars ?? {},
  };
}

/** A checkout of every action that the workflow uses, by tag or commit, as `--local-repository owner/name@ref=folder`. */
async function localRepositories(site: Site, workflow: string, folder: string): Promise<string[]> {
  const used = new Set([...workflow.matchAll(uses)].map(([, name, ref]) => `${name}@${ref}`));
  const options: string[] = [];
  for (const action of used) {
    const [name = "", ref = ""] = action.split("@");
    const target = join(folder, action);
    await plainGit(["clone", "--quiet", "--no-checkout", site.git.urlOf(name), target]);
    await plainGit(["checkout", "--quiet", ref], { cwd: target });
    options.push("--local-repository", `${action}=${target}`);
  }
  return options;
}

/** `owner/name` and the tag of an action, whatever its folder. */
const uses = /\buses"?: *"?([\w.-]+\/[\w.-]+)(?:\/[^@\s"]*)?@([\w.-]+)/g;

/** It shows a workflow command behind a sign and blanks. */
const commandSign = /^ {2}\S+ +/;

/** Its log by job: it names the legs of a matrix `workflow/job-1`, `workflow/job-2`. */
function jobsOf(run: WorkflowRun, lines: readonly LogLine[]): JobReport[] {
  const known = workflowJobs(run.workflow);
  const legs = Map.groupBy(
    lines.filter(({ job }) => job !== undefined),
    ({ job }) => job,
  );
  return [...legs.values()].map((own): JobReport => {
    const id = own[0]?.jobID ?? "";
    const names = known.find((job) => job.id === id)?.steps ?? [];
    const ended = own.filter(({ stage, stepResult }) => stage === "Main" && stepResult !== undefined);
    return {
      id,
      result: own.findLast(({ jobResult }) => jobResult !== undefined)?.jobResult ?? "cancelled",
      steps: Object.fromEntries(
        ended
          .filter(({ stepID }) => stepID?.length === 1 && names.includes(stepID[0] ?? ""))
          .map(({ stepID, stepResult = "unspecified" }) => [stepID?.[0] ?? "", stepResult]),
      ),
      log: own
        .filter(({ raw_output, raw }) => raw_output === true || raw !== undefined)
        .map(({ msg, raw }) => (raw === undefined ? msg : msg.replace(commandSign, "")).replace(/\n$/, ""))
        .join("\n"),
    };
  });
}
