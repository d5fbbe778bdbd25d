import { ReportedError } from "../base/errors.ts";

/** What a container without a terminal has written to its standard streams. */
export interface Streams {
  readonly stdout: string;
  readonly stderr: string;
}

/** Bytes of a frame's head: one for the stream, three of nothing, four for the length. */
const headLength = 8;

/**
 * Takes apart the two streams that an engine writes into one (`ContainerAttach` of its API): frames with a head of a
 * stream (1 for stdout, 2 for stderr) and a length.
 *
 * @param most bytes of each stream that are kept
 * @throws ReportedError where the connection ends within a frame, or more came
 */
export async function demultiplexed(body: AsyncIterable<Uint8Array>, most: number): Promise<Streams> {
  const kept: Record<number, Buffer[]> = { 1: [], 2: [] };
  const bytes: Record<number, number> = { 1: 0, 2: 0 };
  let rest = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= headLength) {
      const end = headLength + rest.readUInt32BE(4);
      if (end - headLength > most) throw new ReportedError(`a container wrote more than ${most} bytes`);
      if (rest.length < end) break;
      const stream = rest[0] === 2 ? 2 : 1;
      bytes[stream] = (bytes[stream] ?? 0) + end - headLength;
      if ((bytes[stream] ?? 0) > most) throw new ReportedError(`a container wrote more than ${most} bytes`);
      kept[stream]?.push(rest.subarray(headLength, end));
      rest = rest.subarray(end);
    }
  }
  if (rest.length > 0) throw new ReportedError("a container's output broke off");
  const text = (stream: number) => Buffer.concat(kept[stream] ?? []).toString("utf8");
  return { stdout: text(1), stderr: text(2) };
}
