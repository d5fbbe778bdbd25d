import { isRecord } from "../../base/json.ts";
import { counted } from "../../base/words.ts";
import type { ApiClient } from "../api/api-client.ts";
import { pageOf, pageQuery, readPagesAtOnce } from "../api/pages.ts";
import { ForgeError } from "../errors.ts";
import { readRunner } from "./read-runner.ts";
import type { Runner, RunnerListing, RunnerScope, ScopeReport, ScopeState } from "./runner.ts";

/** Runners of one list that are read at most. */
const mostRunners = 10_000;

/** One list of runners to read. */
export interface RunnerRoute {
  readonly scope: RunnerScope;
  /** What the scope is called in its report. */
  readonly name: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** The scope of an item, where the list has runners of several; `scope` by default. */
  readonly scopeOf?: ((item: unknown) => RunnerScope) | undefined;
  /** Whether its runners may take the repository's jobs for certain; they may by default. */
  readonly certain?: boolean | undefined;
}

/** What came of reading one list. */
export interface ReadScope {
  readonly report: ScopeReport;
  readonly runners: readonly Runner[];
  /** What the server said of each runner, by its id. */
  readonly items?: ReadonlyMap<number, unknown> | undefined;
  /** Why it was not read. */
  readonly error?: ForgeError | undefined;
}

/** Reads one list of runners. Rejects with the signal's reason only. */
export async function readScope(
  client: ApiClient,
  route: RunnerRoute,
  signal: AbortSignal,
): Promise<ReadScope> {
  const { scope, name, certain = true } = route;
  const items = new Map<number, unknown>();
  const outcome = (state: ScopeState, reason: string, error?: ForgeError): ReadScope => {
    const runners = [...items.values()].flatMap((item) => {
      const runner = readRunner(item, route.scopeOf?.(item) ?? scope, certain);
      return runner ? [runner] : [];
    });
    return { report: { scope, name, state, reason }, runners, items, error };
  };
  try {
    // Gitea and Forgejo order runners by their last word, so that they change pages while these are read: those that
    // were not seen are looked for once more.
    for (let round = 1; ; round++) {
      const total = await readInto(items, client, route, signal);
      const missing = Math.min(total ?? 0, mostRunners) - items.size;
      if (missing <= 0) return outcome("read", "");
      if (round === 2)
        return outcome(
          "failed",
          `the list changed while it was read, and ${counted(missing, "of its runners was", "of its runners were")} not seen`,
        );
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ForgeError)) throw error;
    return outcome(stateOf(error), error.message, error);
  }
}

/** Adds the items of all pages by their ids, and returns how many there should be, if the server says so. */
async function readInto(
  items: Map<number, unknown>,
  client: ApiClient,
  { path, query }: RunnerRoute,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { total } = await readPagesAtOnce(mostRunners, (page) =>
    client.get(path, { ...query, ...pageQuery(client.kind, page) }, signal, ({ data, headers }, request) => {
      // Forgejo's list is bare, the others' is a member; an empty one may be null, or left out.
      const wrapped = isRecord(data) && ("runners" in data || "total_count" in data);
      const empty = wrapped || client.kind === "forgejo" ? [] : undefined;
      const list = (wrapped ? data.runners : data) ?? empty;
      if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list of runners");
      for (const item of list) {
        const runner = readRunner(item, "repository", true);
        if (!runner) throw client.wrongAnswer(request, "the answer is not a list of runners");
        items.set(runner.id, item);
      }
      return pageOf(list, headers, wrapped ? data.total_count : undefined);
    }),
  );
  return total;
}

/** What an error of reading a scope makes of it. */
export function stateOf(error: ForgeError): ScopeState {
  const { status, reason } = error;
  // GitHub's rate limit is a 403 too.
  if (status === 401 || (status === 403 && !reason.includes("rate limit"))) return "forbidden";
  return status === 404 ? (error.routeUnknown ? "no-route" : "hidden") : "failed";
}

/** What the scopes have together: each runner once, of the narrowest scope that has it. */
export function mergeScopes(scopes: readonly ReadScope[]): RunnerListing {
  const rank: Readonly<Record<RunnerScope, number>> = { repository: 0, owner: 1, instance: 2 };
  const narrowestFirst = scopes.toSorted((a, b) => rank[a.report.scope] - rank[b.report.scope]);
  // On GitHub ids of different scopes may be the same.
  const known = new Map<string, Runner>();
  for (const runner of narrowestFirst.flatMap(({ runners }) => runners)) {
    const key = `${runner.id} ${runner.name}`;
    if (!known.has(key)) known.set(key, runner);
  }
  return {
    runners: [...known.values()].sort((a, b) => rank[a.scope] - rank[b.scope] || a.id - b.id),
    scopes: narrowestFirst.map(({ report }) => report),
  };
}
