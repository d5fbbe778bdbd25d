import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import {
  decodeRequest,
  encodeResponse,
  type Method,
  methods,
  protoStruct,
  type Requests,
  type Result,
  resultName,
  resultOf,
} from "./messages.ts";
import type { JobReport, WorkflowEvent, WorkflowRun } from "./types.ts";
import { type JobLeg, type WorkflowJob, workflowJobs } from "./workflow-jobs.ts";

export interface ActionsServerOptions {
  /** What a runner registers with. */
  readonly registrationToken: string;
  /** Who starts every run. */
  readonly actor: string;
  /** The token of every job. */
  readonly jobToken: string;
  /** `owner/name` of the repository that the workflows are of. */
  readonly repository: string;
  /** Whether a job is told the outputs of every leg of a matrix that it needs, and not those of one alone. */
  readonly mergesOutputs: boolean;
}

interface Task {
  readonly id: number;
  readonly job: WorkflowJob;
  readonly labels: readonly string[];
  readonly message: Readonly<Record<string, unknown>>;
  readonly log: string[];
  readonly onLine: ((line: string) => void) | undefined;
  readonly done: PromiseWithResolvers<void>;
  readonly outputs: Record<string, string>;
  steps: readonly Result[];
  result: Result;
  logged: boolean;
  cancelled: boolean;
}

interface EndedJob {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  readonly reports: readonly JobReport[];
}

type Needs = Readonly<Record<string, EndedJob | undefined>>;

/**
 * The side of Gitea and Forgejo that runners talk to: they register, fetch tasks, and send logs and states. What a
 * server does before, from the matrix to the order of the jobs, is done as Gitea's services/actions does it.
 */
export class ActionsServer {
  readonly #options: ActionsServerOptions;
  readonly #tasks = new Map<number, Task>();
  readonly #waiting: Task[] = [];
  /** Those of the runner. */
  #labels: readonly string[] = [];
  #runs = 0;

  constructor(options: ActionsServerOptions) {
    this.#options = options;
  }

  /**
   * Takes a request of a runner.
   *
   * @returns false, with nothing done, for any other
   */
  handle(incoming: IncomingMessage, response: ServerResponse): boolean {
    const [, name] =
      /^\/api\/actions\/(?:ping\.v1\.PingService|runner\.v1\.RunnerService)\/(\w+)$/.exec(
        incoming.url ?? "",
      ) ?? [];
    const method = methods.find((known) => known === name);
    if (method === undefined) return false;
    void this.#answer(method, incoming, response);
    return true;
  }

  /**
   * Runs a workflow on the runners that ask for tasks.
   *
   * @param serverUrl the address under which the runner knows the server, and finds actions
   */
  async run(run: WorkflowRun, serverUrl: string): Promise<JobReport[]> {
    this.#runs += 1;
    const jobs = new Map<string, Promise<EndedJob>>();
    for (const job of workflowJobs(run.workflow)) {
      const needed = job.needs.map(async (id) => [id, await jobs.get(id)] as const);
      const ended = Promise.all(needed).then((needs) =>
        this.#runJob(job, Object.fromEntries(needs), run, serverUrl),
      );
      jobs.set(job.id, ended);
    }
    return (await Promise.all(jobs.values())).flatMap(({ reports }) => reports);
  }

  async #runJob(job: WorkflowJob, needs: Needs, run: WorkflowRun, serverUrl: string): Promise<EndedJob> {
    const failed = Object.values(needs).some((need) => need?.result !== "success");
    if (run.signal?.aborted || (failed && !job.runsAfterFailure)) {
      const result = run.signal?.aborted ? "cancelled" : "skipped";
      return { result, outputs: {}, reports: [{ id: job.id, result, steps: {}, log: "" }] };
    }
    const tasks = job.legs.map((leg) => this.#queue(job, leg, needs, run, serverUrl));
    await Promise.all(tasks.map((task) => task.done.promise));
    const results = tasks.map(({ result }) => result);
    return {
      result: results.find((result) => result !== "success") ?? "success",
      outputs: this.#outputsOf(tasks),
      reports: tasks.map(reportOf),
    };
  }

