import { messageOf } from "../../base/errors.ts";
import type { Descriptor, Manifest } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import { readIndex } from "../../image/documents.ts";
import { isIndex } from "../../image/media-types.ts";
import type { ImageRepository } from "../../image/reference.ts";
import { allToTheEnd } from "../../jobs/jobs.ts";
import type { Client } from "../client.ts";
import type { Copied, Copier, CopyCount } from "../copy.ts";
import { RegistryRefusal, unlessAbsent, verdictOf } from "../errors.ts";
import { findManifest, getManifest, manifestName } from "../manifests.ts";
import type { Patience } from "../patience.ts";
import { Poll } from "../poll.ts";
import { putIndex, putManifest } from "../put-manifest.ts";
import type { RequestContext } from "../request-context.ts";
import { verifyTag } from "../verify.ts";
import type { Waiter } from "../waiter.ts";
import { layersOf, listingOf } from "./documents.ts";
import type { Referrer } from "./finder.ts";
import { ListedByApi, ListedByTag, missingFrom } from "./list-question.ts";
import type { ReferrerLists } from "./referrer-lists.ts";

/** What copying referrers came to. */
export interface Carried {
  readonly copied: number;
  /** Those that were there already. */
  readonly present: number;
  /** What is left behind, and why; one sentence each. */
  readonly left: readonly string[];
}

/** Where referrers come from and go to. */
export interface Way {
  readonly from: ImageRepository;
  readonly to: ImageRepository;
}

/** Around the copying: how long a registry may take to show what it took, and who counts what was written. */
export interface Carrying {
  readonly context: RequestContext;
  readonly patience: Patience;
  readonly count: CopyCount;
  /** Whether to look at what is there already with all that it names, and to copy again what is missing. */
  readonly heal: boolean;
}

/** How deep a referrer that is an index may nest others. */
const deepestNesting = 4;

/** Whether a referrer was there, was copied, or why it is left behind. */
type Fate = "present" | Copied | { readonly left: string };

function isLeft(fate: Fate): fate is { readonly left: string } {
  return typeof fate === "object" && "left" in fate;
}

function isCopied(fate: Fate): fate is Copied {
  return typeof fate === "object" && "keepsList" in fate;
}

/** Copies what refers to a manifest, and sees to it that it is found by those who look for it. */
export class Carrier {
  readonly #client: Client;
  readonly #waiter: Waiter;
  readonly #copier: Copier;
  readonly #lists: ReferrerLists;

  constructor(client: Client, waiter: Waiter, copier: Copier, lists: ReferrerLists) {
    this.#client = client;
    this.#waiter = waiter;
    this.#copier = copier;
    this.#lists = lists;
  }

