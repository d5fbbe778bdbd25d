import { messageOf, ReportedError } from "../../base/errors.ts";
import { bounded } from "../../base/text.ts";
import type { Manifest } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import { isImage, isIndex } from "../../image/media-types.ts";
import type { ImageRepository } from "../../image/reference.ts";
import type { Client } from "../client.ts";
import { unlessAbsent } from "../errors.ts";
import { getManifest, manifestName } from "../manifests.ts";
import type { RequestContext } from "../request-context.ts";
import { isSignature, type Which } from "./artifact-types.ts";
import type { DigestTags } from "./digest-tags.ts";
import { aboutOf, type Listed } from "./documents.ts";
import type { ReferrerLists } from "./referrer-lists.ts";
import { cosignTags, referrersTag } from "./tag-schemas.ts";

/** Something that refers to a manifest. */
export interface Referrer {
  readonly subject: Digest;
  readonly manifest: Manifest;
  /** It names its subject itself, and so has its place in the subject's list of referrers. */
  readonly isListed: boolean;
  /** The tag that cosign looks for it under. */
  readonly tag?: string;
}

/** What refers to a manifest, and to that: each after what it refers to. */
export interface Found {
  readonly referrers: readonly Referrer[];
  /** What is left behind, or could not be looked for; one sentence each. */
  readonly left: readonly string[];
}

/** How long a chain of referrers is followed, and how many of them are taken along for one image. */
const deepest = 4;
const mostReferrers = 1_000;

/** What is found about one manifest, while it is looked for. */
interface Search {
  readonly at: ImageRepository;
  readonly subject: Digest;
  readonly context: RequestContext;
  readonly referrers: Referrer[];
  readonly left: string[];
}

/** Finds what refers to manifests, at most once for each. */
export class Finder {
  readonly #client: Client;
  readonly #which: Which;
  readonly #lists: ReferrerLists;
  readonly #tags: DigestTags;
  readonly #found = new Map<string, Promise<Found>>();

  constructor(client: Client, which: Which, lists: ReferrerLists, tags: DigestTags) {
    this.#client = client;
    this.#which = which;
    this.#lists = lists;
    this.#tags = tags;
  }

  /**
   * What refers to a manifest. That something cannot be looked for is said with what is left behind, as it is no reason
   * not to publish an image.
   *
   * @throws the signal's reason when the run is cancelled
   */
  of(at: ImageRepository, subject: Digest, context: RequestContext): Promise<Found> {
    const key = `${this.#client.place(at)} ${subject}`;
    const found = this.#found.get(key) ?? this.#search(at, subject, context);
    this.#found.set(key, found);
    return found;
  }

