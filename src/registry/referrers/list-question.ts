import type { Descriptor } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import type { ImageRepository } from "../../image/reference.ts";
import type { Client } from "../client.ts";
import { RegistryRefusal } from "../errors.ts";
import { manifestName } from "../manifests.ts";
import type { Answered, Question } from "../poll.ts";
import { putManifest } from "../put-manifest.ts";
import type { RequestContext } from "../request-context.ts";
import { listWith } from "./documents.ts";
import type { ReferrerLists, TaggedList } from "./referrer-lists.ts";
import { referrersTag } from "./tag-schemas.ts";

/** Milliseconds after which a registry that took a referrer should list it. */
const longestLag = 60_000;

/** The list of what refers to a manifest, and what it is to have. */
export interface WantedList {
  readonly client: Client;
  readonly lists: ReferrerLists;
  readonly at: ImageRepository;
  readonly subject: Digest;
  readonly wanted: readonly Descriptor[];
}

/** Whether the referrers API lists what was put. */
export class ListedByApi implements Question<void> {
  readonly at: ImageRepository;
  readonly name: string;
  readonly #list: WantedList;
  #since: number | undefined;

  constructor(list: WantedList) {
    this.at = list.at;
    this.name = `the list of what refers to ${manifestName(list.at, list.subject)}`;
    this.#list = list;
  }

  async ask(context: RequestContext): Promise<Answered<void>> {
    const list = await this.#list.lists.of(this.at, this.#list.subject, context);
    const missing = missingFrom(list?.listed, this.#list.wanted);
    if (missing.length === 0 || list?.more) return { value: undefined };
    this.#since ??= this.#list.client.clock.now();
    return { reason: `does not list ${missing[0]?.digest}`, end: this.#since + longestLag };
  }
}

/**
 * Whether the referrers tag lists what was put; what it lacks is added. Somebody else may write the tag between our look
 * and our write, so it is read again, and what is missing then is added once more.
 */
export class ListedByTag implements Question<void> {
  readonly at: ImageRepository;
  readonly name: string;
  readonly #list: WantedList;
  /** What it held when it was written last, and may hold for a while; undefined when it was not written. */
  #replaced: { readonly digest: Digest | undefined } | undefined;
  #since: number | undefined;

  constructor(list: WantedList) {
    this.at = list.at;
    this.name = manifestName(list.at, referrersTag(list.subject));
    this.#list = list;
  }

  async ask(context: RequestContext): Promise<Answered<void>> {
    const held = await this.#held(context);
    const missing = missingFrom(held?.listed, this.#list.wanted);
    if (missing.length === 0) return { value: undefined };
    if (!this.#replaced || this.#replaced.digest !== held?.digest) {
      await this.#add(held, missing, context);
      const now = missingFrom((await this.#held(context))?.listed, this.#list.wanted);
      if (now.length === 0) return { value: undefined };
    }
    this.#since ??= this.#list.client.clock.now();
    return { reason: `does not list ${missing[0]?.digest}`, end: this.#since + longestLag };
  }

  async #held(context: RequestContext): Promise<TaggedList | undefined> {
    const held = await this.#list.lists.tagged(this.at, this.#list.subject, context);
    if (held && !held.listed)
      throw new RegistryRefusal(`${this.name} holds ${held.digest}, which is no list of referrers`);
    return held;
  }

  async #add(
    held: TaggedList | undefined,
    missing: readonly Descriptor[],
    context: RequestContext,
  ): Promise<void> {
    const list = listWith(held?.bytes, missing);
    this.#replaced = { digest: held?.digest };
    await putManifest(this.#list.client, this.at, referrersTag(this.#list.subject), list, context);
  }
}

/** Those of some referrers that a list lacks. */
export function missingFrom(
  listed: readonly { readonly digest: Digest }[] | undefined,
  wanted: readonly Descriptor[],
): Descriptor[] {
  const known = new Set(listed?.map(({ digest }) => digest));
  return wanted.filter(({ digest }) => !known.has(digest));
}
