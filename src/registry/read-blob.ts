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
  read(body: AsyncIterable<Uint8Array>, offset: number): Promise<void>;
  /** Whether all bytes were read, and are those of the digest. */
  isWhole(): boolean;
  /** Forgets what was read. */
  restart(): void;
}

/**
 * Reads a blob to its end, without keeping any of it. A download that breaks off goes on with the byte where it broke
 * (RFC 9110, section 14); of a registry that sends all of it again, what was read already is passed over. Bytes that do
 * not have the digest are all read again, and so is what a registry sends another part of than was asked for.
 *
 * @throws {RegistryError} when the last attempt failed; {@link RegistryRefusal} for a blob that is longer or shorter than
 *   its descriptor says
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
    const answer = client.stream({ ...request, headers }, context);
    const response = await answer.catch((error: unknown) => {
      throw isPastEnd(error) ? hasOtherSize(error.where, "shorter", size) : error;
    });
    const place = where("GET", response.url);
    try {
      const offset = offsetOf(response, position);
      if (offset === undefined) {
        reader.restart();
        throw contentError("wrong range", request, response.url);
      }
      await reader.read(upTo(response.body, size - offset), offset);
    } catch (error) {
      throw failedAttempt(error, place, { signal: context.signal, phase: "read" });
    } finally {
      response.body.destroy();
    }
    if (reader.position > size) throw hasOtherSize(place, "longer", size);
    if (reader.isWhole()) return;
    const what = reader.position < size ? "EOF" : "digest mismatch";
    if (reader.position === size) reader.restart();
    throw new RegistryError(place, { kind: "content", what }, "read");
  });
}

/** Whether a registry says that there is no byte where a download was to go on (416). */
function isPastEnd(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 416;
}

function hasOtherSize(place: string, than: "longer" | "shorter", size: number): RegistryRefusal {
  return new RegistryRefusal(`${place}: ${than} than the ${size} bytes it should have`);
}

/** The bytes of a body, which may never end: nothing is read any more once there are more than `most`. */
async function* upTo(body: Readable, most: number): AsyncGenerator<Uint8Array> {
  let left = most;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    yield chunk;
    left -= chunk.byteLength;
    if (left < 0) return;
  }
}

/** Where an answer begins: at the start, unless it says that it is a part; undefined where what is before that is missing. */
function offsetOf({ status, headers }: HttpResponse, position: number): number | undefined {
  if (status !== 206) return 0;
  const begins = /^bytes (\d{1,15})-/.exec(headers["content-range"] ?? "")?.[1];
  return begins === undefined || Number(begins) > position ? undefined : Number(begins);
}
