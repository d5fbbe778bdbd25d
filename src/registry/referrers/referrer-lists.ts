import type { Digest } from "../../image/digest.ts";
import { essence, imageIndex } from "../../image/media-types.ts";
import type { ImageRepository } from "../../image/reference.ts";
import type { Client } from "../client.ts";
import { RegistryError, unlessAbsent } from "../errors.ts";
import { getManifest } from "../manifests.ts";
import type { RequestContext } from "../request-context.ts";
import { type Listed, listedIn } from "./documents.ts";
import { type Pages, readPages } from "./pages.ts";
import { referrersTag } from "./tag-schemas.ts";

/** What refers to a manifest by a list, and whether the list goes on. */
export interface ReferrerList {
  readonly listed: readonly Listed[];
  readonly more: boolean;
}

/** What a referrers tag holds. */
export interface TaggedList {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  /** Undefined where it holds something that is no list: GitLab's resolves to the image, and `cosign copy` tags it so. */
  readonly listed: readonly Listed[] | undefined;
}

const mostPages = 20;

/** Statuses that say that there is no such API, and no more. */
const withoutApi = new Set([400, 404, 405, 406, 410, 501]);

/**
 * What a registry lists as referring to a manifest, by its referrers API (OCI distribution specification 1.1, "Listing
 * Referrers"). Whether a repository has one is asked with the first question, which is sent alone: GHCR, Docker Hub
 * (docker/roadmap#724), Gitea 1.26 and distribution 3.0 have none.
 */
export class ReferrerLists {
  readonly #client: Client;
  readonly #hasApi = new Map<string, Promise<boolean>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * What refers to a manifest by the API; undefined where there is none.
   *
   * @throws {RegistryError} when it cannot be told
   */
  async of(at: ImageRepository, subject: Digest, context: RequestContext): Promise<ReferrerList | undefined> {
    const key = this.#client.place(at);
    const known = this.#hasApi.get(key);
    if (known) return (await known) ? this.#ask(at, subject, context) : undefined;
    const first = this.#ask(at, subject, context);
    const hasApi = first.then((list) => list !== undefined);
    this.#hasApi.set(
      key,
      hasApi.catch(() => true),
    );
    return first;
  }

  async #ask(
    at: ImageRepository,
    subject: Digest,
    context: RequestContext,
  ): Promise<ReferrerList | undefined> {
    const pages = await readPages(this.#client, at, `referrers/${subject}`, {}, mostPages, context).catch(
      unlessMissing,
    );
    const lists = pages?.answers.map(({ headers, bytes }) =>
      essence(headers["content-type"]) === imageIndex ? listedIn(bytes) : undefined,
    );
    if (!pages || !lists?.every((list) => list !== undefined)) return undefined;
    return { listed: lists.flat(), more: pages.more };
  }

  /** What the referrers tag of a manifest holds; undefined where there is no such tag. */
  async tagged(
    at: ImageRepository,
    subject: Digest,
    context: RequestContext,
  ): Promise<TaggedList | undefined> {
    const held = await unlessAbsent(getManifest(this.#client, at, referrersTag(subject), "read", context));
    if (!held) return undefined;
    const { digest, bytes, mediaType } = held;
    const isList = mediaType === imageIndex && digest !== subject;
    return { digest, bytes, listed: isList ? listedIn(bytes) : undefined };
  }
}

/** Nothing, for an answer that says no more than that there is no such API. */
function unlessMissing(error: unknown): Pages | undefined {
  if (error instanceof RegistryError) {
    const { failure } = error;
    // A front end's page in place of an answer.
    if (failure.kind === "content" && failure.what === "wrong content type") return undefined;
    if (failure.kind === "http" && withoutApi.has(failure.status)) return undefined;
  }
  throw error;
}
