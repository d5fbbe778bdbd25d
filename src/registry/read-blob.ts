import type { Readable } from "node:stream";
import type { Descriptor } from "../image/descriptor.ts";
import type { ImageRepository } from "../image/reference.ts";
import { blobRequest } from "./blobs.ts";
import type { Client } from "./client.ts";
import { RegistryError, RegistryRefusal } from "./errors.ts";
import { failedAttempt } from "./http/failed-attempt.ts";
import type { HttpResponse } from "./http/transport.ts";
import { contentError, where } from "./http/transport.ts";
import type { RequestContext } from "./request-context.ts";
import { transferDeadline } from "./transfer/uploads.ts";

/** Who reads a blob once, in its order, however often its bytes come. */
export interface BlobReader {
  /** Bytes that were read so far. */
  readonly position: number;
  /** Reads on; `body` begins with byte `offset` of the blob, which is not behind the position. */
  read(body: Readable, offset: number): Promise<void>;
  /** Whether all bytes were read, and are those of the digest. */
  isWhole(): boolean;
  /** Forgets what was read. */
  restart(): void;
}

/**
 * Reads a blob to its end, without keeping any of it. A download that breaks off goes on with the byte where it broke
 * (RFC 9110, section 14); of a registry that sends all of it again, what was read already is passed over. Bytes that do
 * not have the digest are all read again.
 *
 * @throws {RegistryError} when the last attempt failed; {@link RegistryRefusal} for a blob that is longer than its
 *   descriptor says
 */
export async function readBlob(
  client: Client,
  at: ImageRepository,
  { digest, size }: Pick<Descriptor, "digest" | "size">,
  reader: BlobReader,
  context: RequestContext,
): Promise<void> {
  const request = blobRequest(at, digest, transferDeadline(size));
  await client.retrying(at, context, async () => {
    const { position } = reader;
    const headers = position > 0 ? { range: `bytes=${position}-` } : {};
    const response = await client.stream({ ...request, headers }, context);
    const place = where("GET", response.url);
    try {
      await reader.read(response.body, offsetOf(response, position, request));
    } catch (error) {
      throw failedAttempt(error, place, { signal: context.signal, phase: "read" });
    } finally {
      response.body.destroy();
    }
    if (reader.position > size)
      throw new RegistryRefusal(`${place}: longer than the ${size} bytes it should have`);
    if (reader.isWhole()) return;
    const what = reader.position < size ? "EOF" : "digest mismatch";
    if (reader.position === size) reader.restart();
    throw new RegistryError(place, { kind: "content", what }, "read");
  });
}

/** Where an answer begins: at the start, unless it says that it is the part that was asked for. */
function offsetOf(
  { status, headers, url }: HttpResponse,
  position: number,
  request: ReturnType<typeof blobRequest>,
): number {
  if (status !== 206) return 0;
  const begins = /^bytes (\d{1,15})-/.exec(headers["content-range"] ?? "")?.[1];
  if (begins === undefined || Number(begins) > position) throw contentError("wrong range", request, url);
  return Number(begins);
}
