import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import { type Digest, isDigest, parseDigest } from "./digest.ts";
import { isHost } from "./host.ts";

/** A repository of a registry: where manifests and blobs live. */
export interface ImageRepository {
  /** `host` or `host:port`, in lower case where it is still a host then; every name of Docker Hub is `docker.io`. */
  readonly registry: string;
  /** The path below the registry; on Docker Hub always with its namespace, such as `library/debian`. */
  readonly repository: string;
}

/** A fully qualified image reference. */
export interface Reference extends ImageRepository {
  readonly tag?: string;
  readonly digest?: Digest;
  /** The path as it was written, where that was not in lower case. */
  readonly written?: string;
}

const DOCKER_HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const LONGEST_REPOSITORY = 255;

/** Whether `text` is a tag: a letter, digit or underscore, then at most 127 of those, dots and dashes. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether `text` is the path of a repository as a registry's API has it: lower case, and with no host before it. */
export function isRepositoryPath(text: string): boolean {
  return text.length <= LONGEST_REPOSITORY && REPOSITORY.test(text);
}

/**
 * Reads `[registry/]repository[:tag][@digest]` by the grammar and the normalisation of distribution/reference.
 *
 * The first component is a registry when it is `localhost`, or has a dot, a colon or an upper-case letter;
 * otherwise the reference is on Docker Hub. No tag is added where none is written. A path in upper case is read in
 * lower case, as `github.repository` has the one and every registry the other. Stricter than distribution/reference in
 * two points: a digest is sha256 or sha512, and the host must fit a URL.
 *
 * @throws {UserError} when the text is not such a reference, or is 64 hexadecimal digits, which could as well
 *   be an image ID.
 */
export function parseReference(text: string): Reference {
  const refuse = (why: string): never => {
    throw new UserError(
      `${quoted(text)} is not an image reference: ${why}; expected [registry/]repository[:tag][@digest]`,
    );
  };
  if (text === "") refuse("it is empty");
  if (/\s/.test(text)) refuse("it contains white space");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) refuse("it begins with a URL scheme");
  if (/^[0-9a-f]{64}$/.test(text))
    refuse("64 hexadecimal digits could be an image ID or a digest without its sha256:");
  if (isDigest(text)) refuse("a digest needs its repository before it, as in repository@sha256:…");

  const [registry, rest] = splitRegistry(text);
  if (!isHost(registry)) refuse(`${quoted(registry)} is not a registry host`);
  const [, written = "", tag, digest] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(rest) ?? [];
  const path = written.toLowerCase();
  const hub = DOCKER_HUB.has(registry.toLowerCase());
  const repository = hub && !path.includes("/") ? `library/${path}` : path;
  if (path === "") refuse("it names no repository");
  if (digest === "") refuse('the digest behind "@" is empty');
  if (!REPOSITORY.test(repository))
    refuse(
      `the repository ${quoted(written)} must be made of lowercase letters and digits, parted by single dots, one or two underscores, dashes or slashes`,
    );
  if (repository.length > LONGEST_REPOSITORY)
    refuse(
      `the repository is ${repository.length} characters long, at most ${LONGEST_REPOSITORY} are allowed`,
    );
  if (tag !== undefined && !isTag(tag))
    refuse(
      `the tag ${quoted(tag)} must be at most 128 letters, digits, underscores, dots and dashes, not beginning with a dot or dash`,
    );
  return {
    registry: hub ? "docker.io" : lowerHost(registry),
    repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest: parseDigest(digest) }),
    ...(path !== written && { written }),
  };
}

/** What to say of names that were written in upper case: one sentence, or none. */
export function lowerCaseNotices(references: readonly Reference[]): string[] {
  const all = new Set(references.flatMap(({ written }) => written ?? []));
  const words = [...all].map((one) => `${quoted(one)} is read as ${quoted(one.toLowerCase())}`);
  return words.length > 0 ? [`image names are in lower case: ${words.join(", ")}`] : [];
}

/** Hosts have no letter case, but in a name without dot or port it is what tells a host from a namespace. */
function lowerHost(host: string): string {
  const lower = host.toLowerCase();
  return lower === "localhost" || /[.:]/.test(lower) ? lower : host;
}

function splitRegistry(text: string): [registry: string, rest: string] {
  const slash = text.indexOf("/");
  const first = text.slice(0, Math.max(slash, 0));
  const named = first === "localhost" || /[.:A-Z]/.test(first);
  return named ? [first, text.slice(slash + 1)] : ["docker.io", text];
}

/**
 * Reads the repository that qualifies bare digests and short tags.
 *
 * @throws {UserError} when it carries a tag or digest, or is no repository
 */
export function parseImage(text: string): Reference {
  const reference = parseReference(text);
  if (reference.tag !== undefined || reference.digest !== undefined)
    throw new UserError(
      `${quoted(text)} carries a ${reference.tag === undefined ? "digest" : "tag"}; expected a repository alone, such as ghcr.io/acme/app`,
    );
  return reference;
}

/** The fully qualified text of a reference, from which {@link parseReference} reads the same again. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${repositoryOf(reference)}${tag}${digest}`;
}

/** `registry/repository`, without tag and digest: where the image lives. */
export function repositoryOf(reference: ImageRepository): string {
  return `${reference.registry}/${reference.repository}`;
}

/** The same reference pinned to `digest`; a tag is kept, as in `app:1.2@sha256:…`. */
export function withDigest(reference: Reference, digest: Digest): Reference {
  return { ...reference, digest };
}
