import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Descriptor } from "../../image/descriptor.ts";
import type { ImageRepository } from "../../image/reference.ts";
import { createLimit } from "../../jobs/limit.ts";
import { blobRequest, getBlob } from "../blobs.ts";
import type { Client } from "../client.ts";
import { verdictOf } from "../errors.ts";
import type { StreamedBody } from "../http/exchange.ts";
import { where } from "../http/transport.ts";
import type { RequestContext } from "../request-context.ts";
import { CheckedBlob } from "./checked-blob.ts";
import { fillSession, openUpload, postBlob, type UploadBody } from "./upload-session.ts";

/** What an upload must know of a blob. */
type Blob = Pick<Descriptor, "digest" | "size">;

/** Reads along: the body of a blob, from its start, as it goes on to where it is uploaded. */
export type Along = (body: Readable) => Readable;

/** Transfers at a time: more only share the same line, and each of them has its deadline. */
const transfers = 6;
/** Bytes up to which a blob is read into memory and sent from there. */
const small = 32 << 10;
/** Bytes a second below which a transfer is taken for stuck; twice that time is allowed. */
const slowest = 10 << 20;
const minute = 60_000;

/** Whether a blob is so small that what counts is the requests that it takes, and not its bytes. */
export function isSmall({ size }: Blob): boolean {
  return size <= small;
}

/** Milliseconds that one attempt at a transfer of `size` bytes may take: between 5 minutes and 8 hours. */
export function transferDeadline(size: number): number {
  return Math.min(480 * minute, Math.max(5 * minute, (size / slowest) * 2 * 1000));
}

/** Uploads blobs that are read from elsewhere, and learns which registries take a small one in a single request. */
export class Uploads {
  readonly #client: Client;
  readonly #inTurn = createLimit(transfers);
  /** Whether a registry, by its origin, takes a blob in a single POST; it is asked with the first of them. */
  readonly #takesPost = new Map<string, boolean>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Copies a blob by an upload. It is read while its session is opened.
   *
   * @param session one that is open already: it serves the first attempt; after a failure none can be trusted
   * @param along reads every attempt along, unless the blob is small
   * @throws {RegistryError} when the last attempt failed
   */
  copy(
    from: ImageRepository,
    to: ImageRepository,
    blob: Blob,
    session: URL | undefined,
    context: RequestContext,
    along?: Along,
  ): Promise<void> {
    if (isSmall(blob)) return this.#copySmall(from, to, blob, session, context);
    return this.#inTurn(() =>
      this.#client.retrying(to, context, async (attempt) => {
        const given = attempt === 1 ? session : undefined;
        const open = given ?? openUpload(this.#client, to, context);
        await this.#stream(from, to, blob, open, context, along);
      }),
    );
  }

  /**
   * Uploads a blob that is in memory, in pieces.
   *
   * @throws {RegistryError} when the last attempt failed
   */
  put(
    to: ImageRepository,
    { digest, size }: Blob,
    chunks: readonly Uint8Array[],
    context: RequestContext,
  ): Promise<void> {
    const deadline = transferDeadline(size);
    return this.#inTurn(() =>
      this.#client.retrying(to, context, async () => {
        const session = await openUpload(this.#client, to, context);
        const body = size <= small ? Buffer.concat(chunks) : inPieces(chunks);
        await fillSession(this.#client, to, session, { digest, size, body, deadline }, context);
      }),
    );
  }

  async #copySmall(
    from: ImageRepository,
    to: ImageRepository,
    blob: Blob,
    session: URL | undefined,
    context: RequestContext,
  ): Promise<void> {
    const posts = session === undefined && this.#mayPost(to);
    const first = session ?? (posts ? undefined : openUpload(this.#client, to, context));
    expected(first);
    const body = await getBlob(this.#client, from, blob.digest, context, blob.size);
    const upload: UploadBody = { ...blob, body, deadline: transferDeadline(blob.size) };
    await this.#client.retrying(to, context, async (attempt) => {
      const open = await (attempt > 1
        ? openUpload(this.#client, to, context)
        : (first ?? this.#post(to, upload, context)));
      if (open) await fillSession(this.#client, to, open, upload, context);
    });
  }

  /** Whether to try a single request: where it is known to do, and once where nobody has tried. */
  #mayPost({ registry }: ImageRepository): boolean {
    const origin = this.#client.origin(registry);
    const takes = this.#takesPost.get(origin);
    // Those that come before there is an answer do not wait for it.
    if (takes === undefined) this.#takesPost.set(origin, false);
    return takes !== false;
  }

  /** Sends a small blob in one request; where that does not do, its session is to be filled. */
  async #post(to: ImageRepository, upload: UploadBody, context: RequestContext): Promise<URL | undefined> {
    const origin = this.#client.origin(to.registry);
    try {
      const session = await postBlob(this.#client, to, upload, context);
      this.#takesPost.set(origin, session === undefined);
      return session;
    } catch (error) {
      if (!isRefused(error)) throw error;
      this.#takesPost.set(origin, false);
      return openUpload(this.#client, to, context);
    }
  }

  /** Streams a blob from one repository into an upload session of another; one attempt. */
  async #stream(
    from: ImageRepository,
    to: ImageRepository,
    blob: Blob,
    session: URL | Promise<URL>,
    context: RequestContext,
    along: Along = (body) => body,
  ): Promise<void> {
    expected(session);
    const deadline = transferDeadline(blob.size);
    const source = await this.#client.stream(blobRequest(from, blob.digest, deadline), context);
    const body = new CheckedBlob(along(source.body), blob, where("GET", source.url), context.signal);
    try {
      await fillSession(this.#client, to, await session, { ...blob, body, deadline }, context);
    } catch (error) {
      context.signal.throwIfAborted();
      throw body.failure ?? error;
    } finally {
      // Where the write ended early the read must not be left open.
      source.body.destroy();
    }
  }
}

/** Pieces as a body, which are not put together in memory. */
function inPieces(chunks: readonly Uint8Array[]): StreamedBody {
  return { sendTo: (sink) => void pipeline(chunks, sink).catch((error: Error) => sink.destroy(error)) };
}

/** A failure of what is under way is met where its result is needed. */
function expected(work: unknown): void {
  if (work instanceof Promise) work.catch(() => {});
}

/** Whether an answer rules a way of sending out: it is neither a passing trouble nor a matter of credentials. */
function isRefused(error: unknown): boolean {
  return ["fail", "heal", "restart"].includes(verdictOf(error)?.action ?? "");
}
