import { recordIn } from "../../base/json.ts";
import type { ImageRepository } from "../../image/reference.ts";
import type { Client } from "../client.ts";
import { RegistryError } from "../errors.ts";
import { findManifest } from "../manifests.ts";
import type { RequestContext } from "../request-context.ts";
import { readPages } from "./pages.ts";
import { isDigestTag } from "./tag-schemas.ts";

/** Tags that a page is asked to have; many registries give fewer. */
const pageSize = "1000";
/** After so many pages it costs less to ask for each tag. */
const mostPages = 10;

/**
 * Which of the tags exist that are made of a digest. A repository's list of tags is read once and tells of all its
 * images; where it is too long, or may not be read (ECR wants a permission of its own), each tag is asked for.
 */
export class DigestTags {
  readonly #client: Client;
  readonly #lists = new Map<string, Promise<ReadonlySet<string> | undefined>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Those of some tags that exist, in their order.
   *
   * @throws {RegistryError} when it cannot be told
   */
  async existing(at: ImageRepository, tags: readonly string[], context: RequestContext): Promise<string[]> {
    const list = await this.listed(at, context);
    if (list) return tags.filter((tag) => list.has(tag));
    const heads = await Promise.all(tags.map((tag) => findManifest(this.#client, at, tag, context)));
    return tags.filter((_, index) => heads[index] !== undefined);
  }

  /** All of a repository's tags that are made of a digest; undefined where the list does not tell. */
  listed(at: ImageRepository, context: RequestContext): Promise<ReadonlySet<string> | undefined> {
    const key = this.#client.place(at);
    const list = this.#lists.get(key) ?? this.#read(at, context);
    this.#lists.set(key, list);
    return list;
  }

  async #read(at: ImageRepository, context: RequestContext): Promise<ReadonlySet<string> | undefined> {
    try {
      const query = { n: pageSize };
      const { answers, more } = await readPages(this.#client, at, "tags/list", query, mostPages, context);
      const pages = answers.map(({ bytes }) => tagsIn(bytes));
      if (more || !pages.every((tags) => tags !== undefined)) return undefined;
      return new Set(pages.flat().filter(isDigestTag));
    } catch (error) {
      if (!(error instanceof RegistryError) || error.failure.kind !== "http") throw error;
      const { status, code } = error.failure;
      // distribution knows a repository from its first tag on.
      if (code === "NAME_UNKNOWN") return new Set();
      if (status < 500 && status !== 429) return undefined;
      throw error;
    }
  }
}

/** The tags of a page; undefined for what is none. Some registries say `null` where there are none. */
function tagsIn(bytes: Uint8Array): string[] | undefined {
  const page = recordIn(bytes);
  const tags = page && (page.tags ?? []);
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : undefined;
}
