import { type ImageRepository, repositoryOf } from "../image/reference.ts";
import type { ApiRequest, Client } from "./client.ts";
import { RegistryError, RegistryRefusal } from "./errors.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Which repositories exist, where a manifest's absence does not tell. Each is asked for its tags, once.
 *
 * Only Gitea and Forgejo are asked: they know a package from its first blob on, with or without tags, so `NAME_UNKNOWN`
 * means that nothing was ever pushed, and a 404 without a code that there is no such owner. Others cannot tell by it:
 * distribution answers `NAME_UNKNOWN` for a repository of untagged digests too, which is what a build pushes by digest.
 */
export class Repositories {
  readonly #client: Client;
  readonly #looks = new Map<string, Promise<Look>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Waits no longer for what is in a repository that does not exist. Where that cannot be told, it may exist.
   *
   * @returns whether it is known to exist
   * @throws {RegistryRefusal} when it does not exist
   */
  async require(at: ImageRepository, context: RequestContext): Promise<boolean> {
    if (!this.#client.isGitea(at.registry)) return true;
    const key = this.#client.place(at);
    const looking = this.#looks.get(key) ?? this.#look(at, context);
    this.#looks.set(key, looking);
    const look = await looking;
    // What could not be told is asked again with the next poll.
    if (look === "unknown") this.#looks.delete(key);
    if (look === "unknown" || look === "there") return look === "there";
    throw new RegistryRefusal(
      `${repositoryOf(at)}: the registry knows no such ${look}; check its name, and that something was pushed there`,
    );
  }

  async #look({ registry, repository }: ImageRepository, context: RequestContext): Promise<Look> {
    const request: ApiRequest = {
      registry,
      access: [{ repository, actions: ["pull"] }],
      method: "GET",
      path: `${repository}/tags/list`,
      query: { n: "1" },
      phase: "read",
    };
    try {
      await this.#client.request(request, context);
      return "there";
    } catch (error) {
      if (!(error instanceof RegistryError) || error.failure.kind !== "http") return "unknown";
      const { status, code, body } = error.failure;
      if (status !== 404) return "unknown";
      if (code === "NAME_UNKNOWN") return "package";
      // Gitea's own words: a proxy before it says something else while it starts.
      return /^\s*(?:404 )?Not found\.?\s*$/i.test(body) ? "owner" : "unknown";
    }
  }
}

/** What is not there, or that something is, or that nobody can tell. */
type Look = "there" | "package" | "owner" | "unknown";
