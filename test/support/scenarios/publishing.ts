import type { Fixture } from "../images/images.ts";
import { imageFixture, pushOverHttp } from "../images/images.ts";
import { type Counts, countsOf, leastBusy, tagsReadBack } from "./counts.ts";
import { type Found, findImage } from "./found.ts";
import { builds, platforms } from "./publish.ts";
import { dockerConfig, openSite, type Site } from "./site.ts";
import type { Order, Ran, Target, Tool } from "./tool.ts";

export const tags = ["1.2.3", "1.2", "latest"] as const;

/** Which images go where. */
export interface Plan {
  readonly to: "same repository" | "other repository" | "other registry";
  /** How many images are made, each of its own sources in a repository of its own. */
  readonly targets: number;
  readonly concurrency: number;
  /** Milliseconds that the first request of a connection takes more. */
  readonly connectMs?: number;
  /** The sources of one target. */
  sources(target: number): readonly Fixture[];
}

const one = { targets: 1, concurrency: 1 };
const twoBuilds = () => builds(platforms.slice(0, 2), { layers: 10 });

/** Two sources as buildx pushes them are ten layers and an attestation each, by digest. */
export const plans = {
  sameRepository: { ...one, to: "same repository", sources: twoBuilds },
  /** At 40 ms a round trip TCP and TLS 1.3 take 80 before the first request. */
  sameRepositoryByTls: { ...one, to: "same repository", sources: twoBuilds, connectMs: 80 },
  otherRepository: { ...one, to: "other repository", sources: twoBuilds },
  otherRegistry: { ...one, to: "other registry", sources: twoBuilds },
  fourImages: {
    ...one,
    to: "same repository",
    sources: () => platforms.map((platform) => imageFixture({ platform, layers: 10 })),
  },
  manyTargets: {
    to: "same repository",
    targets: 50,
    concurrency: 8,
    sources: (at) => platforms.map((platform) => imageFixture({ platform, layers: 2, seed: `app-${at}` })),
  },
} as const satisfies Readonly<Record<string, Plan>>;

/** What one run of a tool cost, and what it left. */
export interface Outcome extends Counts {
  /** The image of each target, all that it leads to, under all of its tags. */
  readonly found: readonly Found[];
  /** How many of the tags of all targets were read after they had been written. */
  readonly readBack: number;
  readonly ran: Ran;
}

/** Registries that a plan is carried out on, by tools in turn. */
export interface Ground extends AsyncDisposable {
  /**
   * Lets a tool carry out the plan with sources in a fresh repository, and the same again as often as `times` says.
   *
   * @throws Error when it fails, or has left anything but what it should
   */
  turn(tool: Tool, times?: number): Promise<Outcome[]>;
}

/** @param folder where registries keep their files; the system's temporary directory unless given */
export async function openGround(plan: Plan, folder?: string): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const from = stack.use(await openSite(folder, plan.connectMs));
  const to = plan.to === "other registry" ? stack.use(await openSite(folder, plan.connectMs)) : from;
  const config = stack.use(await dockerConfig([from.proxy.host, to.proxy.host]));
  const open = stack.move();
  let turns = 0;
  return {
    async turn(tool, times = 1) {
      turns += 1;
      const order = await prepare(plan, from, to, config.path, turns);
      const outcomes: Outcome[] = [];
      while (outcomes.length < times) outcomes.push(await carryOut(tool, order, from, to));
      return outcomes;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function prepare(plan: Plan, from: Site, to: Site, config: string, turn: number): Promise<Order> {
  const targets: Target[] = [];
  for (let at = 0; at < plan.targets; at++) {
    const repository = `org/app-${turn}-${at}`;
    const sources = plan.sources(at);
    for (const source of sources) await pushOverHttp(from.origin, repository, source);
    const copy = plan.to === "same repository" ? repository : `org/copy-${turn}-${at}`;
    targets.push({
      source: `${from.proxy.host}/${repository}`,
      digests: sources.map(({ descriptor }) => descriptor.digest),
      destination: `${to.proxy.host}/${copy}`,
      tags,
    });
  }
  return { targets, concurrency: plan.concurrency, config };
}

async function carryOut(tool: Tool, order: Order, from: Site, to: Site): Promise<Outcome> {
  const proxies = [...new Set([from.proxy, to.proxy])];
  for (const proxy of proxies) proxy.clearRequests();
  const ran = await tool.publish(order);
  const counts = countsOf(proxies);
  const repositories = order.targets.map(({ destination }) => destination.slice(to.proxy.host.length + 1));
  const found: Found[] = [];
  for (const repository of repositories) found.push(await findImage(to.origin, repository, tags));
  const readBack = repositories.reduce(
    (sum, repository) => sum + tagsReadBack(to.proxy.requests, repository, tags),
    0,
  );
  return { ...counts, found, readBack, ran };
}

/**
 * Carries out a plan `times` in a row, in at most `rounds` rounds, until what each run cost is `enough`. Gives the
 * least busy of the first runs, of the second ones, and so on.
 */
export async function bestOf(
  plan: Plan,
  tool: Tool,
  options: { times?: number; rounds?: number; enough?: (outcomes: readonly Outcome[]) => boolean } = {},
): Promise<Outcome[]> {
  const { times = 1, rounds = 3, enough = () => false } = options;
  await using ground = await openGround(plan);
  const all: Outcome[][] = [];
  while (all.length < rounds) {
    const outcomes = await ground.turn(tool, times);
    all.push(outcomes);
    if (enough(outcomes)) break;
  }
  return Array.from({ length: times }, (_, at) => leastBusy(all.map((round) => round[at] as Outcome)));
}
