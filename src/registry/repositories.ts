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
  readonly #looks = new Map<string, Promise<string | undefined>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Waits no longer for what is in a repository that does not exist. Where that cannot be told, it may exist.
   *
   * @throws {RegistryRefusal} when it does not exist
   */
  async require(at: ImageRepository, context: RequestContext): Promise<void> {
    if (!this.#client.isGitea(at.registry)) return;
    const key = `${this.#client.origin(at.registry)}/${at.repository}`;
    const look = this.#looks.get(key) ?? this.#look(at, context);
    this.#looks.set(key, look);
    const absence = await look;
    if (absence !== undefined)
      throw new RegistryRefusal(
        `${repositoryOf(at)}: the registry knows no such ${absence}; check its name, and that something was pushed there`,
      );
  }

  /** What does not exist, `package` or `owner`; undefined when both do, or it cannot be told. */
  async #look(
    { registry, repository }: ImageRepository,
    context: RequestContext,
  ): Promise<string | undefined> {
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
    } catch (error) {
      if (error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 404)
        return error.failure.code === undefined ? "owner" : "package";
    }
    return undefined;
  }
}
