import { isRecord } from "../base/json.ts";
import { bounded } from "../base/text.ts";
import type { Descriptor, Manifest } from "./descriptor.ts";
import { isDigest } from "./digest.ts";
import { MalformedDocument } from "./errors.ts";
import { parseExactly } from "./exact-json.ts";

/** The blobs that a manifest names. */
export interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** What it is, where it says so itself. */
  readonly artifactType?: string;
}

/**
 * Reads the documents that registries hand out. They are data from the network: what a later step relies on is
 * checked here, and the rest is kept as it came. An optional member that is null or empty is one that is not there, as
 * in Go, whose programs write both.
 *
 * @throws {MalformedDocument} when a document is not what its media type says; it names the child and the member
 */
export function readIndex(index: Manifest): readonly Descriptor[] {
  const { manifests } = readObject(index);
  const what = `index ${index.digest} does not list its manifests as the OCI image index says`;
  // Go writes an empty list as null; without the member it is no index at all.
  if (manifests !== null && !Array.isArray(manifests)) throw new MalformedDocument(what);
  return (manifests ?? []).map((child, at) => descriptorIn(child, `manifest ${at + 1}`, what));
}

/** Reads a single image's manifest; throws as {@link readIndex} does. */
export function readImage(manifest: Manifest): ImageManifest {
  const { config, layers, artifactType } = readObject(manifest);
  const what = `manifest ${manifest.digest} does not name its config and layers`;
  if (!Array.isArray(layers ?? [])) throw new MalformedDocument(`${what}: "layers" is ${shown(layers)}`);
  return {
    config: descriptorIn(config, "the config", what),
    layers: ((layers ?? []) as unknown[]).map((layer, at) => descriptorIn(layer, `layer ${at + 1}`, what)),
    ...(isText(artifactType) && artifactType !== "" && { artifactType }),
  };
}

/** The members of a document; throws as {@link readIndex} does. */
export function readObject({ digest, bytes }: Manifest): Record<string, unknown> {
  const value = parseExactly(new TextDecoder().decode(bytes));
  if (isRecord(value)) return value;
  throw new MalformedDocument(`${digest} is not a JSON object`);
}

/** Members that may be left out, and so may be empty; a platform without system and architecture is none. */
const optional: ReadonlySet<string> = new Set(
  "platform annotations artifactType urls os architecture variant os.version os.features features".split(" "),
);

const none: ReadonlySet<string> = new Set();

/** A record without members that are null, or empty where they may be left out. */
function present(record: object, mayBeEmpty = optional): Record<string, unknown> {
  const isThere = ([name, value]: [string, unknown]) =>
    value !== null && value !== undefined && !(mayBeEmpty.has(name) && isEmpty(value));
  return Object.fromEntries(Object.entries(record).filter(isThere));
}

function isEmpty(value: unknown): boolean {
  return value === "" || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
}

function descriptorIn(value: unknown, which: string, what: string): Descriptor {
  if (!isRecord(value)) throw new MalformedDocument(`${what}: ${which} is ${shown(value)}`);
  const platform = isRecord(value.platform) ? present(value.platform) : value.platform;
  const annotations = isRecord(value.annotations) ? present(value.annotations, none) : value.annotations;
  const descriptor = present({ ...value, platform, annotations });
  const fault =
    faultIn(descriptor, descriptorMembers, "") ??
    faultIn(descriptor.platform, platformMembers, "platform.") ??
    annotationFault(descriptor.annotations);
  if (fault === undefined) return descriptor as unknown as Descriptor;
  const { digest } = value;
  throw new MalformedDocument(`${what}: ${fault} in ${which}${isDigestText(digest) ? `, ${digest}` : ""}`);
}

type Check = (value: unknown) => boolean;

const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isDigestText: Check = (value) => isText(value) && isDigest(value);

const descriptorMembers: Readonly<Record<string, Check>> = {
  mediaType: (value) => isText(value) && value !== "",
  digest: isDigestText,
  size: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  platform: orAbsent(isRecord),
  annotations: orAbsent(isRecord),
  artifactType: orAbsent(isText),
  urls: orAbsent(isTexts),
};
const platformMembers: Readonly<Record<string, Check>> = {
  os: isText,
  architecture: isText,
  variant: orAbsent(isText),
  "os.version": orAbsent(isText),
  "os.features": orAbsent(isTexts),
};

/** The first member of a record that is not what it must be, and what it is; undefined where all are right. */
function faultIn(record: unknown, members: Readonly<Record<string, Check>>, of: string): string | undefined {
  if (!isRecord(record)) return undefined;
  const wrong = Object.keys(members).find((name) => !members[name]?.(record[name]));
  return wrong === undefined ? undefined : `"${of}${wrong}" is ${shown(record[wrong])}`;
}

/** The first annotation that is no text, and what it is. */
export function annotationFault(annotations: unknown): string | undefined {
  const names = isRecord(annotations) ? Object.keys(annotations) : [];
  return faultIn(annotations, Object.fromEntries(names.map((name) => [name, isText])), "annotations.");
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "object")
    return Array.isArray(value) ? "a list" : value === null ? "null" : "an object";
  return `the ${isText(value) ? "text" : typeof value} ${bounded(JSON.stringify(value), 80)}`;
}