  /**
   * Brings what refers to one manifest, and reads it back: each by its digest, in the list of its subject, and by its
   * tag. What is there already is not written again.
   *
   * @throws {RegistryError} when something cannot be copied, {@link NotReadable} when it is not read back
   */
  async bring(
    way: Way,
    subject: Digest,
    referrers: readonly Referrer[],
    carrying: Carrying,
  ): Promise<Carried> {
    const listed = referrers.filter(({ isListed, tag }) => isListed && tag === undefined);
    const tagged = referrers.filter(({ tag }) => tag !== undefined);
    const fates = await allToTheEnd([
      this.#bringListed(way, subject, listed, carrying),
      ...tagged.map(async (one) => [await this.#bringTagged(way, one, carrying)]),
    ]);
    const all = fates.flat();
    return {
      copied: all.filter(isCopied).length,
      present: all.filter((fate) => fate === "present").length,
      left: [...new Set(all.filter(isLeft).map(({ left }) => left))],
    };
  }

  async #bringListed(
    way: Way,
    subject: Digest,
    referrers: readonly Referrer[],
    carrying: Carrying,
  ): Promise<Fate[]> {
    if (referrers.length === 0) return [];
    const { to } = way;
    const { context, patience } = carrying;
    const byApi = await this.#lists.of(to, subject, context);
    const byTag = byApi ? undefined : await this.#lists.tagged(to, subject, context);
    if (byTag && !byTag.listed) {
      const left = `the referrers of ${manifestName(to, subject)} are left behind: the tag that would list them there holds ${byTag.digest}`;
      return referrers.map(() => ({ left }));
    }
    const known = new Set((byApi ?? byTag)?.listed?.map(({ digest }) => digest));
    const fates = await allToTheEnd(
      referrers.map(async ({ manifest }) => ({
        manifest,
        fate: await this.#fateOf(way, manifest, known.has(manifest.digest), carrying),
      })),
    );
    const unlisted = fates.filter(({ manifest, fate }) => !isLeft(fate) && !known.has(manifest.digest));
    if (unlisted.length > 0) {
      const wanted = unlisted.map(({ manifest }) => listingOf(manifest));
      const keepsList = unlisted.every(({ fate }) => isCopied(fate) && fate.keepsList);
      await this.#list(to, subject, wanted, keepsList, carrying);
    }
    const written = fates.filter(({ fate }) => isCopied(fate));
    await allToTheEnd(
      written.map(({ manifest }) => this.#waiter.ready(to, manifest.digest, context, patience)),
    );
    return fates.map(({ fate }) => fate);
  }

  /** Copies what is not there. A list is not believed: what it names may have been deleted since. */
  async #fateOf(way: Way, manifest: Manifest, isListed: boolean, carrying: Carrying): Promise<Fate> {
    const { context, heal } = carrying;
    if (isListed && !heal && (await findManifest(this.#client, way.to, manifest.digest, context)))
      return "present";
    return this.#tryToCopy(way, manifest, carrying);
  }

  /**
   * Sees to it that some referrers are listed. ECR was seen to send `OCI-Subject` without having the API, so the header
   * alone is not believed; a registry that has the API and does not send it is asked, too.
   */
  async #list(
    to: ImageRepository,
    subject: Digest,
    wanted: readonly Descriptor[],
    keepsList: boolean,
    { context, patience }: Carrying,
  ): Promise<void> {
    const list = await this.#lists.of(to, subject, context);
    if (list && missingFrom(list.listed, wanted).length === 0) return;
    const wantedList = { client: this.#client, lists: this.#lists, at: to, subject, wanted };
    const question = list && keepsList ? new ListedByApi(wantedList) : new ListedByTag(wantedList);
    await new Poll(this.#client, question, context, patience).untilAnswered();
  }

  async #bringTagged(
    way: Way,
    { subject, manifest, tag = "", isListed }: Referrer,
    carrying: Carrying,
  ): Promise<Fate> {
    const { to } = way;
    const { context, patience } = carrying;
    const held = await unlessAbsent(getManifest(this.#client, to, tag, "read", context));
    const isHeld = held?.digest === manifest.digest;
    if (held && !isHeld && isMore(held, manifest)) return "present";
    if (held && !isHeld && !isMore(manifest, held))
      return {
        left: `${manifestName(way.from, tag)} is left behind: at ${manifestName(to, tag)} is another, ${held.digest}, which has what it lacks`,
      };
    if (isHeld && !carrying.heal) return "present";
    const fate = await this.#tryToCopy(way, manifest, carrying);
    if (isLeft(fate) || isHeld) return fate;
    if (isListed)
      await this.#list(to, subject, [listingOf(manifest)], isCopied(fate) && fate.keepsList, carrying);
    await putManifest(this.#client, to, tag, manifest, context);
    await allToTheEnd<unknown>([
      verifyTag(this.#client, to, tag, manifest.digest, held?.digest, context, patience),
      this.#waiter.ready(to, manifest.digest, context, patience),
    ]);
    return isCopied(fate) ? fate : { keepsList: false };
  }

  /** Copies a referrer. One of which the source lacks a part is no use to anybody, and no reason not to publish an image. */
  async #tryToCopy(way: Way, manifest: Manifest, carrying: Carrying): Promise<Fate> {
    try {
      return await this.#copy(way, manifest, carrying);
    } catch (error) {
      if (verdictOf(error)?.action !== "absent") throw error;
      return { left: `${manifestName(way.from, manifest.digest)} is left behind: ${messageOf(error)}` };
    }
  }

  /** Copies a referrer with all that it names, as far as it is not there. */
  async #copy(way: Way, manifest: Manifest, carrying: Carrying, depth = 1): Promise<"present" | Copied> {
    const { from, to } = way;
    const { context, count, heal } = carrying;
    if (!isIndex(manifest.mediaType)) {
      const mode = heal ? "look" : "mount";
      return (await this.#copier.manifest(from, to, manifest, mode, count, context)) ?? "present";
    }
    if (depth > deepestNesting)
      throw new RegistryRefusal(
        `${manifestName(from, manifest.digest)}: indexes are nested more than ${deepestNesting} deep`,
      );
    const children = await allToTheEnd(
      readIndex(manifest).map(async ({ digest }) => {
        const child = await getManifest(this.#client, from, digest, "read", context);
        return this.#copy(way, child, carrying, depth + 1);
      }),
    );
    const isWhole = heal && children.every((fate) => fate === "present");
    if (isWhole && (await findManifest(this.#client, to, manifest.digest, context))) return "present";
    count.manifests++;
    const keepsList = await putIndex(this.#client, to, manifest.digest, manifest, context);
    return { keepsList };
  }
}

/** Whether a manifest of signatures has all that another one has: cosign adds each to those that are there. */
function isMore(one: Manifest, other: Manifest): boolean {
  const layers = new Set(layersOf(one));
  const others = layersOf(other);
  return others.length > 0 && others.every((layer) => layers.has(layer));
}
