import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageFixture, pushFixture } from "../images/images.ts";
import { faults, type Registry } from "../registry/index.ts";
import { runAction } from "../runner.ts";
import { delayMs, dockerAuth, platforms, startBearerRegistry } from "./publish.ts";

/** A list of targets, and how it is published. */
export interface ShardsPlan {
  /** Each of four images, one for each platform. */
  readonly targets: number;
  /** How many processes share the list. */
  readonly shards: number;
  /** Requests a minute that the registry lets pass. */
  readonly perMinute: number;
}

/** What a list cost the registry, and what became of it. */
export interface ShardsOutcome {
  /** Requests that were let pass, those for tokens left out: the one that is answered 401, and the token's own. */
  readonly requests: number;
  readonly tokens: number;
  /** Requests that were answered 429. */
  readonly refused: number;
  /** From the first request to the end of the last answer. */
  readonly seconds: number;
  /** What elapsed ÷ what the limit lets so many requests take. */
  readonly ofLimit: number;
  /** Targets whose tag holds no index of four images. */
  readonly lost: number;
  /** What failed processes said. */
  readonly errors: readonly string[];
}

/** Targets that all shards have under way together, at least one each: a limit that is shared gives each its part. */
const atATime = 8;

/** Publishes a list by as many processes as it has shards, at once, against a registry that lets only so much pass. */
export async function publishShards({ targets, shards, perMinute }: ShardsPlan): Promise<ShardsOutcome> {
  const registry = await startBearerRegistry();
  const folder = await mkdtemp(join(tmpdir(), "imgpub-shards-"));
  try {
    const list = writeTargets(registry, targets);
    const file = join(folder, "targets.json");
    await writeFile(file, JSON.stringify(list));
    registry.clearRequests();
    registry.faults.add({ times: Infinity, act: faults.rateLimit(perMinute, delayMs) });
    const concurrency = String(Math.max(1, Math.floor(atATime / shards)));
    const runs = await Promise.all(
      Array.from({ length: shards }, (_, at) =>
        runAction("publish-index", {
          inputs: { targets: file, shard: `${at + 1}/${shards}`, concurrency, referrers: "none" },
          env: dockerAuth(registry.host),
          timeoutMs: 1_800_000,
        }),
      ),
    );
    const errors = runs.flatMap(({ exitCode, annotations }) =>
      exitCode === 0
        ? []
        : annotations.filter(({ level }) => level === "error").map(({ message }) => message),
    );
    return { ...figuresOf(registry, perMinute), lost: lostIn(registry, targets), errors };
  } finally {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const tag = "1.2.3";
const repository = (target: number) => `org/app-${target}`;

function writeTargets(registry: Registry, targets: number): object[] {
  const images = platforms.map((platform) => imageFixture({ platform, layers: 1 }));
  const digests = images.map(({ descriptor }) => descriptor.digest);
  return Array.from({ length: targets }, (_, at) => {
    for (const image of images) pushFixture(registry, repository(at), image);
    const image = `${registry.host}/${repository(at)}`;
    return { name: `app-${at}`, image, sources: digests, tags: [tag] };
  });
}

function figuresOf(registry: Registry, perMinute: number): Omit<ShardsOutcome, "lost" | "errors"> {
  const passed = registry.requests.filter(({ status }) => status !== 429);
  const tokens = passed.filter(({ kind }) => kind === "token").length;
  const first = Math.min(...registry.requests.map(({ start }) => start));
  const last = Math.max(...registry.requests.map(({ end }) => end));
  const seconds = (last - first) / 1_000;
  return {
    requests: passed.length - tokens - passed.filter(({ status }) => status === 401).length,
    tokens,
    refused: registry.requests.length - passed.length,
    seconds,
    ofLimit: seconds / ((passed.length * 60) / perMinute),
  };
}

function lostIn(registry: Registry, targets: number): number {
  return Array.from({ length: targets }, (_, at) => registry.readManifest(repository(at), tag)).filter(
    (manifest) => {
      const { manifests = [] } = JSON.parse(manifest?.bytes.toString() ?? "{}") as { manifests?: unknown[] };
      return manifests.length !== platforms.length;
    },
  ).length;
}
