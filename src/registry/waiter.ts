import type { Manifest } from "../image/descriptor.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Client } from "./client.ts";
import { getManifest, type ManifestHead, manifestName } from "./manifests.ts";
import { NotReadable } from "./not-readable.ts";
import type { Patience, PollNote } from "./patience.ts";
import { type NotYet, Poll } from "./poll.ts";
import { Presence } from "./presence.ts";
import type { Repositories } from "./repositories.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Waits for manifests to become readable, each of them once, however often it is asked for. A wait that ran out is not
 * remembered: who has time left begins another.
 */
export class Waiter {
  readonly #client: Client;
  readonly #heads = new Map<string, Promise<ManifestHead>>();
  readonly #manifests = new Map<string, Promise<Manifest>>();
  readonly #polls = new Map<string, number>();
  /** What is or was missing. */
  readonly #missing = new Set<string>();
  /** What is still waited for. */
  readonly #pending = new Set<Promise<unknown>>();
  #repositories: Promise<Repositories> | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** How often it was asked so far whether a manifest is there. */
  polls(at: ImageRepository, reference: string): number {
    return this.#polls.get(this.#key(at, reference)) ?? 0;
  }

  /**
   * Waits until a manifest is there. What was fetched, or is just being fetched, is not asked for again.
   *
   * @throws {NotReadable} when the time is up; {@link RegistryError} or {@link RegistryRefusal} for what is final
   */
  async ready(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
  ): Promise<ManifestHead> {
    const key = this.#key(at, reference);
    const fetched = await this.#manifests.get(key)?.catch(() => undefined);
    if (fetched) {
      this.#polls.set(key, this.polls(at, reference) || 1);
      return fetched;
    }
    return this.#once(this.#heads, key, context, patience, () =>
      this.#untilThere(at, reference, context, patience),
    );
  }

  /** Waits for a manifest and fetches it; throws as {@link Waiter.ready} does. */
  async read(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
  ): Promise<Manifest> {
    const manifest = await this.#once(this.#manifests, this.#key(at, reference), context, patience, () =>
      this.#fetch(at, reference, context, patience),
    );
    // What came by its tag need not be asked for by its digest.
    const byDigest = this.#key(at, manifest.digest);
    if (!this.#manifests.has(byDigest)) this.#manifests.set(byDigest, Promise.resolve(manifest));
    return manifest;
  }

  /** What `ask` was answered the first time that anybody's patience was long enough. */
  async #once<T>(
    known: Map<string, Promise<T>>,
    key: string,
    context: RequestContext,
    patience: Patience,
    ask: () => Promise<T>,
  ): Promise<T> {
    const others = known.get(key);
    const answer = others ?? ask();
    known.set(key, answer);
    if (!others) this.#pending.add(answer);
    const isPending = this.#pending.has(answer);
    try {
      const value = await answer.finally(() => this.#pending.delete(answer));
      if (isPending && this.#missing.has(key)) context.onLate?.();
      return value;
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      if (known.get(key) === answer) known.delete(key);
      if (!others || this.#client.clock.now() >= patience.start + patience.timeout) throw error;
    }
    return this.#once(known, key, context, patience, ask);
  }

  #untilThere(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
    last?: NotYet,
  ): Promise<ManifestHead> {
    const key = this.#key(at, reference);
    const count = () => void this.#polls.set(key, (this.#polls.get(key) ?? 0) + 1);
    const { timeout } = patience;
    const repositories = () => (this.#repositories ??= this.#loadRepositories());
    const presence = new Presence(this.#client, at, reference, timeout, repositories, count);
    const onPending = (note: PollNote) => {
      if (!note.limit) this.#missing.add(key);
      patience.onPending?.(note);
    };
    return new Poll(this.#client, presence, context, { ...patience, onPending }, last).untilAnswered();
  }

  async #fetch(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
  ): Promise<Manifest> {
    const manifest = {
      at,
      name: manifestName(at, reference),
      ask: async (attempt: RequestContext) => ({
        value: await getManifest(this.#client, at, reference, "wait", attempt),
      }),
    };
    const poll = new Poll(this.#client, manifest, context, patience);
    // Mostly it is there, so the first question is the one whose answer is needed.
    const first = await poll.once();
    if ("value" in first) return first.value;
    if (!first.limit) this.#missing.add(this.#key(at, reference));
    // Replicas may disagree, so what was there can be missing when it is fetched: that counts as "not yet" too.
    // A registry that refused the question for its limit has not said that it is missing.
    return poll.untilAnswered((last) =>
      last?.limit ? undefined : this.#untilThere(at, reference, context, patience, first),
    );
  }

  async #loadRepositories(): Promise<Repositories> {
    const { Repositories } = await import("./repositories.ts");
    return new Repositories(this.#client);
  }

  #key(at: ImageRepository, reference: string): string {
    return `${this.#client.place(at)} ${reference}`;
  }
}
