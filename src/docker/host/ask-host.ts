import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { ReportedError } from "../../base/errors.ts";
import { parseJson } from "../../base/json.ts";
import type { Log } from "../../base/log.ts";
import { bounded, oneLine } from "../../base/text.ts";
import { abortable } from "../../jobs/abortable.ts";
import {
  createContainer,
  listContainers,
  removeContainer,
  startContainer,
  waitUntilRemoved,
} from "../containers.ts";
import { type DockerEngine, nameInPath } from "../engine.ts";
import { framesIn } from "../frames.ts";
import { ours } from "../labels.ts";
import { linesIn } from "../lines.ts";
import { withNodeImage } from "../node-image.ts";
import { tarOf } from "../tar.ts";
import type { HostAnswer, HostRequest } from "./requests.ts";

export type * from "./requests.ts";
export { hasFailed } from "./requests.ts";

/** How long the host may take for one batch of requests, in ms. */
const patienceMs = 60_000;

/** How long a container may be there without having been started before who made it must be gone, in s. */
const leftAfter = 120;

/** A program on an engine's host, in a container of its own that ends with whoever holds this. */
export interface HostSession {
  /**
   * Has requests done, one after the other.
   *
   * @returns an answer each; why one failed is its answer
   * @throws ReportedError where the program has ended, or takes longer than a minute
   */
  ask<const R extends readonly HostRequest[]>(
    requests: R,
  ): Promise<{ readonly [K in keyof R]: HostAnswer<R[K]> }>;
  /** Aborted as soon as the program has ended, whatever ended it. */
  readonly ended: AbortSignal;
  /** Ends the program, and waits until its container is gone. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly log: Pick<Log, "info">;
  readonly signal: AbortSignal;
  /** Where the program lies; another than the built one only in tests. */
  readonly program?: URL;
}

/**
 * Starts a program on the engine's host: a container with the host's root mounted and among the host's processes, made of
 * the running Node.js without any registry. It is how an action that may use the socket alone changes what belongs to
 * root, without sudo, from a job in a container as well.
 *
 * @param options.name of the container; only one of a name can be there
 * @param options.labels beside that of all that is ours
 * @returns undefined where one of that name is there already
 * @throws DockerError where the engine refuses any step
 */
export async function openHost(
  engine: DockerEngine,
  options: HostOptions & {
    readonly name?: string;
    readonly labels?: Readonly<Record<string, string>>;
  },
): Promise<HostSession | undefined> {
  const { log, signal, name, labels = {} } = options;
  const program = options.program ?? new URL("./program.ts", import.meta.url);
  await removeLeftHosts(engine, signal);
  const id = await withNodeImage(engine, { log, signal }, (image) =>
    createContainer(
      engine,
      {
        Image: image.reference,
        Entrypoint: image.entrypoint,
        Cmd: ["/imgpub/host.mjs"],
        Labels: { ...labels, [ours]: labels[ours] ?? "host" },
        User: "0",
        OpenStdin: true,
        StdinOnce: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        HostConfig: {
          AutoRemove: true,
          Binds: ["/:/host"],
          PidMode: "host",
          NetworkMode: "host",
          UsernsMode: "host",
          // Neither AppArmor's default profile lets a container signal the engine, nor SELinux's labels let it write.
          SecurityOpt: ["apparmor=unconfined", "label=disable"],
          // What is asked and answered is nobody else's, and may be secret.
          LogConfig: { Type: "none" },
        },
      },
      { ...(name === undefined ? {} : { name }), signal },
    ),
  );
  if (id === undefined) return undefined;
  try {
    const tar = tarOf([{ name: "imgpub/host.mjs", mode: 0o644, content: readFileSync(program) }]);
    await engine.call({
      method: "PUT",
      path: `/containers/${nameInPath(id)}/archive`,
      query: { path: "/" },
      body: tar,
      contentType: "application/x-tar",
      signal,
    });
    const { connection, first } = await engine.upgrade({
      method: "POST",
      path: `/containers/${nameInPath(id)}/attach`,
      query: { stream: true, stdin: true, stdout: true, stderr: true },
      signal,
    });
    await startContainer(engine, id, signal);
    return session(engine, id, connection, first, signal);
  } catch (error) {
    await removeContainer(engine, id, AbortSignal.timeout(patienceMs)).catch(() => {});
    throw error;
  }
}

/** Runs one batch of requests on the engine's host. @throws as {@link openHost} and {@link HostSession.ask} */
export async function askHost<const R extends readonly HostRequest[]>(
  engine: DockerEngine,
  requests: R,
  options: HostOptions,
): Promise<{ readonly [K in keyof R]: HostAnswer<R[K]> }> {
  const host = await openHost(engine, options);
  if (!host) throw new Error("a container without a name was taken");
  try {
    return await host.ask(requests);
  } finally {
    await host.close();
  }
}

function session(
  engine: DockerEngine,
  id: string,
  connection: Duplex,
  first: Uint8Array,
  signal: AbortSignal,
): HostSession {
  const ending = new AbortController();
  const errors: string[] = [];
  if (first.length > 0) connection.unshift(first);
  const stdout = framesIn(connection, (text) => errors.push(text));
  const lines = linesIn(stdout, 64 << 20);
  // A connection that breaks is an end like any other.
  connection.on("error", () => connection.destroy());
  connection.on("close", () => ending.abort(new ReportedError(whyEnded(errors))));

  let last: Promise<unknown> = Promise.resolve();
  const exchange = async (requests: readonly HostRequest[]): Promise<unknown> => {
    if (ending.signal.aborted) throw ending.signal.reason;
    connection.write(`${JSON.stringify(requests)}\n`);
    const { value } = await lines.next();
    const answers = typeof value === "string" ? parseJson(value) : undefined;
    if (Array.isArray(answers) && answers.length === requests.length) return answers;
    throw new ReportedError(whyEnded(errors));
  };
  return {
    ended: ending.signal,
    async ask(requests) {
      const limit = AbortSignal.timeout(patienceMs);
      const next = last.then(() => exchange(requests));
      last = next.catch(() => {});
      try {
        return (await abortable(next, AbortSignal.any([signal, limit]))) as never;
      } catch (error) {
        connection.destroy();
        if (limit.aborted && !signal.aborted)
          throw new ReportedError(
            `the engine's host did not do within ${patienceMs / 1_000} s what was asked`,
          );
        throw error;
      }
    },
    async close() {
      connection.end();
      connection.destroy();
      // The engine removes it by itself, a little later; a name is free only then.
      const limit = AbortSignal.timeout(patienceMs);
      try {
        await removeContainer(engine, id, limit);
        await waitUntilRemoved(engine, id, limit);
      } catch {
        // It goes without us too, now that nobody holds it; what was done with it stays done.
      }
    },
  };
}

function whyEnded(errors: readonly string[]): string {
  const said = bounded(oneLine(errors.join("")), 500);
  return `the program on the engine's host has ended${said === "" ? "" : `: ${said}`}`;
}

/** Removes containers that were made and never started, by a process that was killed in between. */
async function removeLeftHosts(engine: DockerEngine, signal: AbortSignal): Promise<void> {
  const containers = await listContainers(engine, {
    all: true,
    filters: { label: [`${ours}=host`], status: ["created", "exited", "dead"] },
    signal,
  });
  for (const { id, created } of containers)
    if (Date.now() / 1_000 - created > leftAfter) await removeContainer(engine, id, signal);
}
