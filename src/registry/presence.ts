import type { ImageRepository } from "../image/reference.ts";
import type { Client } from "./client.ts";
import { verdictOf } from "./errors.ts";
import { getManifest, headManifest, type ManifestHead, manifestName } from "./manifests.ts";
import type { Answered, Moment, Question } from "./poll.ts";
import type { Repositories } from "./repositories.ts";
import type { RequestContext } from "./request-context.ts";

/** How long an unknown repository may take to appear: it is created by its first push. */
const longestGrace = 30_000;

/**
 * Whether a manifest is there, asked by HEAD, and by GET before the wait ends in vain. A repository that stays unknown is
 * final after a short grace. As an answer to HEAD has no error code, GET tells it once from a manifest that is late, and
 * as Gitea says of no manifest that its package is unknown, that is asked for then.
 */
export class Presence implements Question<ManifestHead> {
  readonly at: ImageRepository;
  readonly name: string;
  readonly #client: Client;
  readonly #reference: string;
  /** Milliseconds. */
  readonly #grace: number;
  readonly #repositories: () => Promise<Repositories>;
  readonly #onAsk: () => void;
  /** It was told that the manifest is missing, and not its repository. */
  #repositoryKnown = false;

  /** @param timeout milliseconds of the whole wait, of which the grace is a quarter at most */
  constructor(
    client: Client,
    at: ImageRepository,
    reference: string,
    timeout: number,
    repositories: () => Promise<Repositories>,
    onAsk: () => void,
  ) {
    this.at = at;
    this.#repositories = repositories;
    this.name = manifestName(at, reference);
    this.#client = client;
    this.#reference = reference;
    this.#grace = Math.min(longestGrace, timeout / 4);
    this.#onAsk = onAsk;
  }

  async ask(context: RequestContext, moment: Moment): Promise<Answered<ManifestHead>> {
    const { polls, waited, last } = moment;
    this.#onAsk();
    if (!last && (this.#repositoryKnown || polls === 1 || waited < this.#grace))
      return { value: await headManifest(this.#client, this.at, this.#reference, "wait", context) };
    try {
      return { value: await getManifest(this.#client, this.at, this.#reference, "wait", context) };
    } catch (error) {
      if (verdictOf(error)?.action !== "absent" || this.isFinal(error, moment)) throw error;
      this.#repositoryKnown ||= await (await this.#repositories()).require(this.at, context);
      throw error;
    }
  }

  isFinal(error: unknown, { waited }: Moment): boolean {
    return verdictOf(error)?.repositoryUnknown === true && waited >= this.#grace;
  }
}
