import { products } from "../../test/support/scenarios/lane.ts";
import { type Limit, limits } from "../../test/support/scenarios/limits.ts";

/** A row of the table but for what was measured. */
export interface Figure {
  readonly scenario: string;
  readonly measure: string;
  readonly unit: string;
  readonly digits: number;
  readonly limit: Limit | undefined;
}

type Measure = Pick<Figure, "measure" | "unit" | "digits">;

const measures = {
  requests: { measure: "requests", unit: "", digits: 0 },
  path: { measure: "requests in a row", unit: "", digits: 0 },
  connections: { measure: "connections", unit: "", digits: 0 },
  seconds: { measure: "elapsed", unit: " s", digits: 2 },
  processor: { measure: "processor time", unit: " s", digits: 2 },
  memory: { measure: "memory at its peak", unit: " MiB", digits: 0 },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof measures;
export const countNames = ["requests", "path", "connections"] as const satisfies readonly MeasureName[];

/** The scenarios that peers can be measured in, with what is measured in each. */
const publishing = {
  sameRepository: ["2 builds, 3 tags, same repository", [...countNames, "seconds", "processor"]],
  sameRepositoryAgain: ["… again, nothing changed", countNames],
  sameRepositoryByTls: ["… in time as over TLS", ["seconds"]],
  otherRepository: ["2 builds, 3 tags, other repository", countNames],
  otherRepositoryAgain: ["… again, nothing changed there", countNames],
  otherRegistry: ["2 builds, 3 tags, other registry", countNames],
  otherRegistryAgain: ["… again, nothing changed in it", countNames],
  fourImages: ["4 images, 3 tags, same repository", [...countNames, "seconds", "processor"]],
  manyTargets: ["50 times 4 images, 8 at a time", [...countNames, "processor"]],
  largeLayer: ["1 GiB to another registry", ["seconds", "processor", "memory"]],
} as const satisfies Readonly<Record<string, readonly [string, readonly MeasureName[]]>>;

export type ScenarioName = keyof typeof publishing;

/** The figure of a scenario, as it is measured of imgpub and its peers. */
export function publishingFigure(name: ScenarioName, measure: MeasureName): Figure {
  const own: Partial<Readonly<Record<MeasureName, Limit>>> = limits[name];
  return { scenario: publishing[name][0], ...measures[measure], limit: own[measure] };
}

export const actions = ["publish-index", "wait-digests", "cascade-runtime-version", "lane-guard"] as const;

export const sizeFigure = (action: string): Figure => ({
  scenario: `start of ${action}`,
  measure: "code that it always loads",
  unit: " kB",
  digits: 1,
  limit: limits.action.kilobytes,
});

export const startFigure = (action: string): Figure => ({
  scenario: `start of ${action}`,
  measure: "elapsed beyond node -e 0",
  unit: " ms",
  digits: 1,
  limit: limits.action.milliseconds,
});

const ofClone = { measure: "bytes ÷ those of a clone", unit: " %", digits: 4 };
const ofScript = { measure: "requests in a row ÷ a plain script's", unit: "", digits: 3 };

export const cascade = {
  unchanged: {
    scenario: "cascade, a template at the version",
    ...measures.requests,
    limit: limits.cascade.unchanged,
  },
  updated: { scenario: "cascade, an updated template", ...measures.requests, limit: limits.cascade.updated },
  big: {
    scenario: "cascade, a template of 250 MB",
    ...ofClone,
    limit: limits.cascade.percentOfClone,
  },
  bigWithFolders: {
    scenario: "… with 2,000 more files",
    ...ofClone,
    limit: limits.cascade.percentOfClone,
  },
  sameWorkflow: {
    scenario: "cascade, 20 templates, one workflow",
    ...ofScript,
    limit: limits.cascade.roundTripsOfScript,
  },
  ownWorkflow: {
    scenario: "cascade, 20 templates, a workflow each",
    ...ofScript,
    limit: limits.cascade.roundTripsOfScript,
  },
} as const satisfies Readonly<Record<string, Figure>>;

export const threeScopesFigure = (product: string): Figure => ({
  scenario: `lane, runners in 3 scopes of ${product}`,
  ...measures.requests,
  limit: limits.lane.threeScopes,
});

export const thousandRunnersFigure = (product: string): Figure => ({
  scenario: `lane, 1,000 runners of ${product}`,
  ...measures.path,
  limit: limits.lane.thousandRunners,
});

export const watchedFigure = (product: string): Figure => ({
  scenario: `lane, 49 waiting jobs of ${product}`,
  ...measures.requests,
  limit: limits.lane.watched,
});

export const manyFilesFigure: Figure = {
  scenario: "lane, 300 workflows",
  measure: "elapsed beyond one workflow",
  unit: " s",
  digits: 2,
  limit: limits.lane.manyFiles,
};

export function shardsFigure(shards: number, name: keyof typeof limits.shards): Figure {
  const measured = {
    requests: { measure: "requests ÷ those without a limit", unit: "", digits: 3 },
    elapsed: { measure: "elapsed ÷ requests ÷ limit", unit: "", digits: 2 },
    lost: { measure: "targets lost", unit: "", digits: 0 },
  }[name];
  return {
    scenario: `1,000 times 4 images, ${shards === 1 ? "1 shard" : `${shards} shards`}`,
    ...measured,
    limit: limits.shards[name],
  };
}

export const shardCounts = [1, 4, 16] as const;

const ofLayer = { scenario: "lazy loading, a layer of 252 MB" };
const ofImage = { scenario: "lazy loading, 2 platforms, 3 large layers" };

export const soci = {
  processor: {
    ...ofLayer,
    ...{ measure: "processor time ÷ soci's", unit: "", digits: 2 },
    limit: limits.soci.processor,
  },
  blocked: {
    ...ofLayer,
    ...{ measure: "event loop blocked at a time", unit: " ms", digits: 1 },
    limit: limits.soci.blocked,
  },
  elapsed: {
    ...ofImage,
    ...{ measure: "elapsed ÷ skopeo's and soci's", unit: "", digits: 2 },
    limit: limits.soci.elapsed,
  },
  files: { ...ofImage, ...{ measure: "files on disk", unit: "", digits: 0 }, limit: limits.soci.files },
  again: {
    scenario: "… again, nothing changed",
    ...{ measure: "bytes of layers that are read", unit: "", digits: 0 },
    limit: limits.soci.layerBytesAgain,
  },
  without: {
    scenario: "… not asked for",
    ...{ measure: "its modules that are loaded", unit: "", digits: 0 },
    limit: limits.soci.modules,
  },
} as const satisfies Readonly<Record<string, Figure>>;

const warmPull = { scenario: "cache, warm pulls of 200 MB by two clients" };
const inStorm = { scenario: "cache of 80 MB, 4 clients for a minute" };
const count = { unit: "", digits: 0 };

export const mirror = {
  cold: {
    scenario: "cache, a cold pull",
    ...{ measure: "bytes of blobs ÷ the image's", unit: "", digits: 2 },
    limit: limits.mirror.coldBytes,
  },
  downloads: {
    scenario: "… of a blob by 4 clients",
    measure: "downloads of it",
    ...count,
    limit: limits.mirror.downloads,
  },
  warm: {
    scenario: "… the same again by tag",
    measure: "requests upstream",
    ...count,
    limit: limits.mirror.warmRequests,
  },
  warmBytes: {
    scenario: "… the same again by tag",
    measure: "bytes of blobs",
    ...count,
    limit: limits.mirror.warmBytes,
  },
  byDigest: {
    scenario: "… the same again by digest",
    measure: "requests upstream",
    ...count,
    limit: limits.mirror.byDigest,
  },
  other: {
    scenario: "… its layers in another repository",
    measure: "bytes of blobs",
    ...count,
    limit: limits.mirror.otherBytes,
  },
  elapsed: {
    ...warmPull,
    ...{ measure: "elapsed ÷ distribution 3's", unit: "", digits: 2 },
    limit: limits.mirror.elapsed,
  },
  processor: {
    ...warmPull,
    ...{ measure: "processor time ÷ distribution 3's", unit: "", digits: 2 },
    limit: limits.mirror.processor,
  },
  over: {
    ...inStorm,
    ...{ measure: "over its cap at any time", unit: " MB", digits: 2 },
    limit: limits.mirror.over,
  },
  failed: { ...inStorm, measure: "pulls that are not good", ...count, limit: limits.mirror.failed },
  memory: {
    ...inStorm,
    ...{ measure: "memory at its peak", unit: " MB", digits: 0 },
    limit: limits.mirror.memory,
  },
  bundle: {
    scenario: "the cache's program",
    ...{ measure: "code", unit: " kB", digits: 1 },
    limit: limits.mirror.kilobytes,
  },
} as const satisfies Readonly<Record<string, Figure>>;

const second = { scenario: "image-cache, a second time" };

export const imageCache = {
  changes: { ...second, measure: "changes", ...count, limit: limits.imageCache.changes },
  elapsed: {
    ...second,
    ...{ measure: "elapsed beyond its start", unit: " s", digits: 2 },
    limit: limits.imageCache.seconds,
  },
} as const satisfies Readonly<Record<string, Figure>>;

/** Every row of the whole table, in its order. */
export function allFigures(): Figure[] {
  const names = Object.keys(publishing) as ScenarioName[];
  return [
    ...actions.flatMap((action) => [sizeFigure(action), startFigure(action)]),
    ...names.flatMap((name) => publishing[name][1].map((measure) => publishingFigure(name, measure))),
    ...Object.values(cascade),
    ...products.map(threeScopesFigure),
    ...products.map(thousandRunnersFigure),
    ...["gitea", "forgejo"].map(watchedFigure),
    manyFilesFigure,
    ...Object.values(soci),
    ...Object.values(mirror),
    ...Object.values(imageCache),
    ...shardCounts.flatMap((shards) => [
      shardsFigure(shards, "requests"),
      shardsFigure(shards, "elapsed"),
      shardsFigure(shards, "lost"),
    ]),
  ];
}
