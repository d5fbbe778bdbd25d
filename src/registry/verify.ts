import type { Digest } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Client } from "./client.ts";
import { getManifest, headManifest, manifestName, sha256Of } from "./manifests.ts";
import { NotReadable } from "./not-readable.ts";
import type { Patience } from "./patience.ts";
import { type Answered, type Moment, Poll, type Question } from "./poll.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * How long a tag may hold what neither we nor anybody before us put there, where a registry may have replicas: one that
 * lags shows what was there before the previous image, or what somebody put between our look and our move.
 */
const foreignGrace = 30_000;

/** What a tag held: a digest, nothing, or what nobody looked at. */
export type Held = Digest | undefined | "unknown";

/**
 * Waits until a tag that was just moved is read back as the digest it was given, a sha256 one.
 *
 * Registries lag: for a while the tag may be unknown or hold `previous`. Where nobody looked at what it held, that is
 * the first other digest. Any other means that somebody else moved the tag after us, unless it passes soon. Gitea and
 * Forgejo answer from one database, where what is read after our move cannot be older: there it is certain at once.
 *
 * @throws {NotReadable} when the tag does not come to hold the digest in time, or somebody else moved it
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
  /** What it holds that neither we nor anybody before us put there. */
  #rival: Digest | undefined;
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

  async ask(context: RequestContext, { last }: Moment): Promise<Answered<void>> {
    const read = () => getManifest(this.#client, this.at, this.#tag, "wait", context);
    const found = last ? read() : headManifest(this.#client, this.at, this.#tag, "wait", context);
    const held = await sha256Of(await found, read);
    if (held === this.#digest) return { value: undefined };
    const reason = `holds ${held}`;
    if (this.#client.isGitea(this.at.registry)) throw new NotReadable(this.#overtaken(`${held} now`));
    if (this.#previous === "unknown") this.#previous = held;
    if (held === this.#previous) {
      this.#foreignSince = undefined;
      this.#rival = undefined;
      return { reason };
    }
    this.#rival = held;
    this.#foreignSince ??= this.#client.clock.now();
    return { reason, end: this.#foreignSince + foreignGrace };
  }

  late(spent: string, reason: string): string {
    if (this.#rival !== undefined) return this.#overtaken(`${this.#rival}, still after ${spent}`);
    return `${this.name} was moved to ${this.#digest} but is not read back as such after ${spent}: ${reason}`;
  }

  #overtaken(held: string): string {
    return `${this.name} was moved to ${this.#digest}, but another run was faster: the tag holds ${held}`;
  }
}
