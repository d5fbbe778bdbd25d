import { closeSync, openSync, writeSync } from "node:fs";
import { algorithmOf, type Digest, hasher } from "../image/digest.ts";
import { Shared } from "../jobs/shared.ts";
import { Damaged, readEntry } from "./answer.ts";
import { typeOfManifest } from "./manifest-type.ts";
import { Memo } from "./memo.ts";
import type { Store } from "./store/store.ts";
import type { Clocks, Tags } from "./store/tags.ts";
import { mayBeStale, type Trouble, troubleOf } from "./trouble.ts";
import type { Upstream } from "./upstream.ts";

/** A manifest with its bytes. */
export interface Found {
  readonly digest: Digest;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Whether the upstream had to send it. */
  readonly isFetched: boolean;
  /** Whether it is what the tag held when the upstream could last be asked. */
  readonly isStale: boolean;
}

/** What is told of a manifest without its bytes. */
export interface Told extends Pick<Found, "digest" | "isStale"> {
  readonly type: string;
  readonly size: number | undefined;
}

/** What the upstream says that a tag holds, or that it could not be asked. */
interface Asked {
  readonly digest: Digest;
  readonly type: string;
  readonly size: number | undefined;
  /** The manifest, where it had to be sent to know. */
  readonly bytes?: Uint8Array;
  /** Why what is said is what was said before. */
  readonly trouble?: Trouble;
}

export interface ManifestsOptions {
  readonly store: Store;
  readonly tags: Tags;
  readonly upstream: Upstream;
  readonly clocks: Clocks;
  /** ms, see `MirrorConfig`. */
  readonly stale: number;
  readonly tagTime: number;
  readonly coldTime: number;
  readonly memoTime: number;
}

/** Why there is no answer; it is thrown. */
export class Troubled extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.message);
    this.trouble = trouble;
  }
}

/** How long after HEAD has told what a tag holds an engine asks for that, in ms: at once, unless it is held up. */
const promiseTime = 600_000;

/**
 * Manifests by tag and by digest. What a tag holds is asked of the upstream each time, which costs no pull at Docker Hub;
 * the bytes come from the disk, or once for all who want them. A failure is remembered for a moment, as an engine asks in
 * two ways before it goes elsewhere.
 */
export class Manifests {
  readonly #options: ManifestsOptions;
  readonly #failures: Memo<Trouble>;
  /** What HEAD has told, for the GET that follows it: the two are one pull. */
  readonly #told: Memo<Asked>;
  /** Tags by the repository and digest that HEAD has told for them: an engine then asks for the digest alone. */
  readonly #promised: Memo<ReadonlySet<string>>;
  readonly #asking = new Shared<Asked>();
  readonly #fetching = new Shared<Uint8Array>();

  constructor(options: ManifestsOptions) {
    this.#options = options;
    const steady = () => options.clocks.steady();
    this.#failures = new Memo(options.memoTime, steady);
    this.#told = new Memo(options.memoTime, steady);
    this.#promised = new Memo(promiseTime, steady);
  }

  /** @throws {Troubled} */
  async headTag(repository: string, tag: string): Promise<Told> {
    const asked = await this.#ask(repository, tag);
    this.#told.put(`${repository}:${tag}`, asked);
    const { digest, type, size, trouble } = asked;
    if (!trouble) {
      const key = `${repository}@${digest}`;
      this.#promised.put(key, new Set(this.#promised.get(key)).add(tag));
    }
    return { digest, type, size, isStale: trouble !== undefined };
  }

  /**
   * What a tag holds. Where the upstream tells what that is and does not give it, what it held before may do.
   *
   * @throws {Troubled}
   */
  async getTag(repository: string, tag: string): Promise<Found & { readonly isTold: boolean }> {
    const told = this.#told.take(`${repository}:${tag}`);
    const { digest, bytes, trouble } = told ?? (await this.#ask(repository, tag));
    const isTold = told !== undefined;
    if (bytes) return { ...found(digest, bytes, true, false), isTold };
    try {
      const manifest = await this.get(repository, digest);
      if (trouble) return { ...manifest, isStale: true, isTold };
      this.#options.tags.confirm(repository, tag, digest);
      return { ...manifest, isTold };
    } catch (error) {
      const before =
        error instanceof Troubled ? await this.#before(repository, tag, error.trouble) : undefined;
      if (before) return { ...before, isTold: false };
      throw error;
    }
  }

  /**
   * A manifest by digest, from the disk or else from the upstream.
   *
   * @throws {Troubled}
   */
  async get(repository: string, digest: Digest): Promise<Found> {
    const manifest = await this.#keptOrFetched(repository, digest);
    // Only now: until it is here, what a tag held before may be given in its place.
    for (const tag of this.#promised.take(`${repository}@${digest}`) ?? [])
      this.#options.tags.confirm(repository, tag, digest);
    return manifest;
  }

  async #keptOrFetched(repository: string, digest: Digest): Promise<Found> {
    const kept = await this.#kept(digest);
    if (kept) return kept;
    const bytes = await this.#remembering(`${repository}@${digest}`, () =>
      this.#fetching.run(`${repository}@${digest}`, () => this.#fetch(repository, digest)),
    );
    return found(digest, bytes, true, false);
  }

