import { isRecord } from "../base/json.ts";
import { type DockerEngine, nameInPath } from "./engine.ts";
import { framesIn } from "./frames.ts";
import { numberOf, recordOf, recordsIn, textMap, textOf, textsIn } from "./members.ts";

/** A container in the engine's list. */
export interface ContainerSummary {
  readonly id: string;
  /** Without the slash that the engine writes before each. */
  readonly names: readonly string[];
  /** What it was made from, as it was named then. */
  readonly image: string;
  readonly imageId: string;
  /** `created`, `running`, `paused`, `restarting`, `exited`, `removing` or `dead`. */
  readonly state: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a container is, in detail. */
export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly state: string;
  /** Of its main process, once it has ended. */
  readonly exitCode: number;
  /** How often the engine has started it anew. */
  readonly restarts: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly source: string; readonly destination: string }[];
}

/** A container to be made, in the engine's own words (`ContainerCreate` of its API). */
export interface ContainerSpec {
  readonly Image: string;
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
  readonly OpenStdin?: boolean;
  readonly StdinOnce?: boolean;
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly User?: string;
  readonly StopTimeout?: number;
  readonly HostConfig?: Readonly<Record<string, unknown>>;
}

type Filters = Readonly<Record<string, readonly string[]>>;

/** @param options.all also those that do not run */
export async function listContainers(
  engine: DockerEngine,
  options: { readonly all: boolean; readonly filters?: Filters; readonly signal: AbortSignal },
): Promise<ContainerSummary[]> {
  const { json } = await engine.call({
    method: "GET",
    path: "/containers/json",
    query: { all: options.all, filters: options.filters },
    signal: options.signal,
  });
  return recordsIn(json, "containers").map((container) => ({
    id: textOf(container.Id),
    names: textsIn(container.Names).map((name) => name.replace(/^\//, "")),
    image: textOf(container.Image),
    imageId: textOf(container.ImageID),
    state: textOf(container.State),
    created: numberOf(container.Created),
    labels: textMap(container.Labels),
  }));
}

/** A container by name or ID; undefined where there is none. */
export async function inspectContainer(
  engine: DockerEngine,
  name: string,
  signal: AbortSignal,
): Promise<ContainerDetails | undefined> {
  const { status, json } = await engine.call({
    method: "GET",
    path: `/containers/${nameInPath(name)}/json`,
    expected: [404],
    signal,
  });
  if (status === 404) return undefined;
  const container = recordOf(json, "container");
  const state = isRecord(container.State) ? container.State : {};
  const config = isRecord(container.Config) ? container.Config : {};
  return {
    id: textOf(container.Id),
    name: textOf(container.Name).replace(/^\//, ""),
    image: textOf(config.Image),
    imageId: textOf(container.Image),
    state: textOf(state.Status),
    exitCode: numberOf(state.ExitCode),
    restarts: numberOf(container.RestartCount),
    labels: textMap(config.Labels),
    mounts: recordsIn(container.Mounts ?? null, "mounts").map((mount) => ({
      source: textOf(mount.Source),
      destination: textOf(mount.Destination),
    })),
  };
}

/**
 * Makes a container.
 *
 * @returns its ID, or undefined where one of that name is there already: the engine makes exactly one of several that ask
 * for a name at the same time
 */
export async function createContainer(
  engine: DockerEngine,
  spec: ContainerSpec,
  options: { readonly name?: string; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const { status, json } = await engine.call({
    method: "POST",
    path: "/containers/create",
    query: { name: options.name },
    body: spec,
    expected: options.name === undefined ? [] : [409],
    signal: options.signal,
  });
  return status === 409 ? undefined : textOf(recordOf(json, "container").Id);
}

/** Starts a container; one that runs already is left alone. */
export async function startContainer(engine: DockerEngine, id: string, signal: AbortSignal): Promise<void> {
  await engine.call({
    method: "POST",
    path: `/containers/${nameInPath(id)}/start`,
    expected: [304],
    signal,
  });
}

/** Ends a container: by its stop signal, and by force after `seconds`. One that is gone or has ended is left alone. */
export async function stopContainer(
  engine: DockerEngine,
  id: string,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  await engine.call({
    method: "POST",
    path: `/containers/${nameInPath(id)}/stop`,
    query: { t: seconds },
    expected: [304, 404],
    signal,
  });
}

/** Removes a container, running or not; one that is gone or on its way is left alone. */
export async function removeContainer(engine: DockerEngine, id: string, signal: AbortSignal): Promise<void> {
  await engine.call({
    method: "DELETE",
    path: `/containers/${nameInPath(id)}`,
    query: { force: true, v: true },
    expected: [404, 409],
    signal,
  });
}

/** Waits until a container that is on its way is gone. */
export async function waitUntilRemoved(engine: DockerEngine, id: string, signal: AbortSignal): Promise<void> {
  await engine.call({
    method: "POST",
    path: `/containers/${nameInPath(id)}/wait`,
    query: { condition: "removed" },
    expected: [404],
    signal,
  });
}

/** Characters of a log that are read. */
const mostOfLog = 64 << 10;

/** The end of what a container has written, of both streams; empty where its log cannot be read. */
export async function containerLog(
  engine: DockerEngine,
  id: string,
  lines: number,
  signal: AbortSignal,
): Promise<string> {
  const { status, body } = await engine.open({
    method: "GET",
    path: `/containers/${nameInPath(id)}/logs`,
    query: { stdout: true, stderr: true, tail: lines },
    expected: [404, 409, 500, 501],
    signal,
  });
  if (status !== 200) {
    body.destroy();
    return "";
  }
  let text = "";
  const add = (more: string) => {
    text = (text + more).slice(-mostOfLog);
  };
  for await (const part of framesIn(body, add)) add(Buffer.from(part).toString("utf8"));
  return text;
}
