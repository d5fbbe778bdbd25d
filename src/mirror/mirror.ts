import type { IncomingMessage, ServerResponse } from "node:http";
import type { Digest } from "../image/digest.ts";
import { Answer, ClientGone } from "./answer.ts";
import { Blobs } from "./blobs.ts";
import { engineNumber, type MirrorConfig } from "./config.ts";
import { type Found, Manifests, type Told, Troubled } from "./manifests.ts";
import type { Read, Reads } from "./reads.ts";
import { type Asked, rangeStart, route } from "./route.ts";
import type { MirrorStats } from "./stats.ts";
import type { CountsFile } from "./store/counts.ts";
import type { ReadList } from "./store/read-list.ts";
import type { Store } from "./store/store.ts";
import type { Clocks, Tags } from "./store/tags.ts";
import type { Trouble } from "./trouble.ts";
import type { Upstream } from "./upstream.ts";

export interface MirrorOptions {
  readonly config: MirrorConfig;
  readonly store: Store;
  readonly tags: Tags;
  readonly reads: ReadList;
  readonly counts: CountsFile;
  readonly upstream: Upstream;
  readonly clocks: Clocks;
  /** Told of what is a mistake of ours. */
  readonly onBug: (error: unknown) => void;
}

/** RFC 9111, section 5.5.1, as it was; what is given is not what the upstream says now. */
const staleHeader = { warning: '110 - "Response is Stale"' };

/** What the engine answers. */
export class Mirror {
  readonly #options: MirrorOptions;
  readonly #manifests: Manifests;
  readonly #blobs: Blobs;
  readonly #started: number;

  constructor(options: MirrorOptions) {
    this.#options = options;
    const { stale, tuning } = options.config;
    this.#manifests = new Manifests({ ...options, ...tuning, stale });
    this.#blobs = new Blobs({ ...options, ...tuning });
    this.#started = options.clocks.now();
  }

  /** Answers a request; never fails. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { counts, onBug, upstream } = this.#options;
    const answer = new Answer(response, counts);
    const { method, url } = request;
    const asked = route({ method, url, host: request.headers.host }, upstream.host);
    try {
      await this.#answer(asked, request, answer);
    } catch (error) {
      if (error instanceof Troubled && !answer.hasBegun) return this.#refuse(answer, error.trouble);
      if (!(error instanceof ClientGone)) {
        counts.add("failures");
        // The upstream's and the disk's faults end an answer as well: they are counted where they are met.
        if (error instanceof TypeError || error instanceof RangeError) onBug(error);
      }
      answer.break();
    }
  }

  stop(): void {
    this.#blobs.stop();
  }

  async #answer(asked: Asked, request: IncomingMessage, answer: Answer): Promise<void> {
    const { counts, reads, config, clocks } = this.#options;
    const isHead = request.method === "HEAD";
    switch (asked.kind) {
      case "refused":
        return answer.refuse(asked.status, asked.code, asked.message, allowed(asked.status));
      case "ping":
        return answer.json(200, {});
      case "health":
        return answer.json(200, this.#health());
      case "stats":
        return answer.json(200, this.#stats());
      case "reads": {
        const told = reads.since(asked.since);
        const anonymous = config.password === undefined;
        return answer.json(200, { now: clocks.now(), anonymous, ...told } satisfies Reads);
      }
      case "blob": {
        counts.add("requests");
        const { repository, digest } = asked;
        if (isHead) return headBlob(answer, digest, await this.#blobs.head(repository, digest));
        const start = rangeStart(request.headers.range);
        const size = await this.#blobs.send(repository, digest, start, answer);
        this.#wasRead({ repository, digest, kind: "blob", size });
        return answer.end();
      }
      case "manifest": {
        counts.add("requests");
        const { repository, digest } = asked;
        if (isHead) return headManifest(answer, await this.#manifests.head(repository, digest));
        return this.#give(answer, await this.#manifests.get(repository, digest), repository);
      }
      case "tag": {
        counts.add("requests");
        const { repository, tag } = asked;
        if (isHead) {
          const told = await this.#manifests.headTag(repository, tag);
          if (told.isStale) counts.add("staleServed");
          // An engine that has the image already asks for no more.
          const { digest, size } = told;
          if (size !== undefined) this.#wasRead({ repository, digest, kind: "manifest", tag, size });
          return headManifest(answer, told);
        }
        const found = await this.#manifests.getTag(repository, tag);
        // The HEAD before it was the same pull, and was counted.
        if (found.isStale && !found.isTold) counts.add("staleServed");
        return this.#give(answer, found, repository, tag);
      }
    }
  }

  async #give(answer: Answer, found: Found, repository: string, tag?: string): Promise<void> {
    const { digest, bytes, isFetched } = found;
    const size = bytes.byteLength;
    this.#options.counts.add(isFetched ? "misses" : "hits");
    this.#wasRead({ repository, digest, kind: "manifest", ...(tag !== undefined && { tag }), size });
    answer.begin(200, headersOf(found), size);
    await answer.write(bytes);
    answer.end();
  }

  #refuse(answer: Answer, { status, code, message, retryAfter }: Trouble): void {
    this.#options.counts.add("failures");
    answer.refuse(status, code, message, {
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    });
  }

  #wasRead(read: Omit<Read, "at">): void {
    this.#options.reads.add({ ...read, at: this.#options.clocks.now() });
  }

  #health() {
    const { upstream, store, maxSize } = this.#options.config;
    return { status: "ok", engine: engineNumber, upstream, store, maxSize, started: this.#started };
  }

  #stats(): MirrorStats {
    const { counts, store, upstream } = this.#options;
    return {
      ...counts.read(),
      engine: engineNumber,
      since: counts.since,
      started: this.#started,
      storeBytes: store.bytes,
      capBytes: store.cap,
      entries: store.count,
      rateLimitRemaining: upstream.rateLimitRemaining,
      memory: process.memoryUsage.rss(),
    };
  }
}

function headersOf({ digest, type, isStale }: Pick<Told, "digest" | "type" | "isStale">) {
  return {
    ...(type !== "" && { "content-type": type }),
    "docker-content-digest": digest,
    etag: `"${digest}"`,
    ...(isStale && staleHeader),
  };
}

function headManifest(answer: Answer, told: Told): void {
  answer.begin(200, headersOf(told), told.size);
  answer.end();
}

function headBlob(answer: Answer, digest: Digest, size: number | undefined): void {
  const headers = { "content-type": "application/octet-stream", "docker-content-digest": digest };
  answer.begin(200, { ...headers, "accept-ranges": "bytes" }, size);
  answer.end();
}

function allowed(status: number): Readonly<Record<string, string>> {
  return status === 405 ? { allow: "GET, HEAD" } : {};
}
