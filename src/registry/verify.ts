import type { Digest } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Client } from "./client.ts";
import { headManifest, manifestName } from "./manifests.ts";
import type { Patience } from "./patience.ts";
import { type Answered, Poll, type Question } from "./poll.ts";
import type { RequestContext } from "./request-context.ts";

/** How long a tag may hold what neither we nor anybody before us put there: a lagging replica, or a rival. */
const foreignGrace = 30_000;

/** What a tag held: a digest, nothing, or what nobody looked at. */
export type Held = Digest | undefined | "unknown";

/**
 * Waits until a tag that was just moved is read back as the digest it was given.
 *
 * Registries lag: for a while the tag may be unknown or hold `previous`. Another digest means that somebody else
 * moved the tag after us, unless it passes soon. Where nobody looked at what it held, that is the first other digest.
 *
 * @throws {NotReadable} when the tag does not come to hold the digest in time
 */
export function verifyTag(
  client: Client,
  at: ImageRepository,
  tag: string,
  digest: Digest,
  previous: Held,
  context: RequestContext,
  patience: Patience,
): Promise<void> {
  return new Poll(client, new MovedTag(client, at, tag, digest, previous), context, patience).untilAnswered();
}

/** Whether a moved tag holds the digest it was given. */
class MovedTag implements Question<void> {
  readonly at: ImageRepository;
  readonly name: string;
  readonly #client: Client;
  readonly #tag: string;
  readonly #digest: Digest;
  #previous: Held;
  /** Since when it holds a foreign digest, on the client's clock. */
  #foreignSince: number | undefined;

  constructor(client: Client, at: ImageRepository, tag: string, digest: Digest, previous: Held) {
    this.at = at;
    this.name = manifestName(at, tag);
    this.#client = client;
    this.#tag = tag;
    this.#digest = digest;
    this.#previous = previous;
  }

  async ask(context: RequestContext): Promise<Answered<void>> {
    const held = await headManifest(this.#client, this.at, this.#tag, "wait", context);
    if (held.digest === this.#digest) return { value: undefined };
    const reason = `holds ${held.digest}`;
    if (this.#previous === "unknown") this.#previous = held.digest;
    if (held.digest === this.#previous) {
      this.#foreignSince = undefined;
      return { reason };
    }
    this.#foreignSince ??= this.#client.clock.now();
    return { reason, end: this.#foreignSince + foreignGrace };
  }

  late(spent: string, reason: string): string {
    const rival = this.#foreignSince === undefined ? "" : "; another publish may have moved it";
    return `${this.name} was moved to ${this.#digest} but is not read back as such after ${spent}: ${reason}${rival}`;
  }
}
