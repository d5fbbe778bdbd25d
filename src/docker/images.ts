import type { Readable } from "node:stream";
import { isRecord, parseJson } from "../base/json.ts";
import { bounded, oneLine } from "../base/text.ts";
import { type DockerEngine, DockerError, nameInPath } from "./engine.ts";
import { linesIn } from "./lines.ts";
import { numberOf, recordOf, recordsIn, textMap, textOf, textsIn } from "./members.ts";

/** An image in the engine's list. */
export interface ImageSummary {
  /** `sha256:` and 64 hex digits. */
  readonly id: string;
  /** The ID of the image that it was built upon by the classic builder; empty without one. */
  readonly parent: string;
  /** Seconds since the epoch at which it was built, wherever that was. */
  readonly created: number;
  /** Such as `alpine:3.20`, without `<none>:<none>`. */
  readonly tags: readonly string[];
  /** Such as `alpine@sha256:…`, without `<none>@<none>`. */
  readonly digests: readonly string[];
  /** Bytes of all its layers, those that others have too among them. */
  readonly size: number;
  /** Bytes that other images have too; −1 where that was not asked for. */
  readonly sharedSize: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What an image is, in detail. It never changes under its ID, but for its tags and digests. */
export interface ImageDetails {
  readonly id: string;
  readonly parent: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** The diff IDs of its layers, from the lowest on. */
  readonly layers: readonly string[];
  readonly size: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** A step of an image's history, from the newest on. */
export interface HistoryEntry {
  /** Bytes of the layer that the step made; 0 where it made none, or an empty one. */
  readonly size: number;
  readonly createdBy: string;
}

/** Removing a reference ended so. */
export type Removal =
  | { readonly outcome: "removed" }
  /** A container has it, or an image was built upon it. */
  | { readonly outcome: "in-use"; readonly words: string }
  | { readonly outcome: "gone" };

/** Whether an engine has failed over an image that somebody has removed at that moment, which it does not tell apart. */
export const isLost = (error: unknown): boolean =>
  error instanceof DockerError &&
  (error.status === 404 || (error.status === 500 && /unrecognized image|no such image/i.test(error.words)));

const real = (reference: string) => !reference.includes("<none>");

/**
 * All images that are not intermediate steps of the classic builder.
 *
 * @param options.all the intermediate ones too
 * @param options.filters such as `{ label: ["io.imgpub"] }`
 */
export async function listImages(
  engine: DockerEngine,
  options: {
    readonly all?: boolean;
    readonly filters?: Readonly<Record<string, readonly string[]>>;
    readonly signal: AbortSignal;
  },
): Promise<ImageSummary[]> {
  const { json } = await engine.call({
    method: "GET",
    path: "/images/json",
    query: { all: options.all, filters: options.filters },
    signal: options.signal,
  });
  return recordsIn(json, "images").map((image) => ({
    id: textOf(image.Id),
    parent: textOf(image.ParentId),
    created: numberOf(image.Created),
    tags: textsIn(image.RepoTags).filter(real),
    digests: textsIn(image.RepoDigests).filter(real),
    size: numberOf(image.Size),
    sharedSize: typeof image.SharedSize === "number" ? image.SharedSize : -1,
    labels: textMap(image.Labels),
  }));
}

/** An image in detail; undefined where it is not there. */
export async function inspectImage(
  engine: DockerEngine,
  name: string,
  signal: AbortSignal,
): Promise<ImageDetails | undefined> {
  const { status, json } = await engine.call({
    method: "GET",
    path: `/images/${nameInPath(name)}/json`,
    expected: [404],
    signal,
  });
  if (status === 404) return undefined;
  const image = recordOf(json, "image");
  const config = isRecord(image.Config) ? image.Config : {};
  return {
    id: textOf(image.Id),
    parent: textOf(image.Parent),
    tags: textsIn(image.RepoTags).filter(real),
    digests: textsIn(image.RepoDigests).filter(real),
    layers: textsIn(isRecord(image.RootFS) ? image.RootFS.Layers : undefined),
    size: numberOf(image.Size),
    labels: textMap(config.Labels),
  };
}

/** The history of an image, from the newest step on; undefined where it is not there. */
export async function imageHistory(
  engine: DockerEngine,
  name: string,
  signal: AbortSignal,
): Promise<HistoryEntry[] | undefined> {
  const { status, json } = await engine.call({
    method: "GET",
    path: `/images/${nameInPath(name)}/history`,
    expected: [404],
    signal,
  });
  if (status === 404) return undefined;
  return recordsIn(json, "steps of an image").map((step) => ({
    size: numberOf(step.Size),
    createdBy: textOf(step.CreatedBy),
  }));
}

/**
 * Removes one reference, a tag, a digest or an ID, and with the last one the image. Never by force, and never the nameless
 * images that it was built upon, which may be young or wanted.
 *
 * @throws DockerError where the engine refuses it for another reason than that it is in use
 */
export async function removeImage(
  engine: DockerEngine,
  reference: string,
  signal: AbortSignal,
): Promise<Removal> {
  try {
    const { status } = await engine.call({
      method: "DELETE",
      path: `/images/${nameInPath(reference)}`,
      query: { force: false, noprune: true },
      expected: [404],
      signal,
    });
    return { outcome: status === 404 ? "gone" : "removed" };
  } catch (error) {
    if (error instanceof DockerError && error.status === 409)
      return { outcome: "in-use", words: error.words };
    // Of two that remove an image at the same time, one is told that there was an error.
    if (isLost(error) && (await inspectImage(engine, reference, signal)) === undefined)
      return { outcome: "gone" };
    throw error;
  }
}

/**
 * Pulls an image, anonymously.
 *
 * @param reference with a tag or a digest, such as `hello-world:latest`
 * @throws DockerError with the engine's words where it cannot be had
 */
export async function pullImage(engine: DockerEngine, reference: string, signal: AbortSignal): Promise<void> {
  const [, name = reference, tag = "latest"] =
    /^([^@]+)@(sha256:[0-9a-f]{64})$/.exec(reference) ?? /^(.+):([^:/]+)$/.exec(reference) ?? [];
  await followProgress(engine, {
    what: `the pull of ${reference}`,
    query: { fromImage: name, tag },
    signal,
  });
}

/**
 * Makes an image of a root file system without any registry.
 *
 * @param options.tar the file system as a tar archive
 * @param options.name with its tag
 * @param options.changes instructions as of a Dockerfile, such as `LABEL a=b`
 * @throws DockerError with the engine's words where it cannot be made
 */
export async function importImage(
  engine: DockerEngine,
  options: {
    readonly tar: Readable;
    readonly repository: string;
    readonly tag: string;
    readonly changes: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { repository, tag, changes, tar, signal } = options;
  await followProgress(engine, {
    what: `the import of ${repository}:${tag}`,
    query: { fromSrc: "-", repo: repository, tag },
    changes,
    tar,
    signal,
  });
}

/** Both report their progress as lines of JSON under a status of 200, a failure too. */
async function followProgress(
  engine: DockerEngine,
  asked: {
    readonly what: string;
    readonly query: Readonly<Record<string, string>>;
    readonly changes?: readonly string[];
    readonly tar?: Readable;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const changes = (asked.changes ?? []).map((change) => `&changes=${encodeURIComponent(change)}`).join("");
  const { body } = await engine.open({
    method: "POST",
    path: `/images/create?${new URLSearchParams(asked.query)}${changes}`,
    ...(asked.tar ? { body: asked.tar, contentType: "application/x-tar" } : {}),
    signal: asked.signal,
  });
  let refused: string | undefined;
  for await (const line of linesIn(body)) {
    const said = parseJson(line);
    if (isRecord(said) && typeof said.error === "string") refused ??= said.error;
  }
  if (refused !== undefined) throw new DockerError(asked.what, 200, bounded(oneLine(refused), 500));
}
