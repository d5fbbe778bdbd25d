import { ReportedError } from "../base/errors.ts";

/** Bytes of a frame's head: one for the stream, three of nothing, four for the length. */
const headLength = 8;

/** Bytes of a frame that are taken; an engine sends what a container wrote at once. */
const mostOfFrame = 64 << 20;

/**
 * Takes apart what a container without a terminal writes to its two streams, which an engine sends as one
 * (`ContainerAttach` of its API): frames with a head of a stream (1 for stdout, 2 for stderr) and a length.
 *
 * @param onError gets what comes on stderr
 * @returns what comes on stdout, as it comes
 * @throws ReportedError where the connection ends within a frame, or a frame is larger than 64 MiB
 */
export async function* framesIn(
  body: AsyncIterable<Uint8Array>,
  onError: (text: string) => void,
): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= headLength) {
      const end = headLength + rest.readUInt32BE(4);
      if (end > mostOfFrame) throw new ReportedError(`a container wrote ${end} bytes at once`);
      if (rest.length < end) break;
      const content = rest.subarray(headLength, end);
      if (rest[0] === 2) onError(content.toString("utf8"));
      else yield content;
      rest = rest.subarray(end);
    }
  }
  if (rest.length > 0) throw new ReportedError("a container's output broke off");
}
