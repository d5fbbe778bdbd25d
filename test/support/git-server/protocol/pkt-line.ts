/** A pkt-line's payload, or undefined for a flush packet (gitprotocol-common). */
export type Packet = Buffer | undefined;

export function parsePackets(bytes: Buffer): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number.parseInt(bytes.toString("latin1", at, at + 4), 16);
    if (!(length === 0 || (length >= 4 && at + length <= bytes.length)))
      throw new Error(`no pkt-line at byte ${at}: ${bytes.toString("latin1", at, at + 20)}`);
    packets.push(length === 0 ? undefined : bytes.subarray(at + 4, at + length));
    at += length || 4;
  }
  return packets;
}

export function formatPackets(packets: readonly Packet[]): Buffer {
  return Buffer.concat(
    packets.flatMap((packet) =>
      packet === undefined
        ? [Buffer.from("0000")]
        : [Buffer.from((packet.length + 4).toString(16).padStart(4, "0")), packet],
    ),
  );
}