  /** Whether a repository's tags show that something is about one of these, without a question for each. */
  async isTagged(
    at: ImageRepository,
    subjects: readonly Digest[],
    context: RequestContext,
  ): Promise<boolean> {
    const tags = await this.#tags.listed(at, context).catch(() => undefined);
    return subjects.some((subject) =>
      [referrersTag(subject), ...cosignTags(subject, this.#which)].some((tag) => tags?.has(tag)),
    );
  }

  async #search(at: ImageRepository, subject: Digest, context: RequestContext): Promise<Found> {
    const search: Search = { at, subject, context, referrers: [], left: [] };
    let level: Digest[] = [subject];
    for (let depth = 1; level.length > 0 && depth <= deepest; depth++) {
      const before = search.referrers.length;
      const about = await Promise.all(level.map((one) => this.#about(one, search)));
      this.#keep(about.flat(), search);
      level = search.referrers.slice(before).map(({ manifest }) => manifest.digest);
    }
    if (level.length > 0)
      search.left.push(
        `what refers to ${manifestName(at, level[0] ?? "")}, ${deepest} steps from ${subject}, was not looked for`,
      );
    const { referrers, left } = search;
    return { referrers, left };
  }

  /** Keeps what is not known yet, as far as it is not too much. */
  #keep(more: readonly Referrer[], { at, subject, referrers, left }: Search): void {
    const tooMany = `more than ${mostReferrers} referrers of ${manifestName(at, subject)} and of what refers to it: the rest is left behind`;
    const known = new Set(referrers.map(({ manifest, tag }) => `${manifest.digest} ${tag}`));
    const fresh = more.filter(({ manifest, tag }) => !known.has(`${manifest.digest} ${tag}`));
    const kept = fresh.slice(0, mostReferrers - referrers.length);
    referrers.push(...kept);
    if (kept.length < fresh.length && !left.includes(tooMany)) left.push(tooMany);
  }

  /** What refers to one manifest directly. */
  async #about(subject: Digest, { at, context, left }: Search): Promise<Referrer[]> {
    const name = manifestName(at, subject);
    try {
      const [listed, tagged] = await Promise.all([
        this.#listed(at, subject, left, context),
        this.#tagged(at, subject, context),
      ]);
      return withTags(listed, tagged);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof ReportedError)) throw error;
      left.push(`what refers to ${name} could not be looked for: ${messageOf(error)}`);
      return [];
    }
  }

  /** What names the manifest as its subject, by the referrers API and by the referrers tag. */
  async #listed(
    at: ImageRepository,
    subject: Digest,
    left: string[],
    context: RequestContext,
  ): Promise<Referrer[]> {
    const byApi = await this.#lists.of(at, subject, context);
    if (byApi?.more)
      left.push(`the list of what refers to ${manifestName(at, subject)} is too long to be read`);
    const hasTag = (await this.#tags.existing(at, byApi ? [] : [referrersTag(subject)], context)).length > 0;
    const byTag = hasTag ? await this.#lists.tagged(at, subject, context) : undefined;
    const all = new Map([...(byApi?.listed ?? []), ...(byTag?.listed ?? [])].map((one) => [one.digest, one]));
    const wanted = [...all.values()].filter(({ artifactType }) => this.#mayBeWanted(artifactType));
    const read = await Promise.all(
      wanted.slice(0, mostReferrers + 1).map((one) => this.#read(at, subject, one, left, context)),
    );
    return read.filter((one) => one !== undefined);
  }

  async #read(
    at: ImageRepository,
    subject: Digest,
    { digest, mediaType }: Listed,
    left: string[],
    context: RequestContext,
  ): Promise<Referrer | undefined> {
    const name = manifestName(at, digest);
    if (!isImage(mediaType) && !isIndex(mediaType)) {
      left.push(`${name} refers to ${subject} and is left behind: it is a ${bounded(mediaType, 80)}`);
      return undefined;
    }
    const manifest = await unlessAbsent(getManifest(this.#client, at, digest, "read", context));
    if (!manifest) {
      left.push(`${name} is listed as referring to ${subject}, and is not there`);
      return undefined;
    }
    const about = aboutOf(manifest);
    // A tag of that name may hold another list: `cosign copy` tags the image itself so.
    if (about.subject !== subject || !this.#isWanted(about.artifactType)) return undefined;
    return { subject, manifest, isListed: true };
  }

  /** What cosign keeps beside the manifest by tag. */
  async #tagged(at: ImageRepository, subject: Digest, context: RequestContext): Promise<Referrer[]> {
    const tags = await this.#tags.existing(at, cosignTags(subject, this.#which), context);
    const read = await Promise.all(
      tags.map(async (tag) => {
        const manifest = await unlessAbsent(getManifest(this.#client, at, tag, "read", context));
        if (!manifest) return [];
        return [{ subject, manifest, tag, isListed: aboutOf(manifest).subject === subject }];
      }),
    );
    return read.flat();
  }

  #isWanted(artifactType: string): boolean {
    return this.#which === "all" || isSignature(artifactType);
  }

  /** A list need not say what a referrer is; the referrer does. */
  #mayBeWanted(artifactType: string): boolean {
    return artifactType === "" || this.#isWanted(artifactType);
  }
}

/** What was found by a list and by tags, each manifest once for each tag. */
function withTags(listed: readonly Referrer[], tagged: readonly Referrer[]): Referrer[] {
  const digests = new Set(tagged.map(({ manifest }) => manifest.digest));
  return [...listed.filter(({ manifest }) => !digests.has(manifest.digest)), ...tagged];
}
