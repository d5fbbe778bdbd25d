import { isRecord, parseJson } from "../base/json.ts";
import type { DockerEngine } from "./engine.ts";
import { linesIn } from "./lines.ts";
import { numberOf, recordOf, recordsIn, textMap, textOf, textsIn } from "./members.ts";

/** What an engine says of itself. */
export interface EngineInfo {
  /** Of the installation; survives restarts. */
  readonly id: string;
  /** Such as `20.10.24`. */
  readonly serverVersion: string;
  /** Where it keeps images, such as `/var/lib/docker`, on its host. */
  readonly rootFolder: string;
  /** Such as `overlay2`. */
  readonly storageDriver: string;
  /** Whether images are in containerd's store, whose sizes and dangling images are others. */
  readonly containerdStore: boolean;
  /** The mirrors of Docker Hub that are in force, as URLs. */
  readonly mirrors: readonly string[];
  /** Such as `name=rootless`. */
  readonly securityOptions: readonly string[];
  readonly rootless: boolean;
  readonly usernsRemap: boolean;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. */
  readonly operatingSystem: string;
  /** Such as `x86_64`. */
  readonly architecture: string;
  /** The name of its host. */
  readonly name: string;
  /** The engine's clock, in ms since the epoch; 0 where it does not say. */
  readonly systemTime: number;
}

export async function info(engine: DockerEngine, signal: AbortSignal): Promise<EngineInfo> {
  const { json } = await engine.call({ method: "GET", path: "/info", signal });
  const said = recordOf(json, "description of itself");
  const securityOptions = textsIn(said.SecurityOptions);
  const registries = isRecord(said.RegistryConfig) ? said.RegistryConfig : {};
  const status = Array.isArray(said.DriverStatus) ? said.DriverStatus : [];
  const has = (name: string) => securityOptions.some((option) => option.split(",").includes(`name=${name}`));
  return {
    id: textOf(said.ID),
    serverVersion: textOf(said.ServerVersion),
    rootFolder: textOf(said.DockerRootDir),
    storageDriver: textOf(said.Driver),
    containerdStore: status.some(
      (pair) =>
        Array.isArray(pair) && pair[0] === "driver-type" && textOf(pair[1]).startsWith("io.containerd."),
    ),
    mirrors: textsIn(registries.Mirrors),
    securityOptions,
    rootless: has("rootless"),
    usernsRemap: has("userns"),
    operatingSystem: textOf(said.OperatingSystem),
    architecture: textOf(said.Architecture),
    name: textOf(said.Name),
    systemTime: Date.parse(textOf(said.SystemTime)) || 0,
  };
}

/** Something that happened in an engine. */
export interface EngineEvent {
  /** Such as `image` or `container`. */
  readonly type: string;
  /** Such as `pull`, `create`, `start` or `die`. */
  readonly action: string;
  /** Of the image, as it was named, or of the container. */
  readonly id: string;
  /** Such as `name` and, of containers, `image`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since the epoch, of which the last digits are lost. */
  readonly timeNano: number;
}

/** Events that one engine keeps, at most (moby, `daemon/events`: `eventsLimit`). */
export const mostEvents = 256;

/**
 * What happened between two times, as far as the engine remembers: the last 256 events since it was started, from the
 * oldest on.
 *
 * @param since seconds since the epoch, as `until`, which must not lie ahead of the engine's clock
 */
export async function events(
  engine: DockerEngine,
  options: {
    readonly since: number;
    readonly until: number;
    readonly filters?: Readonly<Record<string, readonly string[]>>;
    readonly signal: AbortSignal;
  },
): Promise<EngineEvent[]> {
  const { body } = await engine.open({
    method: "GET",
    path: "/events",
    query: {
      since: options.since.toFixed(9),
      until: options.until.toFixed(9),
      filters: options.filters,
    },
    signal: options.signal,
  });
  const found: EngineEvent[] = [];
  for await (const line of linesIn(body)) {
    const said = parseJson(line);
    if (!isRecord(said)) continue;
    const actor = isRecord(said.Actor) ? said.Actor : {};
    found.push({
      type: textOf(said.Type),
      action: textOf(said.Action),
      id: textOf(actor.ID),
      attributes: textMap(actor.Attributes),
      timeNano: numberOf(said.timeNano),
    });
  }
  return found;
}

/** What an engine's images take up, as it counts. */
export interface DiskUsage {
  /** Bytes of all layers, each once. */
  readonly layers: number;
  /** By image ID, the bytes that others have too. */
  readonly shared: ReadonlyMap<string, number>;
  /** Bytes of the build cache. */
  readonly buildCache: number;
}

/** Takes long on large hosts: it counts everything. */
export async function diskUsage(engine: DockerEngine, signal: AbortSignal): Promise<DiskUsage> {
  const { json } = await engine.call({ method: "GET", path: "/system/df", signal });
  const said = recordOf(json, "account of its disk");
  const images = recordsIn(said.Images ?? null, "images");
  return {
    layers: numberOf(said.LayersSize),
    shared: new Map(images.map((image) => [textOf(image.Id), numberOf(image.SharedSize)])),
    buildCache: recordsIn(said.BuildCache ?? null, "records of the build cache")
      .filter((record) => record.Shared !== true)
      .reduce((sum, record) => sum + numberOf(record.Size), 0),
  };
}

/**
 * Takes away what of the build cache was used longest ago, until no more than `keepBytes` are left.
 *
 * @returns the bytes that it says it has freed
 */
export async function pruneBuildCache(
  engine: DockerEngine,
  options: { readonly keepBytes: number; readonly signal: AbortSignal },
): Promise<number> {
  // Version 1.48 of the API has given the same bound another name; both are accepted by those that know both.
  const bound = engine.speaks("1.48") ? "max-used-space" : "keep-storage";
  const { json } = await engine.call({
    method: "POST",
    path: "/build/prune",
    query: { [bound]: options.keepBytes },
    signal: options.signal,
  });
  return numberOf(recordOf(json, "account of the build cache").SpaceReclaimed);
}
