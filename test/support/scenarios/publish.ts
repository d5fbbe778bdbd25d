import { type BuildxFixture, buildxIndexFixture, type ImageOptions, pushFixture } from "../images/images.ts";
import { startFaultProxy } from "../proxies/fault-proxy.ts";
import {
  defaultCredentials,
  type Recorder,
  type Registry,
  type RegistryOptions,
  type RequestRecord,
  startRegistry,
} from "../registry/index.ts";
import { type RunOptions, type RunResult, runAction } from "../runner.ts";

/** What one run cost the registry. */
export interface Cost {
  /** All requests, tokens and refusals included. */
  readonly requests: number;
  readonly writes: number;
  readonly tokens: number;
  /** Requests on the critical path. */
  readonly roundTrips: number;
  /** The most requests that were under way at one moment. */
  readonly inFlight: number;
  readonly seconds: number;
  readonly run: RunResult;
}

export const platforms = ["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/s390x"] as const;

/** The proxy's delay in the figures, in milliseconds. */
export const delayMs = 40;

/** `DOCKER_AUTH_CONFIG` with the embedded registry's credentials for one host, port included. */
export function dockerAuth(host: string): { DOCKER_AUTH_CONFIG: string } {
  const { user, password } = defaultCredentials;
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  return { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { auth } } }) };
}

/** What `docker buildx build --push` leaves behind for each platform: an index of an image and its attestation. */
export function builds(
  names: readonly string[],
  options: Omit<ImageOptions, "platform"> = {},
): BuildxFixture[] {
  return names.map((platform) => buildxIndexFixture({ ...options, platform }));
}

/** `registry/repository@sha256:…`, one a line. */
export function sourceLines(host: string, repository: string, images: readonly BuildxFixture[]): string {
  return images.map(({ descriptor }) => `${host}/${repository}@${descriptor.digest}`).join("\n");
}

/** Runs publish-index from dist/ and counts what arrives at the recorder meanwhile. */
export async function measurePublish(
  recorder: Recorder,
  inputs: NonNullable<RunOptions<"publish-index">["inputs"]>,
  options: Omit<RunOptions<"publish-index">, "inputs"> = {},
): Promise<Cost> {
  recorder.clearRequests();
  const env = { ...dockerAuth(recorder.host), ...options.env };
  const run = await runAction("publish-index", { ...options, env, inputs });
  if (run.exitCode !== 0) throw new Error(`publish-index failed\n${run.stdout}${run.stderr}`);
  return costOf(recorder, run);
}

function costOf(recorder: Recorder, run: RunResult): Cost {
  return {
    requests: recorder.requests.length,
    writes: recorder.writes().length,
    tokens: recorder.count(({ kind }) => kind === "token"),
    roundTrips: recorder.longestChain(),
    inFlight: mostInFlight(recorder.requests),
    seconds: run.seconds,
    run,
  };
}

/** The most requests that were under way at one moment. */
export function mostInFlight(requests: readonly Pick<RequestRecord, "start" | "end">[]): number {
  const steps = requests.flatMap(({ start, end }) => [
    { at: start, by: 1 },
    { at: end, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of steps.sort((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

export function startBearerRegistry(options: RegistryOptions = {}): Promise<Registry> {
  return startRegistry({ auth: "bearer", ...options });
}

const tags = ["1.2.3", "1.2", "latest"];

/**
 * Two sources with a ten-layer image and an attestation each, three tags: published beside the sources, once more,
 * into another repository of the same registry, and there once more.
 */
export async function twoSources(): Promise<Record<"same" | "sameAgain" | "other" | "otherAgain", Cost>> {
  await using registry = await startBearerRegistry();
  const images = builds(platforms.slice(0, 2), { layers: 10 });
  for (const image of images) pushFixture(registry, "org/app", image);
  const sources = sourceLines(registry.host, "org/app", images);
  const publish = (repository: string) =>
    measurePublish(registry, { image: `${registry.host}/${repository}`, sources, tags: tags.join("\n") });
  return {
    same: await publish("org/app"),
    sameAgain: await publish("org/app"),
    other: await publish("org/copy"),
    otherAgain: await publish("org/copy"),
  };
}

/** One target of four platforms with attestations, through a proxy that adds 40 ms to every request. */
export async function fourPlatforms(): Promise<Record<"same" | "other", Cost>> {
  await using registry = await startBearerRegistry();
  await using proxy = await startFaultProxy(registry.origin, { delayMs });
  const images = builds(platforms, { layers: 10 });
  for (const image of images) pushFixture(registry, "org/app", image);
  const sources = sourceLines(proxy.host, "org/app", images);
  const publish = (repository: string) =>
    measurePublish(proxy, { image: `${proxy.host}/${repository}`, sources, tags: tags.join("\n") });
  return { same: await publish("org/app"), other: await publish("org/copy") };
}

export interface ManyTargets extends Cost {
  readonly targets: number;
  readonly concurrency: number;
  /** Seconds that the requests take when so many of them as there are targets at a time are under way. */
  readonly ideal: number;
}

/** 50 targets of four platforms each, eight at a time, through the same proxy. */
export async function manyTargets(): Promise<ManyTargets> {
  const targets = 50;
  const concurrency = 8;
  await using registry = await startBearerRegistry();
  await using proxy = await startFaultProxy(registry.origin, { delayMs });
  const list = Array.from({ length: targets }, (_, number) => {
    const repository = `org/app-${number}`;
    const images = builds(platforms, { layers: 2, seed: repository });
    for (const image of images) pushFixture(registry, repository, image);
    return {
      name: `app-${number}`,
      image: `${proxy.host}/${repository}`,
      sources: sourceLines(proxy.host, repository, images),
      tags,
    };
  });
  const inputs = { targets: JSON.stringify(list), concurrency: String(concurrency) };
  const cost = await measurePublish(proxy, inputs);
  return { ...cost, targets, concurrency, ideal: ((cost.requests / concurrency) * delayMs) / 1_000 };
}
