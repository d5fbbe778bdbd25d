import { isRecord } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import { type ApiClient, type ApiRequest, repositoryRoute } from "./api/api-client.ts";
import { pageOf, pageQuery, readPagesInTurn } from "./api/pages.ts";
import { ForgeError } from "./errors.ts";
import type { Repository, RunFilter, WorkflowRun } from "./forge.ts";
import { type RunSource, runSource } from "./product.ts";
import { isWanted, mergeRuns, readJobStatuses, readTasks, runNumber, runOutcome } from "./runs.ts";
import { pageUrl, repositoryUrl } from "./server.ts";
import type { ServerProduct } from "./server-product.ts";

/** Runs, or tasks, that are looked through. */
const mostRuns = 200;
const mostStatuses = 500;

/** Where runs may be told, from the best on. */
const sources: readonly RunSource[] = ["runs", "tasks", "statuses"];

const keyOf = ({ owner, name }: Repository): string => `${owner}/${name}`;

/**
 * The refusal that an error is: Gitea 1.25 lists runs to a repository's owner only, and a token may lack the scope for
 * one of them.
 *
 * @throws any other error
 */
function refusalOf(error: unknown): ForgeError {
  if (error instanceof ForgeError && (error.status === 403 || error.status === 404)) return error;
  throw error;
}

/** Which runs are asked for. */
interface Question {
  readonly repository: Repository;
  /** The commit that was pushed. */
  readonly sha: string;
  readonly filter: RunFilter;
  readonly signal: AbortSignal;
}

/** The workflow runs of Gitea and Forgejo, wherever the server tells of them. */
export class GiteaRuns {
  readonly #client: ApiClient;
  readonly #product: ServerProduct;
  readonly #log: Log;
  /** Where the runs of a repository are told, as it turned out. */
  readonly #known = new Map<string, RunSource>();

  constructor(client: ApiClient, product: ServerProduct, log: Log) {
    this.#client = client;
    this.#product = product;
    this.#log = log;
  }

  /** As {@link Forge.runsOf}. */
  async read(question: Question): Promise<WorkflowRun[] | undefined> {
    const key = keyOf(question.repository);
    const first = this.#known.get(key) ?? runSource(await this.#product.get(question.signal));
    for (const source of sources.slice(sources.indexOf(first))) {
      this.#known.set(key, source);
      try {
        return await this.#readFrom(source, question);
      } catch (error) {
        this.#log.debug(refusalOf(error).message);
      }
    }
    return undefined;
  }

  /** As {@link Forge.whyNoRuns}. Where it is told is known from then on. */
  async whyUntold(repository: Repository, signal: AbortSignal): Promise<string | undefined> {
    const first = runSource(await this.#product.get(signal));
    let why: string | undefined;
    for (const source of sources.slice(sources.indexOf(first))) {
      why = await this.#whyRefused(source, repository, signal);
      this.#known.set(keyOf(repository), source);
      if (why === undefined) break;
    }
    return why;
  }

  /** Why the server does not tell of a repository's runs in one of its ways; statuses go with the repository. */
  async #whyRefused(
    source: RunSource,
    repository: Repository,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const below = source === "statuses" ? "" : `/actions/${source}`;
    const query = source === "statuses" ? undefined : { limit: 1 };
    try {
      await this.#client.get(`${repositoryRoute(repository)}${below}`, query, signal, () => undefined);
      return undefined;
    } catch (error) {
      return refusalOf(error).message;
    }
  }

  async #readFrom(source: RunSource, question: Question): Promise<WorkflowRun[]> {
    const { repository, sha, filter } = question;
    if (source === "runs") return this.#listedRuns(question);
    const tasks =
      source === "tasks"
        ? readTasks(await this.#list(question, "actions/tasks", "workflow_runs", mostRuns), sha, filter)
        : [];
    const statusPath = `commits/${encodeURIComponent(sha)}/status`;
    const statuses = readJobStatuses(await this.#list(question, statusPath, "statuses", mostStatuses));
    return mergeRuns(tasks, statuses, filter, (run) => this.#page(repository, run));
  }

  async #listedRuns(question: Question): Promise<WorkflowRun[]> {
    const { repository, sha, filter } = question;
    const query = { head_sha: sha, event: "push" };
    const runs = await this.#list(question, "actions/runs", "workflow_runs", mostRuns, query);
    return runs.filter(isRecord).flatMap((run) => {
      // Forgejo's names first, then Gitea's.
      const shape = {
        sha: run.commit_sha ?? run.head_sha,
        branch: run.prettyref ?? run.head_branch,
        event: run.trigger_event ?? run.event,
        workflow: run.workflow_id ?? run.path,
      };
      if (!isWanted(shape, sha, filter)) return [];
      const own = this.#page(repository, runNumber(run.html_url) ?? "");
      const url = pageUrl(run.html_url, this.#client.serverUrl, own);
      return { url, ...runOutcome(run.status, run.conclusion) };
    });
  }

  /** Reads a list below the repository, in the member `key` of each page, all its pages in one attempt. */
  #list(
    { repository, signal }: Question,
    path: string,
    key: string,
    most: number,
    query: ApiRequest["query"] = {},
  ): Promise<unknown[]> {
    const client = this.#client;
    const readPage = (page: number) => {
      const request: ApiRequest = {
        method: "GET",
        path: `${repositoryRoute(repository)}/${path}`,
        query: { ...query, ...pageQuery(client.kind, page) },
      };
      return client.once(request, signal, ({ data, headers }) => {
        // A list may be null when it is empty.
        const items = isRecord(data) ? (data[key] ?? []) : undefined;
        if (!isRecord(data) || !Array.isArray(items))
          throw client.wrongAnswer(request, "the answer is not a list");
        return pageOf(items, headers, data.total_count);
      });
    };
    return client.retry(signal, () => readPagesInTurn(most, readPage));
  }

  #page(repository: Repository, run: string): string {
    return `${repositoryUrl(this.#client.serverUrl, repository)}/actions${run && `/runs/${run}`}`;
  }
}
