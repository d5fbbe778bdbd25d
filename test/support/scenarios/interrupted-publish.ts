import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { imageFixture, indexFixture, pushFixture } from "../images/images.ts";
import { cosignFixture, digestTag, referrerFixture, referrersList } from "../images/referrers.ts";
import { faults, type Registry } from "../registry/index.ts";
import { ociIndex } from "../registry/store/manifest-document.ts";
import { type RunOptions, type RunResult, runAction } from "../runner.ts";
import { builds, dockerAuth, platforms, sourceLines, startBearerRegistry } from "./publish.ts";

const images = builds(platforms.slice(0, 2), { layers: 2 });
const older = indexFixture([imageFixture({ layers: 2, seed: "older" })]);

/** What refers to the images, which goes along to where they are copied. */
const signed = images.map(({ image }) => ({
  image,
  referrer: referrerFixture(image),
  signature: cosignFixture([image.descriptor.digest]),
}));

/** Tells of a signal as it comes, and never ends what does not end by itself. */
const preload = new URL("../preloads/endless-second.mjs", import.meta.url).href;

/** Resolves when a process has heard of a signal, and what it had sent until then has arrived. */
async function heardOf(signal: NodeJS.Signals, { stdout }: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    stdout?.on("data", (text: string) => {
      if (text.includes(`${signal} is here`)) resolve();
    });
  });
  await sleep(100);
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

export interface Interruption {
  readonly signal: "SIGKILL" | "SIGTERM";
  /** The request that is the last to arrive before the signal, from 1. */
  readonly at: number;
  /** Whether that request is carried out; its answer never arrives after SIGKILL. */
  readonly handled: boolean;
}

/** Where it is published, and whether something refers to the images, at a registry without the referrers API. */
export interface Place {
  /** Beside the sources in `org/app`, or elsewhere, which makes it a copy. */
  readonly repositories: readonly string[];
  readonly isSigned?: boolean;
  /** Whether the images are converted for lazy loading, also of their small layers. */
  readonly isLazy?: boolean;
}

/** What was found after an interrupted publish, and after the one that followed. */
export interface Aftermath {
  readonly interrupted: RunResult;
  /** Requests that arrived when a process had heard of its signal. */
  readonly late: number;
  /** What is wrong; empty when all is well. */
  readonly problems: readonly string[];
}

/**
 * Publishes two platforms with attestations under `1.0.0` and `latest`, which holds an older image, interrupts
 * that, looks at what is left, and publishes again.
 */
export async function interruptPublish(place: Place, interruption: Interruption): Promise<Aftermath> {
  const { repositories } = place;
  await using registry = await arrange(place);
  let heard = Number.POSITIVE_INFINITY;
  const interrupted = await publish(registry, place, (child) => {
    registry.killAfter(
      interruption.at,
      async () => {
        const ended = once(child, "exit");
        const heardOfIt = interruption.signal === "SIGKILL" ? ended : heardOf(interruption.signal, child);
        child.kill(interruption.signal);
        await heardOfIt;
        heard = performance.now();
        if (interruption.handled) return;
        // The process is gone; what it asked for is not done either.
        const unhandled = { match: () => true, whenUnauthorized: true, act: faults.resetBeforeHeaders() };
        registry.faults.add(unhandled);
      },
      { before: !interruption.handled },
    );
  });
  registry.faults.clear();
  const late = registry.count(({ start }) => start > heard);
  const incomplete = incompleteTags(registry);
  const unsigned = repositories.flatMap((repository) =>
    held(registry, repository).version === undefined ? [] : missingReferrers(registry, place, repository),
  );
  const left = repositories.map((repository) => held(registry, repository));

  const again = await publish(registry, place);
  const { digest = "" } = again.outputs;
  const problems: string[] = [
    ...incomplete,
    ...unsigned.map((problem) => `with 1.0.0 set: ${problem}`),
    ...incompleteTags(registry),
    ...repositories.flatMap((repository) => missingReferrers(registry, place, repository)),
  ];
  if (again.exitCode !== 0) problems.push(`the run after it ended with ${again.exitCode}: ${again.stdout}`);
  for (const { version, latest } of left) {
    if (version !== undefined && version !== digest) problems.push(`1.0.0 held ${version}`);
    if (latest !== digest && latest !== older.descriptor.digest) problems.push(`latest held ${latest}`);
    // Everywhere: a moving tag does not run ahead of the version at another destination either.
    if (latest === digest && left.some((one) => one.version !== digest))
      problems.push("latest was moved before 1.0.0");
  }
  for (const { version, latest } of repositories.map((repository) => held(registry, repository)))
    for (const tag of [version, latest])
      if (tag !== digest) problems.push(`in the end a tag held ${tag}, not ${digest}`);
  return { interrupted, late, problems };
}

/** Requests of the whole publish when nothing interrupts it, and the digest it ends with. */
export async function wholePublish(place: Place): Promise<{ requests: number; digest: string }> {
  await using registry = await arrange(place);
  const { exitCode, outputs, stdout } = await publish(registry, place);
  if (exitCode !== 0) throw new Error(stdout);
  return { requests: registry.requests.length, digest: outputs.digest ?? "" };
}

async function arrange({ repositories, isSigned }: Place): Promise<Registry> {
  const registry = await startBearerRegistry({ referrers: !isSigned });
  for (const image of images) pushFixture(registry, "org/app", image);
  for (const { image, referrer, signature } of isSigned ? signed : []) {
    pushFixture(registry, "org/app", referrer);
    registry.putManifest("org/app", digestTag(image), referrersList([referrer]), ociIndex);
    pushFixture(registry, "org/app", signature, { tag: digestTag(image, ".sig") });
  }
  for (const repository of repositories) pushFixture(registry, repository, older, { tag: "latest" });
  return registry;
}

function publish(
  registry: Registry,
  { repositories, isLazy = false }: Place,
  onSpawn?: NonNullable<RunOptions["onSpawn"]>,
): Promise<RunResult> {
  return runAction("publish-index", {
    inputs: {
      sources: sourceLines(registry.host, "org/app", images),
      tags: repositories
        .flatMap((repository) => ["latest", "1.0.0"].map((tag) => `${registry.host}/${repository}:${tag}`))
        .join("\n"),
      ...(isLazy && { soci: "true", "soci-min-layer-size": "1B" }),
    },
    env: dockerAuth(registry.host),
    ...(onSpawn && { onSpawn, nodeArgs: ["--import", preload] }),
  });
}

function held(registry: Registry, repository: string) {
  const tags = registry.tags(repository);
  return { version: tags.get("1.0.0"), latest: tags.get("latest") };
}

function incompleteTags(registry: Registry): string[] {
  return registry.incompleteTags().map(({ tag, missing }) => `${tag} lacks ${missing.join(", ")}`);
}

/** What a repository lacks of what refers to the images, in words. */
function missingReferrers(registry: Registry, { isSigned }: Place, repository: string): string[] {
  return (isSigned ? signed : []).flatMap(({ image, referrer, signature }) => {
    const list = registry.readManifest(repository, digestTag(image))?.bytes.toString() ?? "";
    const tagged = registry.tags(repository).get(digestTag(image, ".sig"));
    return [
      ...(list.includes(referrer.descriptor.digest)
        ? []
        : [`${repository} does not list ${referrer.descriptor.digest}`]),
      ...(tagged === signature.descriptor.digest
        ? []
        : [`${repository} has no signature of ${image.descriptor.digest}`]),
    ];
  });
}
