import { formatPackets, type Packet, parsePackets } from "./pkt-line.ts";

/**
 * Changes the reasons of a receive-pack answer's `ng` lines, with or without side-band (gitprotocol-pack,
 * report status), and leaves all else as it is.
 */
export function rewriteReport(answer: Buffer, reasonOf: (ref: string, reason: string) => string): Buffer {
  const packets = parsePackets(answer);
  const sideBand = packets.some((packet) => packet !== undefined && (packet[0] ?? 9) <= 3);
  if (!sideBand) return formatPackets(packets.map((packet) => rewriteLine(packet, reasonOf)));
  const isReport = (packet: Packet): boolean => packet?.[0] === 1;
  // The report's own packets may be spread over several of the side-band's.
  const report = Buffer.concat(
    packets.flatMap((packet) => (packet && isReport(packet) ? [packet.subarray(1)] : [])),
  );
  const rewritten = formatPackets(parsePackets(report).map((packet) => rewriteLine(packet, reasonOf)));
  const at = packets.findIndex(isReport);
  if (at < 0) return answer;
  const others = (part: readonly Packet[]): Packet[] => part.filter((packet) => !isReport(packet));
  return formatPackets([
    ...others(packets.slice(0, at)),
    Buffer.concat([Buffer.from([1]), rewritten]),
    ...others(packets.slice(at)),
  ]);
}

function rewriteLine(packet: Packet, reasonOf: (ref: string, reason: string) => string): Packet {
  const [, ref, reason] = /^ng (\S+) (.*)\n$/.exec(packet?.toString() ?? "") ?? [];
  if (ref === undefined || reason === undefined) return packet;
  return Buffer.from(`ng ${ref} ${reasonOf(ref, reason)}\n`);
}
