import type { Digest } from "../../image/digest.ts";
import { allToTheEnd } from "../../jobs/jobs.ts";
import { createLimit, type Limit } from "../../jobs/limit.ts";
import type { Client } from "../client.ts";
import type { Copier } from "../copy.ts";
import type { RequestContext } from "../request-context.ts";
import type { Waiter } from "../waiter.ts";
import type { Which } from "./artifact-types.ts";
import { type Carried, Carrier, type Carrying, type Way } from "./carrier.ts";
import { DigestTags } from "./digest-tags.ts";
import { Finder, type Found, type Referrer } from "./finder.ts";
import { ReferrerLists } from "./referrer-lists.ts";

export type { Carried, Carrying, Found, Referrer, Way, Which };

/** What refers to images: signatures, attestations, SBOMs and whatever else somebody has attached to one. */
export class Referrers {
  readonly #finder: Finder;
  readonly #client: Client;
  readonly #waiter: Waiter;
  readonly #copier: () => Promise<Copier>;
  readonly #lists: ReferrerLists;
  readonly #brought = new Map<string, Promise<Carried>>();
  /** For each subject at a repository, whose list is read and written by one at a time. */
  readonly #turns = new Map<string, Limit>();

  constructor(client: Client, waiter: Waiter, copier: () => Promise<Copier>, which: Which) {
    this.#client = client;
    this.#waiter = waiter;
    this.#copier = copier;
    this.#lists = new ReferrerLists(client);
    this.#finder = new Finder(client, which, this.#lists, new DigestTags(client));
  }

  /** What refers to a manifest, as {@link Finder.of} finds it. */
  find(at: Way["from"], subject: Digest, context: RequestContext): Promise<Found> {
    return this.#finder.of(at, subject, context);
  }

  /** Whether a repository's list of tags shows that something is about one of these manifests. */
  isTagged(at: Way["from"], subjects: readonly Digest[], context: RequestContext): Promise<boolean> {
    return this.#finder.isTagged(at, subjects, context);
  }

  /**
   * Brings referrers to a repository. What several targets bring alike is brought once; of what they bring for one
   * manifest from different places each adds its own.
   *
   * @throws {RegistryError} when something cannot be copied, {@link NotReadable} when it is not read back
   */
  async bring(way: Way, referrers: readonly Referrer[], carrying: Carrying): Promise<Carried> {
    const bySubject = new Map<Digest, Referrer[]>();
    for (const one of referrers) bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one]);
    const brought = await allToTheEnd(
      [...bySubject].map(([subject, about]) => this.#once(way, subject, about, carrying)),
    );
    return sumOf(brought);
  }

  async #once(way: Way, subject: Digest, about: readonly Referrer[], carrying: Carrying): Promise<Carried> {
    const place = `${this.#client.place(way.to)} ${subject}`;
    const turn = this.#turns.get(place) ?? createLimit(1);
    this.#turns.set(place, turn);
    const key = [place, ...about.map(({ manifest, tag = "" }) => `${tag}@${manifest.digest}`).sort()].join(
      " ",
    );
    const bringing = this.#brought.get(key) ?? turn(() => this.#bring(way, subject, about, carrying));
    this.#brought.set(key, bringing);
    // What failed for one target may work out for the next.
    bringing.catch(() => this.#brought.delete(key));
    return bringing;
  }

  async #bring(way: Way, subject: Digest, about: readonly Referrer[], carrying: Carrying): Promise<Carried> {
    const carrier = new Carrier(this.#client, this.#waiter, await this.#copier(), this.#lists);
    return carrier.bring(way, subject, about, carrying);
  }
}

/** What several parts of the work came to. */
export function sumOf(parts: readonly Carried[]): Carried {
  return {
    copied: parts.reduce((sum, { copied }) => sum + copied, 0),
    present: parts.reduce((sum, { present }) => sum + present, 0),
    left: [...new Set(parts.flatMap(({ left }) => left))],
  };
}