  /** @throws {Troubled} */
  async head(repository: string, digest: Digest): Promise<Told> {
    const kept = await this.#kept(digest);
    if (kept) return { ...kept, size: kept.bytes.byteLength };
    const { type, size } = await this.#remembering(`${repository}@${digest}`, () =>
      this.#options.upstream.head(repository, digest, this.#options.coldTime),
    );
    return { digest, type, size, isStale: false };
  }

  /** What the upstream says of a tag, or said of it before. */
  #ask(repository: string, tag: string): Promise<Asked> {
    const key = `${repository}:${tag}`;
    return this.#asking.run(key, async () => {
      try {
        return await this.#remembering(key, () => this.#askNow(repository, tag));
      } catch (error) {
        const before =
          error instanceof Troubled ? await this.#before(repository, tag, error.trouble) : undefined;
        if (!before || !(error instanceof Troubled)) throw error;
        const { digest, type, bytes } = before;
        return { digest, type, size: bytes.byteLength, trouble: error.trouble };
      }
    });
  }

  async #askNow(repository: string, tag: string): Promise<Asked> {
    const { upstream, store, tags, tagTime, coldTime } = this.#options;
    const known = tags.get(repository, tag);
    const hasOther = known !== undefined && store.get(known.digest) !== undefined;
    const head = await upstream.head(repository, tag, hasOther ? tagTime : coldTime);
    if (head.digest === undefined) {
      // Some registries tell by the bytes alone.
      const bytes = await upstream.manifest(repository, tag);
      const digest = digestOf(bytes, "sha256");
      keep(store, digest, bytes);
      tags.confirm(repository, tag, digest);
      return { digest, type: found(digest, bytes, true, false).type, size: bytes.byteLength, bytes };
    }
    const kept = await this.#kept(head.digest);
    if (!kept) return { digest: head.digest, type: head.type, size: head.size };
    tags.confirm(repository, tag, head.digest);
    return { digest: head.digest, type: kept.type, size: kept.bytes.byteLength };
  }

  /** What a tag held before, where that may be given instead. */
  async #before(repository: string, tag: string, trouble: Trouble): Promise<Found | undefined> {
    const { tags, stale } = this.#options;
    if (trouble.status === 404) tags.forget(repository, tag);
    const known = tags.get(repository, tag);
    if (known === undefined || !mayBeStale(trouble, known.age, stale)) return undefined;
    const kept = await this.#kept(known.digest);
    return kept && { ...kept, isStale: true };
  }

  async #fetch(repository: string, digest: Digest): Promise<Uint8Array> {
    const bytes = await this.#options.upstream.manifest(repository, digest);
    if (digestOf(bytes, algorithmOf(digest)) !== digest)
      throw new Troubled(wrong("the registry sent other bytes than those of the digest"));
    if (typeOfManifest(bytes) === undefined)
      throw new Troubled(wrong("the registry sent what is no manifest"));
    keep(this.#options.store, digest, bytes);
    return bytes;
  }

  /** A manifest in the store; one that is damaged is thrown out. */
  async #kept(digest: Digest): Promise<Found | undefined> {
    const { store } = this.#options;
    const entry = store.get(digest);
    // A layer that is asked for as a manifest is not read into memory to see that it is none.
    if (!entry || entry.size > longestKept) return undefined;
    let fd: number | undefined;
    entry.readers += 1;
    try {
      fd = openSync(entry.path, "r");
      const bytes = await readEntry(fd, entry);
      if (typeOfManifest(bytes) === undefined) return undefined;
      store.touch(entry);
      return found(digest, bytes, false, false);
    } catch (error) {
      store.drop(entry);
      if (!(error instanceof Damaged) && (error as NodeJS.ErrnoException).code !== "ENOENT")
        store.fail(error);
      return undefined;
    } finally {
      entry.readers -= 1;
      if (fd !== undefined) closeSync(fd);
    }
  }

  /** Asks, unless that has just failed. */
  async #remembering<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const failure = this.#failures.get(key);
    if (failure) throw new Troubled(failure);
    try {
      return await ask();
    } catch (error) {
      const trouble = error instanceof Troubled ? error.trouble : troubleOf(error);
      this.#failures.put(key, trouble);
      throw new Troubled(trouble);
    }
  }
}

/** Bytes of a manifest that is read back: no registry takes one that is larger. */
const longestKept = 16 << 20;

function found(digest: Digest, bytes: Uint8Array, isFetched: boolean, isStale: boolean): Found {
  const type = typeOfManifest(bytes);
  if (type === undefined) throw new Troubled(wrong("the registry sent what is no manifest"));
  return { digest, type, bytes, isFetched, isStale };
}

function wrong(message: string): Trouble {
  return { status: 502, code: "UNKNOWN", message, passing: false };
}

function digestOf(bytes: Uint8Array, algorithm: string): Digest {
  const hash = hasher(algorithm);
  hash.update(bytes);
  return hash.digest();
}

/** Keeps a manifest, where there is room for it. */
function keep(store: Store, digest: Digest, bytes: Uint8Array): void {
  const reservation = store.get(digest) ? undefined : store.reserve(bytes.byteLength);
  if (!reservation) return;
  try {
    for (let done = 0; done < bytes.byteLength; )
      done += writeSync(reservation.fd, bytes, done, bytes.byteLength - done, done);
    store.keep(reservation, digest);
  } catch (error) {
    store.release(reservation);
    store.fail(error);
  } finally {
    closeSync(reservation.fd);
  }
}
