import { type RunOptions, runAction } from "../runner.ts";

export type PeerName = "crane" | "oras";
export type ToolName = "imgpub" | PeerName;

/** An image to make of others. */
export interface Target {
  /** `127.0.0.1:4711/org/app`, which holds the sources. */
  readonly source: string;
  readonly digests: readonly string[];
  /** `127.0.0.1:4711/org/copy`, which shall hold the image; may be the source's repository. */
  readonly destination: string;
  readonly tags: readonly string[];
}

/** What a tool shall publish. */
export interface Order {
  readonly targets: readonly Target[];
  /** How many targets may be under way at a time. */
  readonly concurrency: number;
  /** A folder with a docker configuration that has the credentials. */
  readonly config: string;
}

/** What is known of a tool that has done its work. */
export interface Ran {
  readonly stderr: string;
  /** What imgpub told the runner; of others nothing is read. */
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface Tool {
  readonly name: ToolName;
  /** @throws Error with what it said when it fails */
  publish(order: Order): Promise<Ran>;
}

type Inputs = NonNullable<RunOptions<"publish-index">["inputs"]>;

/** What refers to images stays behind: the peers copy none unless they are asked to. */
const referrers = "none";

function inputsFor({ targets, concurrency }: Order): Inputs {
  const lines = ({ source, digests }: Target) => digests.map((digest) => `${source}@${digest}`).join("\n");
  const [target] = targets;
  if (target !== undefined && targets.length === 1)
    return { image: target.destination, sources: lines(target), tags: target.tags.join("\n"), referrers };
  const list = targets.map((one, at) => ({
    name: `app-${at}`,
    image: one.destination,
    sources: lines(one),
    tags: one.tags,
  }));
  return { targets: JSON.stringify(list), concurrency: String(concurrency), referrers };
}

/** publish-index from dist/, as a runner runs it. */
export function imgpub(options: Omit<RunOptions<"publish-index">, "inputs"> = {}): Tool {
  return {
    name: "imgpub",
    async publish(order) {
      const env = { DOCKER_CONFIG: order.config, ...options.env };
      const run = await runAction("publish-index", { ...options, env, inputs: inputsFor(order) });
      if (run.exitCode !== 0) throw new Error(`publish-index failed\n${run.stdout}${run.stderr}`);
      return run;
    },
  };
}