  /**
   * Before go-gitea/gitea#32823 the leg that `findTaskNeeds` of Gitea's routers/api/actions/runner/utils.go comes to
   * last takes the place of all others.
   */
  #outputsOf(legs: readonly Task[]): Readonly<Record<string, string>> {
    const outputs = legs.map((leg) => leg.outputs);
    return this.#options.mergesOutputs ? merged(outputs) : (outputs.at(-1) ?? {});
  }

  #queue(
    job: WorkflowJob,
    { labels, payload }: JobLeg,
    needs: Needs,
    run: WorkflowRun,
    serverUrl: string,
  ): Task {
    const id = this.#tasks.size + 1;
    const task: Task = {
      id,
      job,
      labels,
      message: {
        id,
        workflow_payload: Buffer.from(payload),
        context: protoStruct(this.#context(job.id, run, serverUrl)),
        secrets: {
          GITEA_TOKEN: this.#options.jobToken,
          GITHUB_TOKEN: this.#options.jobToken,
          ...run.secrets,
        },
        vars: run.vars ?? {},
        needs: Object.fromEntries(
          Object.entries(needs).map(([name, need]) => [
            name,
            { outputs: need?.outputs ?? {}, result: resultName(need?.result ?? "unspecified") },
          ]),
        ),
      },
      log: [],
      onLine: run.onLine,
      done: Promise.withResolvers(),
      outputs: {},
      steps: [],
      result: "unspecified",
      logged: false,
      cancelled: false,
    };
    const cancel = (): void => {
      task.cancelled = true;
    };
    run.signal?.addEventListener("abort", cancel, { once: true });
    this.#tasks.set(id, task);
    this.#waiting.push(task);
    return task;
  }

  /** As Gitea's services/actions/context.go fills it. */
  #context(job: string, { event }: WorkflowRun, serverUrl: string): object {
    const { repository, jobToken } = this.#options;
    const ref = event.ref ?? "refs/heads/main";
    return {
      actor: this.#options.actor,
      api_url: `${serverUrl}/api/v1`,
      base_ref: refOf(event.payload, "base"),
      event: event.payload ?? {},
      event_name: event.name,
      gitea_default_actions_url: serverUrl,
      gitea_runtime_token: createHash("sha256").update(jobToken).digest("hex"),
      head_ref: refOf(event.payload, "head"),
      job,
      ref,
      ref_name: ref.replace(/^refs\/\w+\//, ""),
      ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
      repository,
      repository_owner: repository.split("/")[0],
      retention_days: "",
      run_attempt: "1",
      run_id: String(this.#runs),
      run_number: String(this.#runs),
      server_url: serverUrl,
      sha: event.sha ?? "0123456789abcdef0123456789abcdef01234567",
      token: jobToken,
      workflow: "workflow.yml",
    };
  }

  async #answer(method: Method, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(incoming);
      const bytes = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
      const answer = this.#reply(method, bytes);
      response.writeHead(200, { "content-type": "application/proto" }).end(encodeResponse(method, answer));
    } catch (error) {
      // A refusal as Connect spells it; the runner logs it.
      const refusal = JSON.stringify({ code: "internal", message: String(error) });
      response.writeHead(500, { "content-type": "application/json" }).end(refusal);
    }
  }

  #reply(method: Method, bytes: Uint8Array): Readonly<Record<string, unknown>> {
    switch (method) {
      case "Ping":
        return { data: decodeRequest("Ping", bytes).data };
      case "Register": {
        const { name, token, labels } = decodeRequest("Register", bytes);
        if (token !== this.#options.registrationToken) throw new Error("the registration token is wrong");
        return { runner: { id: 1, uuid: randomUUID(), token: randomUUID(), name, labels } };
      }
      case "Declare":
        this.#labels = decodeRequest("Declare", bytes).labels;
        return { runner: { id: 1, labels: this.#labels } };
      case "FetchTask":
        return { tasks_version: this.#tasks.size, task: this.#nextTask()?.message };
      case "UpdateTask":
        return this.#update(decodeRequest("UpdateTask", bytes));
      case "UpdateLog":
        return this.#append(decodeRequest("UpdateLog", bytes));
    }
  }

  /** @throws Error, in the run of the task, for one that no runner can take: a server would let it wait for ever */
  #nextTask(): Task | undefined {
    const task = this.#waiting.shift();
    const unknown = task?.labels.find((label) => !this.#labels.includes(label));
    if (unknown === undefined) return task;
    task?.done.reject(new Error(`the job ${task.job.id} asks for ${unknown}, which no runner has`));
    return undefined;
  }

  #update({ state, outputs }: Requests["UpdateTask"]): Readonly<Record<string, unknown>> {
    const task = this.#task(state.id);
    const told = resultOf(state.result);
    // Who cancels a task has the last word: Gitea takes no result after it.
    task.result = task.cancelled && told !== "unspecified" ? "cancelled" : told;
    task.steps = state.steps.map(({ result }) => resultOf(result));
    Object.assign(task.outputs, outputs);
    settle(task);
    const result = task.cancelled ? resultName("cancelled") : state.result;
    return { state: { id: task.id, result }, sent_outputs: Object.keys(task.outputs) };
  }

  #append({ task_id, index, rows, no_more }: Requests["UpdateLog"]): Readonly<Record<string, unknown>> {
    const task = this.#task(task_id);
    // Rows that were sent once more have been seen.
    for (const { content } of rows.slice(Math.max(0, task.log.length - index))) {
      task.log.push(content);
      task.onLine?.(content);
    }
    task.logged ||= no_more;
    settle(task);
    return { ack_index: task.log.length };
  }

  #task(id: number): Task {
    const task = this.#tasks.get(id);
    if (!task) throw new Error(`there is no task ${id}`);
    return task;
  }
}

/** The name of a branch of the pull request that an event is about; empty for other events. */
function refOf(payload: WorkflowEvent["payload"], side: "base" | "head"): string {
  return payload?.pull_request?.[side].ref ?? "";
}

function settle(task: Task): void {
  if (task.logged && task.result !== "unspecified") task.done.resolve();
}

/** Outputs of a matrix: Gitea lets one that says something win over one that is empty. */
function merged(legs: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const outputs of legs)
    for (const [name, value] of Object.entries(outputs))
      if (value !== "" || !(name in all)) all[name] = value;
  return all;
}

function reportOf({ job, result, steps, log }: Task): JobReport {
  return {
    id: job.id,
    result,
    steps: Object.fromEntries(job.steps.map((step, at) => [step, steps[at] ?? "unspecified"])),
    log: log.join("\n"),
  };
}
